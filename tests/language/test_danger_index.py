"""The index leaves out no phrase that stands in a message, and most of those that do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.language.danger import reading
from bot.language.danger.index import PhraseIndex
from bot.language.danger.message import ends_of, read
from bot.language.danger.phrases import Choice, Gap, Phrase

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = sorted((ROOT / "dialogues/danger").glob("??.yml"))


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_every_phrase_that_stands_in_a_message_is_walked_along(path: Path) -> None:
    file = reading.read(path)
    walked = asked = 0
    for example in (one for pattern in file.patterns[::20] for one in pattern.examples):
        message = read(file, example)
        assert message is not None
        for index, phrases in (
            (file.pattern_index, [pattern.phrase for pattern in file.patterns]),
            (file.ordinary_index, file.ordinary),
        ):
            likely = index.may_stand(message.present)
            there = {at for at, one in enumerate(phrases) if ends_of(one, message, message.everywhere)}
            assert there <= set(likely), example
            walked, asked = walked + len(likely), asked + len(phrases)
    assert 0 < walked < asked / 2


@pytest.mark.parametrize(
    ("phrase", "present", "wanted"),
    [
        ((0, 1), {0, 1}, True),
        ((0, 1), {0}, False),
        ((0, Gap(3), 2), {2}, True),
        ((Choice(((0, 1), (2,))), 3), {3}, False),
        ((Choice(((0, 1), (2,))),), {1}, True),
        ((Choice(((0, 1), (2,))),), {2}, True),
        ((Choice(((0, 1), (2,))),), {0}, False),
        # What may be left out is not needed.
        ((Choice(((), (0,))), 1), {1}, True),
        ((Choice(((), (0,))), 1), {0}, False),
    ],
)
def test_one_of_the_rarest_words_has_to_be_there(phrase: Phrase, present: set[int], wanted: bool) -> None:
    # The other phrases make 0 and 3 common.
    index = PhraseIndex([(0, 4), (0, 5), (3, 6), (3, 7), (3, 8), phrase])
    assert (5 in index.may_stand(present)) is wanted


def test_phrases_come_in_order_and_once() -> None:
    index = PhraseIndex([(1,), (Choice(((0,), (1,))),), (2,)])
    assert index.may_stand([1, 0]) == [0, 1]
    assert index.may_stand([]) == []
