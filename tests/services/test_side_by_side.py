"""Until somebody chooses, all is said in each language that stands side by side; then in theirs alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.messages import SAID_IN
from bot.services.ask import ask, beside
from bot.services.controls import go_back, simpler, talk_to_person
from bot.services.languages import choose_language, propose_language
from bot.services.turn import Answer, Turn
from tests.services.conftest import MakeTurn

STEP, LATER = "arrival.language", "parent.good.ordinary_moment"


@pytest.fixture
def in_wales(make_turn: MakeTurn) -> MakeTurn:
    def make(question: str = STEP, language: str = "en", **changes: object) -> Turn:
        turn = make_turn(question, language=language, **changes)
        turn.facts = replace(
            turn.facts, nation="wales", side_by_side=("cy", "en"), languages=("cy", "en", "pl")
        )
        return turn

    return make


def told(turn: Turn) -> list[tuple[str, str]]:
    return [(say.content, say.args.get(SAID_IN, "")) for say in turn.said]


@pytest.mark.parametrize(
    ("invited_in", "said_in"),
    [("en", ["cy", "en"]), ("cy", ["cy", "en"]), ("pl", ["cy", "en", "pl"])],
)
def test_the_first_question_is_whole_in_each_with_the_same_buttons(
    in_wales: MakeTurn, invited_in: str, said_in: list[str]
) -> None:
    turn = in_wales(language=invited_in)
    ask(turn)
    assert told(turn) == [(STEP, language) for language in said_in]
    assert all(say.asks for say in turn.said)
    assert {say.choices for say in turn.said} == {
        ("language:cy", "language:en", "language:pl", "control:talk_to_person", "control:stop")
    }


def test_what_is_asked_for_before_the_choice_comes_in_each_too(in_wales: MakeTurn) -> None:
    turn = in_wales()
    talk_to_person(turn)
    simpler(turn)
    beside(turn, "side.help_now")
    turn.quiet = False
    ask(turn)
    assert [language for _, language in told(turn)] == ["cy", "en"] * 3


def test_a_guess_is_asked_once_in_the_language_that_it_is(in_wales: MakeTurn) -> None:
    turn = in_wales(words="Nie rozumiem po angielsku, proszę o pomoc")
    propose_language(turn)
    assert told(turn) == [("arrival.language_guess", "pl")]


@pytest.mark.parametrize("chosen", ["cy", "en", "pl"])
def test_after_the_choice_one_language_is_spoken(in_wales: MakeTurn, chosen: str) -> None:
    turn = in_wales(language="pl")
    choose_language(turn, chosen)
    ask(turn)
    assert told(turn) == [("arrival.welcome", "")]
    assert turn.language == chosen


def test_whoever_goes_back_to_the_choice_or_changes_it_later_is_asked_in_theirs(in_wales: MakeTurn) -> None:
    back = in_wales("arrival.welcome", answers={STEP: Answer(STEP, "seen", [""])})
    go_back(back)
    ask(back)
    assert told(back) == [(STEP, "")]
    later = in_wales(LATER)
    beside(later, "side.change_language")
    ask(later)
    assert told(later) == [("side.change_language", "")]


def test_where_no_languages_stand_side_by_side_nothing_is_said_twice(make_turn: MakeTurn) -> None:
    turn = make_turn(STEP)
    ask(turn)
    assert told(turn) == [(STEP, "")]
