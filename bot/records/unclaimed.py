"""What was said in a chat that nobody had claimed: it hangs on no person, so it has an end of its own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from bot.records.database import Tx
from bot.records.tables import InboxRow, OutboxRow


def let_go(tx: Tx, before: datetime) -> int:
    """Delete what was answered, and what was delivered or given up, by then; return how many rows."""
    came = delete(InboxRow).where(InboxRow.conversation_id.is_(None), InboxRow.done_at <= before)
    said = delete(OutboxRow).where(OutboxRow.conversation_id.is_(None), OutboxRow.delivered_at <= before)
    return tx.connection.execute(came).rowcount + tx.connection.execute(said).rowcount


def of_chat(tx: Tx, channel: str, address_hash: bytes | None) -> None:
    """Delete what came from one chat before it was somebody's."""
    tx.connection.execute(
        delete(InboxRow).where(
            InboxRow.conversation_id.is_(None),
            InboxRow.channel == channel,
            InboxRow.address_hash == address_hash,
        )
    )
