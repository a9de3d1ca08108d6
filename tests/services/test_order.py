"""Columns in the order that the person chooses: each whole, each once, in any order, with going back."""

from __future__ import annotations

import copy
from dataclasses import replace
from itertools import permutations

import pytest

from bot.content.model import Guide, GuideEntry, Item
from bot.services import controls, effects, prepare, take
from bot.services.ask import choices_of
from bot.services.texts import Texts
from bot.services.turn import Answer, Turn
from tests.services.conftest import MakeTurn

COLUMNS = ("working_well", "worries", "needs_to_happen")
FIRST, NEXT = "order.first", "order.next"
GUIDE = Guide(
    "ordered",
    "parent",
    ("initial_conference",),
    ("england",),
    "prepare",
    (
        GuideEntry(FIRST, "choosing"),
        GuideEntry("a1", "a", "working_well"),
        GuideEntry("a2", "a", "working_well"),
        GuideEntry(NEXT, "choosing_next"),
        GuideEntry("b1", "b", "worries"),
        GuideEntry("c1", "c", "needs_to_happen"),
        GuideEntry("end", "end"),
    ),
)


def _item(name: str, **more: object) -> Item:
    return Item(name, "question", ("parent",), (name,), answer="words", **more)  # type: ignore[arg-type]


@pytest.fixture
def turn(make_turn: MakeTurn) -> Turn:
    made = make_turn()
    choices = {
        f"choices.{column}": Item(f"choices.{column}", "choice", ("anyone",), (column,), column=column)
        for column in COLUMNS
    }
    content = copy.copy(made.content)
    wishes = {name: replace(_item(name), answer="choice", choices=tuple(choices)) for name in (FIRST, NEXT)}
    plain = {entry.item: _item(entry.item) for entry in GUIDE.entries}
    content.items = {**content.items, **plain, **choices, **wishes}
    content.guides = {**content.guides, GUIDE.id: GUIDE}
    made.texts = Texts(content, made.texts.catalogues)
    made.position.guide, made.position.question = GUIDE.id, FIRST
    return made


def _walk(turn: Turn, *wishes: str) -> list[str]:
    """Answer everything that is asked from here on; return the questions in the order they came."""
    wanted, asked = list(wishes), []
    while not turn.finished:
        question = turn.position.question
        asked.append(question)
        if question in (FIRST, NEXT):
            effects.choose(turn, f"choices.{wanted.pop(0)}")
        else:
            turn.words = f"words about {question}"
            take.take_words(turn)
    return asked


@pytest.mark.parametrize("order", list(permutations(COLUMNS)))
def test_every_order_asks_each_column_whole_and_once(turn: Turn, order: tuple[str, ...]) -> None:
    asked = _walk(turn, *order[:2])
    of_column = {"working_well": ["a1", "a2"], "worries": ["b1"], "needs_to_happen": ["c1"]}
    first, second, third = (of_column[column] for column in order)
    assert asked == [FIRST, *first, NEXT, *second, *third, "end"]


def test_a_wish_that_is_skipped_leaves_the_order_of_the_guide(turn: Turn) -> None:
    controls.skip(turn)
    assert turn.position.question == "a1"


def test_what_has_come_is_not_offered_again(turn: Turn) -> None:
    effects.choose(turn, "choices.worries")
    offered = choices_of(turn, turn.content.item(NEXT))
    assert [one.rpartition(":")[2] for one in offered] == ["choices.working_well", "choices.needs_to_happen"]


def test_going_back_to_another_wish_keeps_every_answer(turn: Turn) -> None:
    effects.choose(turn, "choices.worries")
    turn.words = "the dark"
    take.take_words(turn)
    assert turn.position.question == NEXT
    controls.go_back(turn)
    assert turn.position.question == "b1"
    controls.go_back(turn)
    assert turn.position.question == FIRST
    effects.choose(turn, "choices.needs_to_happen")
    assert _walk(turn, "working_well") == ["c1", NEXT, "a1", "a2", "end"]
    assert turn.answers["b1"].parts == ["the dark"]


def test_a_wish_for_what_now_comes_first_is_asked_again(turn: Turn) -> None:
    _walk(turn, "worries", "needs_to_happen")
    turn.finished, turn.position.question = False, FIRST
    effects.choose(turn, "choices.needs_to_happen")
    assert turn.position.question == NEXT
    assert not prepare.columns_left(turn, NEXT) & {"needs_to_happen"}


def test_words_in_the_place_of_a_wish_are_kept_and_change_nothing(turn: Turn) -> None:
    turn.words = "my cat is called Tiger"
    take.take_words(turn)
    assert turn.answers[FIRST] == Answer(FIRST, "words", ["my cat is called Tiger"])
    assert turn.position.question == "a1"


def test_a_guide_without_a_wish_keeps_its_own_order(make_turn: MakeTurn) -> None:
    plain = make_turn()
    assert tuple(prepare.in_chosen_order(plain)) == plain.guide.entries


@pytest.mark.parametrize("order", list(permutations(COLUMNS)))
def test_without_a_wish_the_councils_order_holds(turn: Turn, order: tuple[str, ...]) -> None:
    turn.facts = replace(turn.facts, settings={"columns_order": ", ".join(order)})
    entries = [entry for entry in prepare.open_entries(turn) if entry.column]
    assert list(dict.fromkeys(entry.column for entry in entries)) == list(order)
    assert {entry.item for entry in entries} == {"a1", "a2", "b1", "c1"}


def test_the_councils_order_moves_the_columns_of_a_real_guide_and_nothing_else(make_turn: MakeTurn) -> None:
    turn = make_turn()
    own = [entry.item for entry in prepare.open_entries(turn)]
    turn.facts = replace(turn.facts, settings={"columns_order": "worries, working_well, needs_to_happen"})
    moved = list(prepare.open_entries(turn))
    assert sorted(entry.item for entry in moved) == sorted(own)
    columns = dict.fromkeys(entry.column for entry in moved if entry.column)
    assert list(columns) == ["worries", "working_well", "needs_to_happen"]
    assert [item for item in own if item.startswith("arrival")] == [entry.item for entry in moved][:4]
