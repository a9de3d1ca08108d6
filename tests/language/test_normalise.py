"""I-01: the words kept are the words typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.normalise import normalise


@pytest.mark.parametrize(
    "words",
    [
        "  /he hit me with a belt ",
        "two\nlines\tand a tab",
        "a\u200bzero width\u200d joiner 👩‍👧",
        "\u202eturned\u202c اب ł",
        "'; DROP TABLE answers; --",
        "{worker} %s \\n",
        " ",
        "",
    ],
)
def test_words_that_can_be_stored_stay_to_the_letter(words: str) -> None:
    assert normalise(words) == words


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("e\u0301", "é"),
        ("a\x00b", "ab"),
        ("\x1b[31mred\x07", "[31mred"),
        ("a\x7f\x85\x9fb", "ab"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("line\r\nline\rline", "line\nline\nline"),
    ],
)
def test_what_cannot_be_stored_is_put_right(typed: str, kept: str) -> None:
    assert normalise(typed) == kept


@given(st.text(st.characters(), max_size=200))
def test_any_text_ends_in_one_form_that_can_be_stored(words: str) -> None:
    once = normalise(words)
    once.encode("utf-8")
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not any(unicodedata.category(char) == "Cc" and char not in "\n\t" for char in once)
