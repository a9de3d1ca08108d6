"""A child may ask whatever a parent may: the answer is written for a child, in every nation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content.load import Content
from bot.content.vocabulary import NATIONS
from bot.services import explain
from bot.services.texts import Texts
from bot.services.turn import Turn
from tests.services.conftest import LANGUAGES, ROOT, MakeTurn

ITEMS = Content.load(ROOT / "dialogues/content").items
TOPICS = sorted({name.split(".")[1] for name in ITEMS if name.startswith("topics.")})
# Where a nation's child is told the same as everywhere, because the nation's own twin would come before it.
REPEATED = sorted(
    name
    for name, item in ITEMS.items()
    if name.startswith("topics.") and ".child." in name and "same words" in item.note
)


def child_in(make_turn: MakeTurn, nation: str) -> Turn:
    turn = make_turn("child.today.face", audience="child")
    turn.facts = replace(turn.facts, nation=nation)
    return turn


def test_there_are_topics_and_repeats_to_look_at() -> None:
    assert len(TOPICS) >= 40
    assert "topics.care_review.child.wales" in REPEATED


@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize("topic", TOPICS)
def test_a_child_hears_what_is_written_for_a_child(make_turn: MakeTurn, topic: str, nation: str) -> None:
    turn = child_in(make_turn, nation)
    explain.answer_topic(turn, topic)
    [said] = turn.said
    assert said.content == turn.variant(f"topics.{topic}")
    assert ITEMS[said.content].audiences == ("child",)


@pytest.mark.parametrize("repeated", REPEATED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_twice_says_the_same(texts: Texts, repeated: str, language: str) -> None:
    once = repeated.rpartition(".")[0]
    for field in ("", "#easier"):
        assert texts.messages(repeated + field, language) == texts.messages(once + field, language)
    assert texts.short(repeated, language) == texts.short(once, language)
