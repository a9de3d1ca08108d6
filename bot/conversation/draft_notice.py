"""Told once in each language that somebody chooses: nobody at their council has checked its words yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.messages import Say
from bot.records import notices
from bot.records.database import Tx
from bot.records.scopes import ParticipantScope
from bot.services.staged import EndSitting
from bot.services.turn import Turn

DRAFT = "notices.not_checked"
# Nobody begins with a doubt: it waits for the step after the greeting.
GREETING = "arrival.welcome"


def draft_notice(
    tx: Tx, scope: ParticipantScope, turn: Turn, said: Sequence[Say], is_draft: bool, now: datetime
) -> list[Say]:
    """Return what tells that the turn's language is a draft, if it is, and note that it was shown.

    `said` is what the turn says beside it: with nothing at all it is not said either.
    """
    if not is_draft or not said or not _is_the_moment(turn):
        return []
    if notices.was_seen(tx, scope, DRAFT, turn.language):
        return []
    notices.seen(tx, scope, DRAFT, turn.content.item(DRAFT).version, turn.language, now)
    return [Say(DRAFT)]


def _is_the_moment(turn: Turn) -> bool:
    """Whether a language is settled and hello was said. Never beside danger, at the side, or on leaving."""
    position = turn.position
    if not position.question or position.return_to or turn.sore or turn.question.answer == "language":
        return False
    if position.question.startswith(GREETING):
        return False
    return not any(isinstance(change, EndSitting) for change in turn.staged)
