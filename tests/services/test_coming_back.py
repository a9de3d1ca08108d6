"""After a change, an addition or a wish for another order: nothing passed by, nothing said lost."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.conversation.buttons import Buttons
from bot.conversation.resolve import Resolved, resolve
from bot.messages import Channel, Inbound, InboundKind
from tests.services.conftest import MakeTurn

MOMENT, NEXT = "parent.good.ordinary_moment", "parent.good.child_would_say"
WHICH = "parent.practical.interpreter.which"
ALSO = "review.also_written"
LONG = "On Sunday we baked bread and she laughed when the dough stuck to my nose"


@pytest.mark.parametrize(("mode", "intent"), [("add", None), ("change", "add_part")])
def test_what_is_to_be_added_goes_to_the_answer_that_was_named(
    make_turn: MakeTurn, mode: str, intent: str | None
) -> None:
    """No question is asked again before the words come, so they are about the one that waits."""
    turn = make_turn(MOMENT, words=LONG)
    turn.position.mode, turn.position.return_to = mode, NEXT  # type: ignore[assignment]
    at = datetime(2026, 11, 23, tzinfo=UTC)
    inbound = Inbound(Channel.WEB, "1", "x", InboundKind.WORDS, at, LONG, about=NEXT)
    assert resolve(inbound, turn, Buttons(turn.content), turn.phrases) == Resolved(intent)
