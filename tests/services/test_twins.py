"""What is true elsewhere only is told in a twin: the most particular one that there is."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest

from bot.content.twins import all_twins, twins
from tests.services.conftest import MakeTurn


def test_both_stand_before_either_and_the_item_itself_last() -> None:
    assert twins("topics.notes", "parent", "wales") == (
        "topics.notes.parent.wales",
        "topics.notes.wales",
        "topics.notes.parent",
        "topics.notes",
    )
    assert "topics.notes" not in set(all_twins("topics.notes"))


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ([], "topics.notes"),
        (["topics.notes.parent"], "topics.notes.parent"),
        (["topics.notes.parent", "topics.notes.scotland"], "topics.notes.scotland"),
        (["topics.notes.scotland", "topics.notes.parent.scotland"], "topics.notes.parent.scotland"),
        (["topics.notes.wales", "topics.notes.young_person.scotland"], "topics.notes"),
    ],
)
def test_the_most_particular_twin_is_said(make_turn: MakeTurn, held: list[str], said: str) -> None:
    turn = make_turn()
    turn.facts = replace(turn.facts, nation="scotland")
    notes = turn.content.items["topics.notes"]
    others = {key: item for key, item in turn.content.items.items() if not key.startswith("topics.notes.")}
    items = others | {name: replace(notes, id=name) for name in held}
    content = copy.copy(turn.content)
    content.items = items
    turn.texts = replace(turn.texts, content=content)
    turn.say("topics.notes")
    assert [say.content for say in turn.said] == [said]
