"""Alerts: one message that shows danger, sealed at once, and the wordless notice that goes with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, select, update

from bot.records import audit, participants, wraps
from bot.records.access import nothing, require_assigned
from bot.records.database import AnyRow, Database, Tx
from bot.records.ids import new_id
from bot.records.scopes import ParticipantScope, WorkerScope
from bot.records.sealing import Bound, Halves, PrivateHalf, Sealed, open_sealed, seal
from bot.records.tables import (
    AlertRow,
    CaseWorkerRow,
    ParticipantRow,
)


@dataclass(frozen=True, slots=True)
class AlertState:
    """What the person may truthfully be told of their alert."""

    id: str
    kind: str
    raised_at: datetime
    notice: str
    seen_at: datetime | None
    told_seen: bool


@dataclass(frozen=True, slots=True)
class AlertSummary:
    """What the worker sees before opening it."""

    id: str
    participant_id: str
    participant_name: str
    case_id: str
    kind: str
    level: str
    raised_at: datetime
    notice: str
    seen_at: datetime | None
    handled_at: datetime | None


@dataclass(frozen=True, slots=True)
class AlertOpened:
    summary: AlertSummary
    words: str = field(repr=False)


def record(tx: Tx, scope: ParticipantScope, *, kind: str, level: str, words: str, now: datetime) -> str:
    """Seal the message to the person's key and let a notice be due. Raises NotFound."""
    alert_id = new_id()
    public = participants.public_key(tx, scope.participant_id)
    bound = _bound(alert_id, scope.participant_id, kind, now)
    sealed = seal(public, tx.keys.tag_key, bound, {"words": words})
    tx.connection.execute(
        insert(AlertRow).values(
            id=alert_id,
            participant_id=scope.participant_id,
            what_box=tx.keys.encrypt_json("alert.what", alert_id, {"kind": kind, "level": level}),
            sealed=sealed.body,
            tag=sealed.tag,
            raised_at=now,
            notice="pending",
            notice_tries=0,
        )
    )
    audit.by_nobody(tx, "alert.raised", alert_id, now)
    return alert_id


def for_person(tx: Tx, scope: ParticipantScope) -> list[AlertState]:
    """Return what the person may be told of their alerts, oldest first."""
    rows = tx.connection.execute(
        select(
            AlertRow.id,
            AlertRow.what_box,
            AlertRow.raised_at,
            AlertRow.notice,
            AlertRow.seen_at,
            AlertRow.told_seen_at,
        )
        .where(AlertRow.participant_id == scope.participant_id)
        .order_by(AlertRow.raised_at, AlertRow.id)
    ).all()
    return [
        AlertState(
            row.id,
            _what(tx, row)["kind"],
            row.raised_at,
            row.notice,
            row.seen_at,
            told_seen=row.told_seen_at is not None,
        )
        for row in rows
    ]


def mine(tx: Tx, scope: WorkerScope) -> list[AlertSummary]:
    """Return the alerts of this worker's cases: unhandled first, then newest first."""
    rows = tx.connection.execute(
        _summaries(scope).order_by(AlertRow.handled_at.is_not(None), AlertRow.raised_at.desc())
    ).all()
    return [_summary(tx, row) for row in rows]


def open_alert(
    database: Database, scope: WorkerScope, key: PrivateHalf, alert_id: str, now: datetime
) -> AlertOpened:
    """Return the words; the audit and the first "seen at" are committed before they are read.

    Raises NotFound, CannotOpen.
    """
    with database.begin() as tx:
        if tx.connection.execute(_summaries(scope).where(AlertRow.id == alert_id)).first() is None:
            raise nothing()
        tx.connection.execute(
            update(AlertRow)
            .where(AlertRow.id == alert_id, AlertRow.seen_at.is_(None))
            .values(seen_at=now, seen_by=scope.staff_id)
        )
        audit.by_worker(tx, scope, "alert.opened", alert_id, now)
    with database.read() as tx:
        row = tx.connection.execute(_summaries(scope).where(AlertRow.id == alert_id)).one()
        return _opened(tx, wraps.halves_for(tx, scope, key, row.participant_id), row)


def read(tx: Tx, halves: Halves, participant_id: str) -> list[AlertOpened]:
    """For callers inside records that have checked who asks, and written down that they opened it."""
    rows = tx.connection.execute(
        select(AlertRow.__table__, ParticipantRow.case_id, ParticipantRow.name_box)
        .join(ParticipantRow, ParticipantRow.id == AlertRow.participant_id)
        .where(AlertRow.participant_id == participant_id)
        .order_by(AlertRow.raised_at, AlertRow.id)
    ).all()
    return [_opened(tx, halves, row) for row in rows]


def handled(tx: Tx, scope: WorkerScope, alert_id: str, now: datetime) -> None:
    """Record that somebody has acted on it. Raises NotFound."""
    participant_id = tx.connection.execute(
        select(AlertRow.participant_id).where(AlertRow.id == alert_id)
    ).scalar_one_or_none()
    if participant_id is None:
        raise nothing()
    require_assigned(tx, scope, participant_id)
    tx.connection.execute(
        update(AlertRow)
        .where(AlertRow.id == alert_id, AlertRow.handled_at.is_(None))
        .values(handled_at=now, handled_by=scope.staff_id)
    )
    audit.by_worker(tx, scope, "alert.handled", alert_id, now)


def _summaries(scope: WorkerScope) -> Select[Any]:
    return (
        select(AlertRow.__table__, ParticipantRow.case_id, ParticipantRow.name_box)
        .join(ParticipantRow, ParticipantRow.id == AlertRow.participant_id)
        .join(CaseWorkerRow, CaseWorkerRow.case_id == ParticipantRow.case_id)
        .where(CaseWorkerRow.staff_id == scope.staff_id)
    )


def _opened(tx: Tx, halves: Halves, row: AnyRow) -> AlertOpened:
    bound = _bound(row.id, row.participant_id, _what(tx, row)["kind"], row.raised_at)
    body = open_sealed(halves, tx.keys.tag_key, bound, Sealed(row.sealed, row.tag))
    return AlertOpened(_summary(tx, row), str(body["words"]))


def _summary(tx: Tx, row: AnyRow) -> AlertSummary:
    what = _what(tx, row)
    return AlertSummary(
        row.id,
        row.participant_id,
        tx.keys.decrypt_text("participant.name", row.participant_id, row.name_box),
        row.case_id,
        what["kind"],
        what["level"],
        row.raised_at,
        row.notice,
        row.seen_at,
        row.handled_at,
    )


def _what(tx: Tx, row: AnyRow) -> dict[str, str]:
    return tx.keys.decrypt_json("alert.what", row.id, row.what_box)


def _bound(alert_id: str, participant_id: str, kind: str, at: datetime) -> Bound:
    return Bound("alert", participant_id, kind, alert_id, at)
