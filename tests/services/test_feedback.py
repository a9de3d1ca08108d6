"""How it went: said first who sees it, buttons only, once, and back to where the person was."""

from __future__ import annotations

import pytest

from bot.evaluation import breakdowns, published, shares
from bot.services import controls, effects, take
from bot.services.ask import AFTER_GUIDE, answered
from bot.services.staged import DropFeedback, GiveFeedback
from bot.services.turn import Answer, Turn
from tests.services.conftest import MakeTurn

STATEMENTS = [f"feedback.pf{number}" for number in range(1, 9)]
# Practice 2.2, in its order.
MEETING = ("who", "report", "time", "prepared", "decision", "next", "interpreter", "respected")
SCALE = ["choices.agree_a_lot", "choices.agree", "choices.agree_not_sure", "choices.disagree"]


def begun(make_turn: MakeTurn, audience: str = "parent", *, is_open: bool = True) -> Turn:
    turn = make_turn(AFTER_GUIDE, audience=audience, sent=True)
    object.__setattr__(turn.facts, "feedback_open", is_open)
    turn.choice = "choices.feedback_start"
    effects.press_any(turn)
    return turn


@pytest.mark.parametrize("audience", ["parent", "young_person", "child"])
def test_who_sees_it_is_said_first_for_each_audience(make_turn: MakeTurn, audience: str) -> None:
    turn = begun(make_turn, audience)
    assert turn.position.question.startswith("feedback.who_sees")
    assert turn.guide.purpose == "feedback"


def test_the_eight_statements_then_eight_about_the_meeting(make_turn: MakeTurn) -> None:
    turn = begun(make_turn)
    asked = [entry.item for entry in turn.guide.entries]
    assert asked[1:9] == STATEMENTS
    assert asked[9:17] == [f"feedback.meeting.{item}" for item in MEETING]
    for statement in STATEMENTS[:7]:
        choices = turn.content.item(statement).choices
        assert len(choices) == 7
        assert {"choices.does_not_apply", "choices.rather_not_say"} < set(choices)
    assert "choices.child_not_spoken_to" in turn.content.item("feedback.pf8").choices


@pytest.mark.parametrize("audience", ["parent", "young_person", "child"])
def test_what_is_asked_is_counted_and_nothing_else_is(make_turn: MakeTurn, audience: str) -> None:
    """A question that no page and no table counts would be asked for nothing."""
    turn = begun(make_turn, audience)
    counted = {
        "parent": {*published.STATEMENTS, *shares.MEETING, *breakdowns.REPORT},
        "young_person": set(breakdowns.YOUNG),
        "child": set(breakdowns.CHILD),
    }
    asked = [turn.content.item(entry.item) for entry in turn.guide.entries]
    assert {item.id for item in asked if item.answer in ("choice", "scale")} == counted[audience]


@pytest.mark.parametrize("audience", ["parent", "young_person", "child"])
def test_every_button_is_counted_or_said_to_say_nothing(make_turn: MakeTurn, audience: str) -> None:
    """A share is of the five answers to a statement; a breakdown has a cell for each other button."""
    turn = begun(make_turn, audience)
    of_five = {*SCALE, "choices.disagree_a_lot"}
    cells = {**breakdowns.REPORT, **breakdowns.YOUNG, **breakdowns.CHILD}
    for entry in turn.guide.entries:
        item = turn.content.item(entry.item)
        if item.answer == "choice":
            assert set(item.choices) - shares.NOT_COUNTED == set(cells.get(item.id, of_five)), item.id


def test_answered_to_the_end_only_choices_are_given_and_the_talk_is_as_before(make_turn: MakeTurn) -> None:
    turn = begun(make_turn)
    turn.answers["parent.good.ordinary_moment"] = Answer("parent.good.ordinary_moment", "words", ["mine"])
    effects.choose(turn, "choices.feedback_go_on")
    effects.choose(turn, "choices.agree")
    turn.words = "she never listens, and her name is"
    take.take_words(turn)
    assert turn.said[-1].content == "notices.please_choose"
    assert turn.position.question == "feedback.pf2"
    while turn.position.question != "feedback.send":
        controls.skip(turn)
    assert answered(turn) == ["parent.good.ordinary_moment"]
    effects.choose(turn, "choices.feedback_send")
    (given,) = [change for change in turn.staged if isinstance(change, GiveFeedback)]
    assert given.answers == (("feedback.pf1", "choices.agree"),)
    assert (turn.guide.purpose, turn.position.question, turn.finished) == ("prepare", "", True)


def test_declining_lets_go_of_it(make_turn: MakeTurn) -> None:
    turn = begun(make_turn)
    effects.choose(turn, "choices.feedback_no")
    assert DropFeedback() in turn.staged
    assert turn.guide.purpose == "prepare"


def test_an_old_button_opens_nothing_twice(make_turn: MakeTurn) -> None:
    turn = begun(make_turn, is_open=False)
    assert [say.content for say in turn.said] == ["feedback.closed"]
    assert turn.guide.purpose == "prepare"


def test_less_safe_is_answered_with_a_way_to_a_person(make_turn: MakeTurn) -> None:
    turn = begun(make_turn, "young_person")
    effects.choose(turn, "choices.feedback_go_on")
    while turn.position.question != "feedback.young_person.safer":
        controls.skip(turn)
    effects.choose(turn, "choices.less_safe")
    assert turn.position.question == "feedback.young_person.less_safe"
    assert {"talk_to_person", "help_now"} <= set(turn.question.controls)
