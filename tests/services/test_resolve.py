"""Words that steer elsewhere can be the answer to the very question that is open."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.conversation.buttons import Buttons, encode
from bot.conversation.resolve import Resolved, resolve
from bot.messages import Channel, Inbound, InboundKind
from tests.services.conftest import MakeTurn

INTERPRETER = "parent.practical.interpreter.which"
ELSEWHERE = "parent.practical.else"


@pytest.mark.parametrize(
    ("question", "words", "intent"),
    [
        (INTERPRETER, "Polski", "answer"),
        (INTERPRETER, "polski.", "answer"),
        (INTERPRETER, "Arabic from Syria", "answer"),
        (INTERPRETER, "will they take my children away", None),
        (ELSEWHERE, "Arabic from Syria", None),
        (ELSEWHERE, "Polski", "change_language"),
        (INTERPRETER, "go back", "go_back"),
        ("", "Polski", "change_language"),
        # Not the wish to delete everything, which it looks like by itself.
        ("parent.worries.own", "everything", "answer"),
    ],
)
def test_words_that_steer_elsewhere_answer_what_they_fit(
    make_turn: MakeTurn, question: str, words: str, intent: str | None
) -> None:
    turn = make_turn(question, words=words)
    inbound = Inbound(
        Channel.WEB,
        "1",
        "x",
        InboundKind.WORDS,
        datetime(2026, 11, 23, tzinfo=UTC),
        words,
        about=question or None,
    )
    assert resolve(inbound, turn, Buttons(turn.content), turn.phrases) == Resolved(intent)


@pytest.mark.parametrize(
    ("pressed", "sent", "intent", "first"),
    [
        ("choose:review.send:choices.send", True, "repeat", "notices.already_sent"),
        ("choose:review.send:choices.send", False, "stale_choice", None),
        ("choose:review.send:choices.not_yet", True, "stale_choice", None),
        ("choose:parent.scale.safety:7", True, "stale_choice", None),
    ],
)
def test_sending_twice_is_told_that_it_went(
    make_turn: MakeTurn, pressed: str, sent: bool, intent: str, first: str | None
) -> None:
    turn = make_turn("after.further", sent=sent)
    at = datetime(2026, 11, 23, tzinfo=UTC)
    inbound = Inbound(Channel.WEB, "1", "x", InboundKind.BUTTON, at, button=encode(pressed))
    found = resolve(inbound, turn, Buttons(turn.content), turn.phrases)
    assert found == Resolved(intent, first=first)
