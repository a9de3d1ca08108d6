"""A child's helper: what the helper says is kept beside the child's words, never among them."""

from __future__ import annotations

import pytest

from bot.messages import VoiceNote
from bot.services import controls, effects, explain, helper, take
from bot.services.ask import choices_of
from bot.services.staged import KeepAside, KeepPart, Send
from bot.services.turn import Answer, Turn
from tests.services.conftest import MakeTurn, settled_before

SMILE = "child.good.smile"
BUTTON = f"choose:{SMILE}:{helper.SAYS}"
THEIRS, MINE = "He talks of the dog every day.", "my dog made me laugh when he fell into the pond"


@pytest.fixture
def turn(make_turn: MakeTurn) -> Turn:
    here = Answer(helper.ASKED, "choice", [helper.HERE])
    made = make_turn(SMILE, audience="child", answers={helper.ASKED: here})
    settled_before(made, SMILE)
    return made


def _helper_says(turn: Turn, words: str) -> None:
    effects.choose(turn, helper.SAYS)
    turn.words = words
    take.take_words(turn)


def test_the_button_is_there_only_while_a_helper_is(turn: Turn, make_turn: MakeTurn) -> None:
    assert BUTTON in choices_of(turn, turn.question)
    alone = Answer(helper.ASKED, "choice", ["choices.child_on_my_own"])
    for answers in ({}, {helper.ASKED: alone}):
        other = make_turn(SMILE, audience="child", answers=answers)
        assert BUTTON not in choices_of(other, other.question)


def test_a_question_of_buttons_offers_the_helper_no_words(turn: Turn) -> None:
    assert not helper.choices_of(turn, turn.content.item("child.worries.size"))


def test_the_helper_does_not_answer_for_the_child(turn: Turn) -> None:
    _helper_says(turn, THEIRS)
    assert turn.staged == [KeepPart(SMILE, "words", THEIRS, by="helper")]
    assert SMILE not in turn.answers
    assert turn.position.question == SMILE
    turn.words = MINE
    take.take_words(turn)
    assert turn.answers[SMILE].parts == [MINE]
    assert turn.position.question != SMILE


def test_one_message_is_the_helpers_and_the_next_is_the_childs(turn: Turn) -> None:
    _helper_says(turn, THEIRS)
    assert not helper.is_speaking(turn)


def test_after_going_back_each_replaces_only_their_own_words(turn: Turn) -> None:
    turn.words = MINE
    take.take_words(turn)
    controls.go_back(turn)
    _helper_says(turn, THEIRS)
    assert turn.staged[-1] == KeepPart(SMILE, "words", THEIRS, replace=True, by="helper")
    assert turn.answers[SMILE].parts == [MINE]


def test_a_helpers_question_is_set_aside_as_the_helpers(turn: Turn) -> None:
    effects.choose(turn, helper.SAYS)
    turn.words = "will the police come"
    explain.answer_topic(turn, "who_decides")
    assert turn.aside == KeepAside(SMILE, "will the police come", "helper")
    take.that_was_my_answer(turn)
    assert turn.staged[-1] == KeepPart(SMILE, "words", "will the police come", by="helper")
    assert SMILE not in turn.answers


def test_a_helpers_late_words_are_added_as_the_helpers(turn: Turn) -> None:
    turn.words = MINE
    take.take_words(turn)
    effects.choose(turn, helper.SAYS)
    turn.words, turn.about = THEIRS, SMILE
    take.add_part(turn)
    assert turn.answers[SMILE].parts == [MINE]
    assert turn.helper_said == [SMILE]


def test_what_only_the_helper_said_can_be_looked_at_and_sent(turn: Turn) -> None:
    turn.answers.clear()
    _helper_says(turn, THEIRS)
    turn.said.clear()
    turn.position.question = "review.safe_to_show"
    effects.choose(turn, "choices.show_answers")
    assert [say.content for say in turn.said] == ["review.answer.helper"]
    turn.position.question = "review.send"
    effects.choose(turn, "choices.send")
    assert Send() in turn.staged


def test_what_the_helper_speaks_is_the_helpers(turn: Turn) -> None:
    turn.voice = VoiceNote("n1", "ogg", 42, "0" * 64)
    _helper_says(turn, "")
    assert turn.staged == [KeepPart(SMILE, "words", "", by="helper", voice=turn.voice)]
    assert SMILE not in turn.answers
    assert turn.position.question == SMILE
