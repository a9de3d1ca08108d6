"""C06: how long a sentence is, in every script."""

from __future__ import annotations

import pytest

from bot.content.reading import longest_sentence
from bot.content.wording import text_faults


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("You can stop. You can go on at any time.", 7),
        ("Your social worker: {worker}. One two.", 4),
        ("আজ মিটিং আছে। তুমি আসতে পারো কি না বলো।", 6),
        ("ਮੀਟਿੰਗ ਕਦੋਂ ਹੈ? ਸਾਨੂੰ ਦੱਸੋ।", 3),
        ("ملاقات کب ہے؟ ہمیں بتائیں۔ شکریہ۔", 3),
        ("متى الاجتماع؟ قل لنا ما يقلقك من فضلك.", 6),
        ("“Can I stop?” Yes – you can.", 3),
        ("{lines}", 0),
        ("", 0),
    ],
)
def test_words_are_counted_between_spaces_and_sentences_end_as_each_script_ends_them(
    text: str, words: int
) -> None:
    assert longest_sentence(text) == words


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("می\u200cخواهید بنویسید؟", 0),
        ("من \u200cمی نویسم", 1),
        ("You\u200c can", 1),
        ("You can\u200b", 1),
        ("\u202eسلام", 1),
    ],
)
def test_a_joiner_between_letters_that_need_it_is_no_hidden_character(text: str, faults: int) -> None:
    assert len(list(text_faults(text))) == faults
