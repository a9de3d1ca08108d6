"""What is known of the message that some words came in, when it is one that can be edited."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages import Inbound, Written
from bot.records import inbox
from bot.records.conversations import Conversation
from bot.records.database import Tx
from bot.records.drafts import Part
from bot.records.inbox import InboxRow
from bot.services.turn import Before


def written_in(inbound: Inbound) -> Written | None:
    """Return which message the words came in."""
    return Written(inbound.message, inbound.revision) if inbound.message else None


def before(tx: Tx, row: InboxRow, here: Conversation, parts: Sequence[Part]) -> Before:
    """Return what this row's message has made already, and whether it was written before the last sending."""
    message = row.inbound.message
    if message is None:
        return Before()
    held = next((part for part in parts if part.written and part.written.message == message), None)
    first = inbox.came_before(tx, row)
    at = first or row.inbound.received_at
    return Before(held, first is not None, here.sent_at is not None and at <= here.sent_at)
