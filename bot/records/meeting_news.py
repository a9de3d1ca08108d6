"""What a person has been told of the day of their meeting, so that a move is said once and never twice."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import select, update

from bot.records.access import nothing
from bot.records.database import AnyRow, Tx
from bot.records.scopes import ParticipantScope
from bot.records.tables import ConversationRow, MeetingRow, ParticipantRow

News = Literal["moved", "passed"]


def news(tx: Tx, scope: ParticipantScope, now: datetime) -> News | None:
    """What the person has yet to be told: that the meeting has another time, or that its time has passed.

    Whoever was never told a time has no news: the next sentence that names the day tells it right.
    Raises NotFound.
    """
    row = _row(tx, scope)
    if row.starts_at is None:
        return None
    if row.starts_at <= now:
        return "passed" if row.told_passed != row.starts_at else None
    moved = row.told_starts_at is not None and row.told_starts_at != row.starts_at
    return "moved" if moved else None


def told(tx: Tx, scope: ParticipantScope, now: datetime) -> None:
    """Note that the person knows the meeting's day as it stands now. Raises NotFound."""
    starts_at = _row(tx, scope).starts_at
    values = {"told_starts_at": starts_at}
    if starts_at is not None and starts_at <= now:
        values["told_passed"] = starts_at
    tx.connection.execute(
        update(ConversationRow).where(ConversationRow.id == scope.conversation_id).values(**values)
    )


def _row(tx: Tx, scope: ParticipantScope) -> AnyRow:
    found = tx.connection.execute(
        select(MeetingRow.starts_at, ConversationRow.told_starts_at, ConversationRow.told_passed)
        .select_from(ConversationRow)
        .join(ParticipantRow, ParticipantRow.id == ConversationRow.participant_id)
        .outerjoin(MeetingRow, MeetingRow.case_id == ParticipantRow.case_id)
        .where(ConversationRow.id == scope.conversation_id, ParticipantRow.id == scope.participant_id)
    ).one_or_none()
    if found is None:
        raise nothing()
    return found
