"""Who is answering which conversation: one at a time, committed, and over by itself after a crash."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import aliased

from bot.errors import Conflict
from bot.records.database import Tx
from bot.records.tables import ConversationRow, InboxRow

SECONDS = 60


def take(tx: Tx, owner: str, now: datetime, seconds: int = SECONDS) -> str | None:
    """Lease the free conversation whose next message has waited longest; None when nothing waits."""
    older = aliased(InboxRow)
    first = ~exists().where(
        older.conversation_id == InboxRow.conversation_id,
        older.done_at.is_(None),
        older.seq < InboxRow.seq,
    )
    found = tx.connection.execute(
        select(ConversationRow.id)
        .join(InboxRow, InboxRow.conversation_id == ConversationRow.id)
        .where(
            InboxRow.done_at.is_(None),
            or_(InboxRow.retry_at.is_(None), InboxRow.retry_at <= now),
            or_(ConversationRow.lease_until.is_(None), ConversationRow.lease_until <= now),
            first,
        )
        .order_by(InboxRow.seq)
        .limit(1)
        .with_for_update(of=ConversationRow, skip_locked=True, key_share=True)
    ).scalar_one_or_none()
    if found is not None:
        tx.connection.execute(
            update(ConversationRow)
            .where(ConversationRow.id == found)
            .values(lease_owner=owner, lease_until=now + timedelta(seconds=seconds))
        )
    return found


def hold(tx: Tx, conversation_id: str, owner: str, now: datetime, seconds: int = SECONDS) -> None:
    """Make sure, where a turn is committed, that the lease is still ours. Raises Conflict."""
    held = tx.connection.execute(
        update(ConversationRow)
        .where(ConversationRow.id == conversation_id, ConversationRow.lease_owner == owner)
        .values(lease_until=now + timedelta(seconds=seconds))
    )
    if held.rowcount != 1:
        raise Conflict("Another worker answers this conversation.", remedy="Leave the turn to it.")


def release(tx: Tx, conversation_id: str, owner: str) -> None:
    tx.connection.execute(
        update(ConversationRow)
        .where(ConversationRow.id == conversation_id, ConversationRow.lease_owner == owner)
        .values(lease_owner=None, lease_until=None)
    )


def release_all(tx: Tx) -> int:
    """Free what a killed process held. Only at start, under the family lock."""
    return tx.connection.execute(
        update(ConversationRow)
        .where(ConversationRow.lease_owner.is_not(None))
        .values(lease_owner=None, lease_until=None)
    ).rowcount
