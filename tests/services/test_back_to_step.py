"""After an answer amid the steps that explain, the step is not told again; a question is put again."""

from __future__ import annotations

import pytest

from bot.conversation.renderer import Renderer, Values
from bot.services import controls, explain, take
from bot.services.ask import ask
from bot.services.staged import SetLanguage
from bot.services.texts import Texts
from bot.services.turn import Turn
from tests.services.conftest import MakeTurn

STEP, QUESTION = "meeting.parent.decides", "parent.worries.own"


def came(make_turn: MakeTurn, question: str, **changes: object) -> Turn:
    return make_turn(question, came_at=question, **changes)


def asked(turn: Turn) -> str:
    ask(turn)
    return turn.said[-1].content


def test_a_question_in_the_middle_of_a_step_leads_back_in_one_sentence(
    make_turn: MakeTurn, texts: Texts
) -> None:
    turn = came(make_turn, STEP, words="will they take my child")
    explain.answer_topic(turn, "take_my_child")
    assert asked(turn) == f"{STEP}#again"
    last = turn.said[-1]
    assert last.asks
    step = texts.content.item(STEP)
    buttons = {choice.rpartition(":")[2] for choice in last.choices}
    assert buttons == {*step.choices, *step.controls, "repeat"}
    for language in ("en", "pl"):
        values = Values(language, "england", "parent", {})
        (reply,) = Renderer(texts).replies(last, values, lambda _: ())
        assert reply.question == STEP
        assert len(reply.text.split()) <= 8
        assert reply.text not in texts.messages(STEP, language)


@pytest.mark.parametrize(
    "steer", [controls.thanks, controls.greet, controls.talk_to_person, controls.who_sees]
)
def test_so_does_whatever_else_was_answered(make_turn: MakeTurn, steer: object) -> None:
    turn = came(make_turn, STEP)
    steer(turn)  # type: ignore[operator]
    assert asked(turn) == f"{STEP}#again"


def test_so_do_words_that_a_step_cannot_take(make_turn: MakeTurn) -> None:
    turn = came(make_turn, STEP, words="I am so tired of all this")
    take.take_words(turn)
    assert asked(turn) == f"{STEP}#again"


def test_so_does_a_word_that_was_picked_from_the_list(make_turn: MakeTurn) -> None:
    turn = make_turn("side.word_meaning", came_at="side.word_meaning", pick="words.plan")
    turn.position.return_to = STEP
    controls.word_meaning(turn)
    assert asked(turn) == f"{STEP}#again"


def test_a_question_is_put_again_word_for_word(make_turn: MakeTurn) -> None:
    turn = came(make_turn, QUESTION, words="will they take my child")
    explain.answer_topic(turn, "take_my_child")
    assert asked(turn) == QUESTION


def test_whoever_asks_for_it_hears_the_whole_step_again(make_turn: MakeTurn) -> None:
    turn = came(make_turn, STEP)
    controls.repeat(turn)
    assert asked(turn) == STEP


def test_a_step_that_is_new_is_told_whole(make_turn: MakeTurn) -> None:
    turn = make_turn("meeting.parent.who", came_at=STEP)
    turn.say("menus.skip.done")
    assert asked(turn) == "meeting.parent.who"


@pytest.mark.parametrize("back", ["another language", "after days away"])
def test_a_step_is_told_whole_where_it_was_not_understood_or_long_ago(make_turn: MakeTurn, back: str) -> None:
    turn = came(make_turn, STEP)
    turn.say("notices.thanks")
    if back == "another language":
        turn.stage(SetLanguage("pl"))
    else:
        turn.good_time = True
    assert asked(turn) == STEP
