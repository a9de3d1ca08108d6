"""Whether what is to go out on a channel that reaches somebody may go out now (P-09)."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.conversation.knowledge import Knowledge
from bot.conversation.reminding import STARTED_BY_US, council_of
from bot.records import contact, conversations, inbox
from bot.records.database import Tx
from bot.records.outbox import OutboxRow
from bot.records.scopes import ParticipantScope
from bot.services.safe_times import late_times, next_safe_moment, safe_times

HIDDEN = "notices.hidden_done"
# So long after somebody wrote, an answer still finds them where they wrote. Later it may find somebody else.
STILL_HERE = timedelta(minutes=30)
LATE_IS_LOOKED_AT = timedelta(seconds=30)


def is_safe(tx: Tx, known: Knowledge, row: OutboxRow, now: datetime) -> bool:
    """What we start goes out at safe times only. An answer goes at once, unless it is late.

    After an outage of ours or of the provider answers from the evening would come in the night: such a one
    waits for the times that were agreed, or until the person writes again. Taking away what stands in the
    chat never waits.
    """
    if row.participant_id is None or row.conversation_id is None or row.say.content == HIDDEN:
        return True
    scope = ParticipantScope(row.participant_id, row.conversation_id)
    started = row.say.content in STARTED_BY_US
    if not started and _is_here(tx, scope, now - STILL_HERE):
        return True
    window = (safe_times if started else late_times)(
        contact.of_person(tx, scope), council_of(tx, known, scope)
    )
    return next_safe_moment(window, now) == now


def _is_here(tx: Tx, scope: ParticipantScope, since: datetime) -> bool:
    """Whether somebody wrote, or came in: what is typed to come in is no message of the conversation."""
    came_in = conversations.get(tx, scope.conversation_id).sitting_at
    return came_in >= since or bool(inbox.marks(tx, scope, since))
