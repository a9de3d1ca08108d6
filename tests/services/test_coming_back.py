"""After a change, an addition or a wish for another order: nothing passed by, nothing said lost."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.conversation.buttons import Buttons
from bot.conversation.resolve import Resolved, resolve
from bot.messages import Channel, Inbound, InboundKind
from bot.services import controls, effects, prepare, take
from bot.services.ask import answered
from bot.services.staged import KeepAside, KeepPart
from bot.services.turn import Answer
from tests.services.conftest import MakeTurn, settled_before

MOMENT, NEXT = "parent.good.ordinary_moment", "parent.good.child_would_say"
WHICH = "parent.practical.interpreter.which"
ALSO = "review.also_written"
LONG = "On Sunday we baked bread and she laughed when the dough stuck to my nose"


@pytest.mark.parametrize(
    ("mode", "about", "intent"),
    [("add", NEXT, None), ("add", "report.have_it", None), ("change", NEXT, "add_part")],
)
def test_what_is_to_be_added_goes_to_the_answer_that_was_named(
    make_turn: MakeTurn, mode: str, about: str, intent: str | None
) -> None:
    """No question is asked again before the words come, so they are about whatever was asked before."""
    turn = make_turn(MOMENT, words=LONG)
    turn.position.mode, turn.position.return_to = mode, NEXT  # type: ignore[assignment]
    at = datetime(2026, 11, 23, tzinfo=UTC)
    inbound = Inbound(Channel.WEB, "1", "x", InboundKind.WORDS, at, LONG, about=about)
    assert resolve(inbound, turn, Buttons(turn.content), turn.phrases) == Resolved(intent)


def test_changing_an_answer_to_a_question_that_has_closed_comes_back(make_turn: MakeTurn) -> None:
    turn = make_turn("review.send", answers={WHICH: Answer(WHICH, "words", ["Polish"])}, words=LONG)
    settled_before(turn, "review.send")
    assert WHICH not in [entry.item for entry in prepare.open_entries(turn)]
    turn.pick = WHICH
    controls.pick_to_change(turn)
    take.take_words(turn)
    assert (turn.position.question, turn.finished) == ("review.send", False)
    assert turn.answers[WHICH].parts == [LONG]


def test_going_back_from_a_question_that_has_closed_goes_to_the_one_before_it(make_turn: MakeTurn) -> None:
    turn = make_turn(WHICH)
    settled_before(turn, "review.send")
    controls.go_back(turn)
    assert turn.position.question == "parent.practical.interpreter"


def test_a_change_in_a_part_that_now_comes_later_passes_no_question_by(make_turn: MakeTurn) -> None:
    turn = make_turn("parent.good.kept_safe", words=LONG)
    settled_before(turn, "parent.good.kept_safe")
    turn.answers[MOMENT] = Answer(MOMENT, "words", [LONG])
    turn.position.question = "columns.first"
    effects.choose(turn, "choices.start_worries")
    assert turn.position.question == "parent.worries.intro"
    turn.pick = MOMENT
    controls.pick_to_change(turn)
    take.take_words(turn)
    assert turn.position.question == "parent.worries.intro"


def test_a_question_that_a_change_opened_and_somebody_left_for_another_change_is_asked(
    make_turn: MakeTurn,
) -> None:
    turn = make_turn("review.send", answers={MOMENT: Answer(MOMENT, "words", [LONG])}, words=LONG)
    settled_before(turn, "review.send")
    turn.pick = "parent.practical.interpreter"
    controls.pick_to_change(turn)
    effects.choose(turn, "choices.yes")
    assert turn.position.question == WHICH
    turn.pick = "parent.practical.else"
    controls.pick_to_change(turn)
    take.take_words(turn)
    assert turn.position.question == WHICH


def test_words_beside_a_list_while_looking_back_are_kept_at_once(make_turn: MakeTurn) -> None:
    turn = make_turn("review.send", answers={MOMENT: Answer(MOMENT, "words", [LONG])})
    controls.change_answer(turn)
    turn.words = "and tell them I was on time"
    take.take_words(turn)
    assert turn.answers[ALSO].parts == ["and tell them I was on time"]


def test_words_at_an_earlier_button_are_kept_at_once_when_nothing_asks_any_more(make_turn: MakeTurn) -> None:
    turn = make_turn("parent.practical.intro", answers={ALSO: Answer(ALSO, "seen", [""])})
    turn.words = "and tell them I was on time"
    take.take_words(turn)
    assert turn.answers[ALSO].parts == ["and tell them I was on time"]


def test_only_the_words_that_were_the_answer_leave_the_side(make_turn: MakeTurn) -> None:
    turn = make_turn(MOMENT, asides=[KeepAside(MOMENT, "is it a court"), KeepAside(MOMENT, LONG)])
    take.that_was_my_answer(turn)
    assert turn.answers[MOMENT].parts == [LONG]
    assert turn.asides == [KeepAside(MOMENT, "is it a court")]


def test_an_answer_given_anew_is_the_last_that_was_given(make_turn: MakeTurn) -> None:
    turn = make_turn(answers={name: Answer(name, "words", [LONG]) for name in (MOMENT, NEXT)})
    turn.stage(KeepPart(MOMENT, "words", "other words", replace=True))
    assert list(turn.answers) == [NEXT, MOMENT]
    assert answered(turn) == [MOMENT, NEXT]


def test_words_beside_a_question_that_came_in_its_time_may_be_its_answer(make_turn: MakeTurn) -> None:
    turn = make_turn("report.have_it", words="do you mean the long letter, I have that")
    turn.position.return_to = NEXT
    prepare.set_aside(turn)
    assert [aside.question for aside in turn.asides] == ["report.have_it"]
    turn.position.question = "side.change_answer"
    prepare.set_aside(turn)
    assert [aside.question for aside in turn.asides] == ["report.have_it", NEXT]
