"""Which e-mails about unread answers are to go out, and which went: each once, whatever is killed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import select, update

from bot.records import audit
from bot.records.database import Tx
from bot.records.ids import new_id
from bot.records.tables import ReadingNoticeRow
from bot.records.upserts import insert_new

# To the worker on the working day before and on the day, to the managers once it is late.
Kind = Literal["tomorrow", "today", "late"]
UNIQUE = ("staff_id", "participant_id", "round", "kind", "by_day")


@dataclass(frozen=True, slots=True)
class Wanted:
    """That one member of staff should hear of one sending."""

    staff_id: str
    participant_id: str
    round: int
    kind: Kind
    by_day: date


@dataclass(frozen=True, slots=True)
class Due:
    """One notice that has not gone out yet."""

    id: str
    wanted: Wanted
    tries: int


def want(tx: Tx, notices: Iterable[Wanted]) -> None:
    """Keep what should go out; what is kept already stays as it is."""
    for one in notices:
        values = {name: getattr(one, name) for name in UNIQUE}
        insert_new(tx, ReadingNoticeRow, {"id": new_id(), "tries": 0, **values}, UNIQUE)


def due(tx: Tx, now: datetime) -> list[Due]:
    """What has not gone out and may be tried now."""
    row = ReadingNoticeRow
    rows = tx.connection.execute(
        select(row.__table__)
        .where(row.sent_at.is_(None), row.retry_at.is_(None) | (row.retry_at <= now))
        .order_by(row.by_day, row.id)
    ).all()
    return [
        Due(one.id, Wanted(one.staff_id, one.participant_id, one.round, one.kind, one.by_day), one.tries)
        for one in rows
    ]


def trying(tx: Tx, notices: Iterable[Due], retry_at: datetime) -> None:
    """Count a try before it is made: after a kill it is made again, and not before `retry_at`."""
    for one in notices:
        tx.connection.execute(
            update(ReadingNoticeRow)
            .where(ReadingNoticeRow.id == one.id)
            .values(tries=ReadingNoticeRow.tries + 1, retry_at=retry_at)
        )


def sent(tx: Tx, notices: Iterable[Due], now: datetime) -> None:
    """Note that a mail server took these. The audit says of whom, and whether it went to a manager."""
    for one in notices:
        tx.connection.execute(
            update(ReadingNoticeRow).where(ReadingNoticeRow.id == one.id).values(sent_at=now, retry_at=None)
        )
        action = "reading.escalated" if one.wanted.kind == "late" else "reading.reminded"
        audit.by_nobody(tx, action, one.wanted.participant_id, now)
