"""Until when somebody's records are kept, and what keeps them longer.

The end is the council's: so many weeks after the meeting, or after the last thing that reached a worker
if that was later. A council that has not set it keeps everything until somebody decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Select, exists, func, select, update

from bot.records import audit
from bot.records.access import require_assigned, require_participant
from bot.records.database import AnyRow, Tx
from bot.records.scopes import WorkerScope
from bot.records.tables import (
    AlertRow,
    CaseRow,
    MeetingRow,
    ParkedRow,
    ParticipantRow,
    SendingRow,
    SentRecordingRow,
)

# Why a worker holds somebody's records beyond their end.
Hold = Literal["court", "complaint", "review", "asked_for_copy"]
HOLDS: tuple[Hold, ...] = get_args(Hold)
# What keeps records although their time is over.
Keeps = Literal["held", "unread", "unheard", "parked", "alert"]


@dataclass(frozen=True, slots=True)
class End:
    """`until` None: nothing to count from, or the council has not set how long. `keeps` outlasts `until`."""

    until: datetime | None
    counted_from: datetime | None
    keeps: tuple[Keeps, ...]
    held_for: Hold | None
    held_at: datetime | None


def of(tx: Tx, scope: WorkerScope, participant_id: str, kept: timedelta | None) -> End:
    """When one person's records end. Raises NotFound."""
    require_participant(tx, scope, participant_id)
    row = tx.connection.execute(_people().where(ParticipantRow.id == participant_id)).one()
    return _end(row, kept)


def over(tx: Tx, kept: Mapping[str, timedelta], now: datetime) -> list[str]:
    """Everybody whose time is over and whom nothing keeps, of the councils that have set it."""
    rows = tx.connection.execute(_people().where(CaseRow.council.in_(kept)).order_by(ParticipantRow.id))
    return list(_over(rows.all(), kept, now))


def is_over(tx: Tx, participant_id: str, kept: Mapping[str, timedelta], now: datetime) -> bool:
    """The same of one person, asked again in the transaction that erases them."""
    rows = tx.connection.execute(
        _people().where(ParticipantRow.id == participant_id, CaseRow.council.in_(kept))
    )
    return any(_over(rows.all(), kept, now))


def cases_over(tx: Tx, kept: Mapping[str, timedelta], now: datetime) -> list[str]:
    """Cases with nobody in them any more, whose own time is over too."""
    rows = tx.connection.execute(
        select(CaseRow.id, CaseRow.council, CaseRow.created_at, MeetingRow.starts_at)
        .outerjoin(MeetingRow, MeetingRow.case_id == CaseRow.id)
        .where(CaseRow.council.in_(kept), ~exists().where(ParticipantRow.case_id == CaseRow.id))
        .order_by(CaseRow.id)
    ).all()
    return [
        row.id
        for row in rows
        if max(row.created_at, row.starts_at or row.created_at) + kept[row.council] <= now
    ]


def hold(tx: Tx, scope: WorkerScope, participant_id: str, why: Hold, now: datetime) -> None:
    """Keep somebody's records until they are released. Raises NotFound, to managers too."""
    require_assigned(tx, scope, participant_id)
    _hold(tx, participant_id, why, now)
    audit.by_worker(tx, scope, "participant.held", participant_id, now)


def release(tx: Tx, scope: WorkerScope, participant_id: str, now: datetime) -> None:
    """Let the council's time count again. Raises NotFound, to managers too."""
    require_assigned(tx, scope, participant_id)
    _hold(tx, participant_id, None, None)
    audit.by_worker(tx, scope, "participant.released", participant_id, now)


def _hold(tx: Tx, participant_id: str, why: Hold | None, at: datetime | None) -> None:
    here = update(ParticipantRow).where(ParticipantRow.id == participant_id)
    tx.connection.execute(here.values(held_for=why, held_at=at))


def _over(rows: Sequence[AnyRow], kept: Mapping[str, timedelta], now: datetime) -> Iterator[str]:
    for row in rows:
        end = _end(row, kept[row.council])
        if end.until is not None and end.until <= now and not end.keeps:
            yield row.id


def _end(row: AnyRow, kept: timedelta | None) -> End:
    reached = [at for at in (row.sent_at, row.raised_at) if at is not None]
    # Without a meeting, and with nothing sent, somebody is still being got ready for.
    last = max([row.starts_at, *reached]) if row.starts_at else max(reached, default=None)
    if last is not None:
        last = max(last, row.created_at)
    until = last + kept if last is not None and kept is not None else None
    here: dict[Keeps, bool] = {
        "held": row.held_for is not None,
        "unread": bool(row.unread),
        "unheard": bool(row.unheard),
        "parked": bool(row.parked),
        "alert": bool(row.unhandled),
    }
    return End(until, last, tuple(name for name, so in here.items() if so), row.held_for, row.held_at)


def _people() -> Select[Any]:
    """What the end of each person is worked out from: times only."""
    person = ParticipantRow
    alert, sending = AlertRow.participant_id == person.id, SendingRow.participant_id == person.id
    spoken = SentRecordingRow.participant_id == person.id
    columns: list[ColumnElement[Any]] = [
        select(func.max(SendingRow.sent_at)).where(sending).scalar_subquery().label("sent_at"),
        select(func.max(AlertRow.raised_at)).where(alert).scalar_subquery().label("raised_at"),
        exists().where(sending, SendingRow.opened_at.is_(None)).label("unread"),
        exists().where(spoken, SentRecordingRow.heard_at.is_(None)).label("unheard"),
        exists().where(ParkedRow.participant_id == person.id, ParkedRow.opened_at.is_(None)).label("parked"),
        exists().where(alert, AlertRow.handled_at.is_(None)).label("unhandled"),
    ]
    return (
        select(person.__table__, CaseRow.council, MeetingRow.starts_at, *columns)
        .join(CaseRow, CaseRow.id == person.case_id)
        .outerjoin(MeetingRow, MeetingRow.case_id == CaseRow.id)
    )
