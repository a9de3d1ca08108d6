"""Who is answering which conversation: one at a time, committed, and over by itself after a crash."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Integer, bindparam, exists, or_, select, update
from sqlalchemy.orm import aliased

from bot.errors import Conflict
from bot.records.database import Tx
from bot.records.tables import ConversationRow, InboxRow
from bot.records.tables.base import UTCDateTime

SECONDS = 60


_OLDER = aliased(InboxRow)
_NOW = bindparam("now", type_=UTCDateTime())
# Made once, as all statements of a turn are: to make one anew costs more than to run it.
_FREE = (
    select(ConversationRow.id)
    .join(InboxRow, InboxRow.conversation_id == ConversationRow.id)
    .where(
        InboxRow.done_at.is_(None),
        or_(InboxRow.retry_at.is_(None), InboxRow.retry_at <= _NOW),
        or_(ConversationRow.lease_until.is_(None), ConversationRow.lease_until <= _NOW),
        ~exists().where(
            _OLDER.conversation_id == InboxRow.conversation_id,
            _OLDER.done_at.is_(None),
            _OLDER.seq < InboxRow.seq,
        ),
    )
    .order_by(InboxRow.seq)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(of=ConversationRow, skip_locked=True, key_share=True)
)


def take(tx: Tx, owner: str, now: datetime, most: int = 1, seconds: int = SECONDS) -> list[str]:
    """Lease the free conversations, `most` of them, whose next message has waited longest."""
    found = list(tx.connection.execute(_FREE, {"now": now, "most": most}).scalars())
    if found:
        tx.connection.execute(
            update(ConversationRow.core())
            .where(ConversationRow.id.in_(found))
            .values(lease_owner=owner, lease_until=now + timedelta(seconds=seconds))
        )
    return found


def hold(tx: Tx, conversation_id: str, owner: str, now: datetime, seconds: int = SECONDS) -> None:
    """Make sure, where a turn is committed, that the lease is still ours. Raises Conflict."""
    held = tx.connection.execute(
        update(ConversationRow.core())
        .where(ConversationRow.id == conversation_id, ConversationRow.lease_owner == owner)
        .values(lease_until=now + timedelta(seconds=seconds))
    )
    if held.rowcount != 1:
        raise Conflict("Another worker answers this conversation.", remedy="Leave the turn to it.")


def release(tx: Tx, conversation_id: str, owner: str) -> None:
    tx.connection.execute(
        update(ConversationRow.core())
        .where(ConversationRow.id == conversation_id, ConversationRow.lease_owner == owner)
        .values(lease_owner=None, lease_until=None)
    )


def release_all(tx: Tx) -> int:
    """Free what a killed process held. Only at start, under the family lock."""
    return tx.connection.execute(
        update(ConversationRow.core())
        .where(ConversationRow.lease_owner.is_not(None))
        .values(lease_owner=None, lease_until=None)
    ).rowcount
