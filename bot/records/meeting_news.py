"""What a person has been told of the day of their meeting, so that a move is said once and never twice."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, select, update

from bot.records.access import nothing
from bot.records.database import AnyRow, Tx
from bot.records.scopes import ParticipantScope
from bot.records.tables import ConversationRow, MeetingRow, ParticipantRow

News = Literal["moved", "passed", "new"]


def tell(tx: Tx, scope: ParticipantScope, now: datetime) -> News | None:
    """Return what the person has yet to be told of the meeting, and note that they know its day from now on.

    Another time, that it has passed, or a new one. Whoever was never told a time has no news: the next
    sentence that names the day tells it right. Raises NotFound.
    """
    row = _row(tx, scope)
    _note(tx, scope, row, now)
    return _news(row, now)


def _news(row: AnyRow, now: datetime) -> News | None:
    if row.starts_at is None:
        return None
    if row.starts_at <= now:
        return "passed" if row.told_passed != row.starts_at else None
    if row.told_starts_at is None or row.told_starts_at == row.starts_at:
        return None
    return "new" if row.prepares_for not in (None, row.meeting_id) else "moved"


def _note(tx: Tx, scope: ParticipantScope, row: AnyRow, now: datetime) -> None:
    starts_at = row.starts_at
    values = {"told_starts_at": starts_at, "prepares_for": row.prepares_for or row.meeting_id}
    if starts_at is not None and starts_at <= now:
        values["told_passed"] = starts_at
    if all(getattr(row, name) == value for name, value in values.items()):
        return
    tx.connection.execute(
        update(ConversationRow).where(ConversationRow.id == scope.conversation_id).values(**values)
    )


def has_next(tx: Tx, scope: ParticipantScope) -> bool:
    """Whether the case has another meeting by now than the one this person got ready for. Raises NotFound."""
    row = _row(tx, scope)
    return row.meeting_id is not None and row.prepares_for not in (None, row.meeting_id)


def prepare_for(tx: Tx, scope: ParticipantScope) -> None:
    """Note that the person is getting ready for the meeting as it stands now. Raises NotFound."""
    values = {"prepares_for": _row(tx, scope).meeting_id}
    tx.connection.execute(
        update(ConversationRow).where(ConversationRow.id == scope.conversation_id).values(**values)
    )


_KNOWN = (
    select(
        MeetingRow.id.label("meeting_id"),
        MeetingRow.starts_at,
        ConversationRow.told_starts_at,
        ConversationRow.told_passed,
        ConversationRow.prepares_for,
    )
    .select_from(ConversationRow)
    .join(ParticipantRow, ParticipantRow.id == ConversationRow.participant_id)
    .outerjoin(MeetingRow, MeetingRow.case_id == ParticipantRow.case_id)
    .where(ConversationRow.id == bindparam("talk"), ParticipantRow.id == bindparam("person"))
)


def _row(tx: Tx, scope: ParticipantScope) -> AnyRow:
    asked = {"talk": scope.conversation_id, "person": scope.participant_id}
    found = tx.connection.execute(_KNOWN, asked).one_or_none()
    if found is None:
        raise nothing()
    return found
