"""Whom an alert is still to be told to, which way, and what became of it. Nothing of what was said."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import select, update

from bot.records import audit, cases
from bot.records.database import Tx
from bot.records.tables import AlertRow, CaseRow, ParticipantRow

# What became of the wordless notice: still to go out, sent, failing, or nobody to send it to.
Notice = Literal["pending", "sent", "failed", "nobody"]
# By mail, and by a call to the council's own address for calls.
Way = Literal["mailed_at", "called_at"]
WAYS: tuple[Way, ...] = get_args(Way)


@dataclass(frozen=True, slots=True)
class AlertNotice:
    """What is needed to tell somebody, and nothing of what was said."""

    alert_id: str
    council: str
    participant_id: str
    emails: tuple[str, ...] = field(repr=False)
    raised_at: datetime
    tries: int
    is_told: bool = False
    went: frozenset[Way] = frozenset()


def due(tx: Tx, now: datetime, limit: int = 20) -> list[AlertNotice]:
    """Return alerts whose notice has still to go out, or to go one way more, oldest first."""
    owed = AlertRow.notice.in_(["pending", "failed"]) | (
        (AlertRow.notice == "sent") & AlertRow.retry_at.is_not(None)
    )
    rows = tx.connection.execute(
        select(
            AlertRow.id,
            CaseRow.council,
            ParticipantRow.id,
            ParticipantRow.case_id,
            AlertRow.raised_at,
            AlertRow.notice_tries,
            AlertRow.notice,
            AlertRow.mailed_at,
            AlertRow.called_at,
        )
        .join(ParticipantRow, ParticipantRow.id == AlertRow.participant_id)
        .join(CaseRow, CaseRow.id == ParticipantRow.case_id)
        .where(owed, AlertRow.seen_at.is_(None))
        .where(AlertRow.retry_at.is_(None) | (AlertRow.retry_at <= now))
        .order_by(AlertRow.raised_at)
        .limit(limit)
    ).all()
    return [
        AlertNotice(
            row.id,
            row.council,
            row[2],
            tuple(worker.email for worker in cases.workers_of(tx, row.case_id)),
            row.raised_at,
            row.notice_tries,
            row.notice == "sent",
            frozenset(way for way in WAYS if getattr(row, way) is not None),
        )
        for row in rows
    ]


def went(tx: Tx, alert_id: str, way: Way, now: datetime) -> None:
    """Note one way that the notice went, so that it does not go that way again."""
    tx.connection.execute(update(AlertRow).where(AlertRow.id == alert_id).values({way: now}))


def sent(tx: Tx, alert_id: str, now: datetime, retry_at: datetime | None = None) -> None:
    """`retry_at` when it is still owed another way."""
    _notice(tx, alert_id, "sent", retry_at, now)


def still_owed(tx: Tx, alert_id: str, retry_at: datetime, now: datetime) -> None:
    """It went one way, and the other failed again: the person was told the truth already."""
    _notice(tx, alert_id, "sent", retry_at, now, failed=True)


def failed(tx: Tx, alert_id: str, retry_at: datetime, now: datetime) -> None:
    _notice(tx, alert_id, "failed", retry_at, now)


def nobody(tx: Tx, alert_id: str, now: datetime) -> None:
    """Nobody is set up to be told: the person hears that."""
    _notice(tx, alert_id, "nobody", None, now)


def _notice(
    tx: Tx, alert_id: str, notice: Notice, retry_at: datetime | None, now: datetime, *, failed: bool = False
) -> None:
    tx.connection.execute(
        update(AlertRow)
        .where(AlertRow.id == alert_id)
        .values(
            notice=notice,
            notice_at=now,
            retry_at=retry_at,
            notice_tries=AlertRow.notice_tries + 1,
        )
    )
    if failed or notice == "failed":
        audit.by_nobody(tx, "alert.notice_failed", alert_id, now, "failed")
    else:
        audit.by_nobody(tx, f"alert.notice_{notice}", alert_id, now)
