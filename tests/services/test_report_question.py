""" "Have you got the report?" is asked in its time, also of those who are past its place, and once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.content.model import Council
from bot.services import controls, effects, prepare, take
from bot.services.ask import ask
from bot.services.dates import Counted, due_now, report_asked_on
from bot.services.turn import Turn
from tests.services.conftest import MakeTurn, settled_before

MEETING = Counted("initial_conference", "england", date(2026, 11, 26))
DUE = frozenset({"report"})
QUESTION, AFTER_NO = "report.have_it", "report.ask_for_it"


def council(**settings: str) -> Council:
    return Council("x", "X", "england", settings)


def test_it_is_asked_from_the_day_the_report_should_be_there_to_the_meeting() -> None:
    here = council(report_days_initial="3", ask_report_days="5")
    asked = [day for day in range(1, 31) if due_now(here, MEETING, date(2026, 11, day))]
    assert asked == [23, 24, 25, 26]


def test_without_a_councils_day_it_is_asked_some_days_before() -> None:
    assert report_asked_on(council(ask_report_days="3"), MEETING) == date(2026, 11, 23)
    assert report_asked_on(council(), MEETING) is None
    assert due_now(council(), MEETING, date(2026, 11, 25)) == frozenset()


def test_a_meeting_without_a_report_has_no_such_question() -> None:
    here = council(report_days_initial="3", ask_report_days="3")
    group = replace(MEETING, kind="core_group")
    assert due_now(here, group, date(2026, 11, 25)) == frozenset()


@pytest.fixture
def turn(make_turn: MakeTurn) -> Turn:
    """A parent who stands at a question of the second column, everything before it settled."""
    made = make_turn("parent.worries.own")
    settled_before(made, "parent.worries.own")
    return made


def say(turn: Turn, *, choice: str | None = None, words: str | None = None) -> str:
    """Answer the open question; return the one that is asked then."""
    turn.choice, turn.words = choice, words
    if choice is not None:
        effects.choose(turn, choice)
    else:
        take.take_words(turn)
    ask(turn)
    return turn.position.question


def time_comes(turn: Turn) -> None:
    turn.facts = replace(turn.facts, due=DUE)


def test_before_its_time_it_is_not_asked_at_all(turn: Turn) -> None:
    assert QUESTION not in [entry.item for entry in prepare.open_entries(turn)]
    assert prepare.come_due(turn) is None


def test_in_its_time_it_stands_before_the_columns(make_turn: MakeTurn) -> None:
    turn = make_turn()
    time_comes(turn)
    items = [entry.item for entry in prepare.open_entries(turn)]
    assert items.index("meeting.parent.after") < items.index(QUESTION) < items.index("parent.good.intro")


def test_whoever_is_past_its_place_is_asked_in_front_and_comes_back(turn: Turn) -> None:
    time_comes(turn)
    ask(turn)
    assert turn.position.question == QUESTION
    assert say(turn, choice="choices.yes") == "parent.worries.own"
    assert turn.answers[QUESTION].parts == ["choices.yes"]
    ask(turn)
    assert turn.position.question == "parent.worries.own"


def test_a_no_is_told_what_one_can_do_and_then_comes_back(turn: Turn) -> None:
    time_comes(turn)
    ask(turn)
    assert say(turn, choice="choices.report_not_yet") == AFTER_NO
    assert say(turn, choice="choices.next") == "parent.worries.own"
    ask(turn)
    assert turn.position.question == "parent.worries.own"


@pytest.mark.parametrize("control", [controls.skip, controls.go_back])
def test_nobody_has_to_answer_it_and_nobody_is_asked_twice(turn: Turn, control: object) -> None:
    time_comes(turn)
    ask(turn)
    assert turn.position.question == QUESTION
    control(turn)  # type: ignore[operator]
    ask(turn)
    assert turn.position.question == "parent.worries.own"


def test_words_to_it_are_kept_to_the_letter(turn: Turn) -> None:
    time_comes(turn)
    ask(turn)
    assert say(turn, words="only  half of it") == "parent.worries.own"
    assert turn.answers[QUESTION].parts == ["only  half of it"]


def test_the_question_is_kept_as_it_was_read_with_its_day(turn: Turn) -> None:
    assert turn.asked(QUESTION) == "Have you got the social worker’s report for this meeting?"
    turn.facts = replace(turn.facts, known=frozenset({"report_due"}))
    turn.named = {"report_due": "Monday 23 November"}
    assert "by Monday 23 November. Have you got it?" in turn.asked(QUESTION)


def test_it_waits_while_somebody_changes_an_answer_or_is_at_a_side_question(turn: Turn) -> None:
    time_comes(turn)
    turn.position.mode = "change"
    assert prepare.come_due(turn) is None
    turn.position.mode, turn.position.return_to = "", "parent.worries.own"
    turn.position.question = "side.good_time"
    assert prepare.come_due(turn) is None


def test_it_waits_until_it_is_a_good_time(turn: Turn) -> None:
    turn.facts = replace(turn.facts, due=DUE, returning=True)
    ask(turn)
    assert turn.position.question == "side.good_time"
    assert say(turn, choice="choices.good_time") == QUESTION


def test_the_time_may_pass_unanswered_and_the_guide_goes_on(turn: Turn) -> None:
    time_comes(turn)
    ask(turn)
    turn.facts = replace(turn.facts, due=frozenset())
    assert say(turn, choice="choices.report_not_yet") == AFTER_NO
    assert say(turn, choice="choices.next") == "parent.worries.own"
    assert turn.answers[QUESTION].parts == ["choices.report_not_yet"]


@pytest.mark.parametrize("question", ["after.further", "after.next_meeting", "sent.done", ""])
def test_after_sending_it_is_not_asked_any_more(make_turn: MakeTurn, question: str) -> None:
    """The answer would lie there and go nowhere; what one can do is told instead."""
    turn = make_turn(question, sent=True)
    time_comes(turn)
    ask(turn)
    assert turn.position.question == question
    assert QUESTION not in [one.content for one in turn.said]


def test_before_the_next_meeting_it_is_asked_though_something_was_sent_before_the_last(turn: Turn) -> None:
    turn.facts = replace(turn.facts, due=DUE, sent=True)
    ask(turn)
    assert turn.position.question == QUESTION
