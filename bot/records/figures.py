"""How much waits and how long, for whoever keeps the machine running. Nothing about anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from bot.records import bulk, rotation
from bot.records.database import Tx
from bot.records.tables import (
    RECOVERY,
    AlertRow,
    CaseWorkerRow,
    InboxRow,
    InstallRow,
    KeyWrapRow,
    OutboxRow,
    ParkedRow,
    ParticipantRow,
    StaffRow,
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Ages are in seconds, 0 where nothing waits."""

    inbox_waiting: int
    inbox_oldest_seconds: float
    outbox_waiting: int
    outbox_oldest_seconds: float
    outbox_given_up: int
    alerts_unseen: int
    alerts_oldest_unseen_seconds: float
    alerts_nobody_told: int
    parked: int
    nobody_can_open: int
    keys_broken: int
    keys_checked_seconds: float
    under_older_key: int
    bulk_openings: int


def figures(tx: Tx, now: datetime) -> Figures:
    """Count what waits now."""
    inbox, inbox_first = _count(tx, InboxRow.done_at.is_(None), InboxRow.accepted_at)
    outbox, outbox_first = _count(tx, OutboxRow.delivered_at.is_(None), OutboxRow.created_at)
    alerts, alert_first = _count(tx, AlertRow.seen_at.is_(None), AlertRow.raised_at)
    untold = AlertRow.seen_at.is_(None) & AlertRow.notice.in_(("failed", "nobody"))
    found = tx.connection.execute(select(InstallRow.keys_checked_at, InstallRow.keys_broken)).one_or_none()
    checked_at, broken = found or (None, 0)
    return Figures(
        inbox_waiting=inbox,
        inbox_oldest_seconds=_age(inbox_first, now),
        outbox_waiting=outbox,
        outbox_oldest_seconds=_age(outbox_first, now),
        outbox_given_up=_count(tx, OutboxRow.given_up.is_(True), OutboxRow.created_at)[0],
        alerts_unseen=alerts,
        alerts_oldest_unseen_seconds=_age(alert_first, now),
        alerts_nobody_told=_count(tx, untold, AlertRow.raised_at)[0],
        parked=tx.connection.execute(select(func.count()).select_from(ParkedRow)).scalar_one(),
        nobody_can_open=_without_holder(tx),
        keys_broken=broken,
        keys_checked_seconds=_age(checked_at, now),
        under_older_key=rotation.left(tx) if tx.keys.has_older else 0,
        bulk_openings=bulk.standing(tx, now),
    )


def _count(
    tx: Tx, which: ColumnElement[bool], when: InstrumentedAttribute[datetime]
) -> tuple[int, datetime | None]:
    count, first = tx.connection.execute(select(func.count(), func.min(when)).where(which)).one()
    return count, first


def _age(first: datetime | None, now: datetime) -> float:
    return max(0.0, (now - first).total_seconds()) if first else 0.0


def _without_holder(tx: Tx) -> int:
    """People of whom some epoch's key is held by no working member of staff, or not by recovery (C-07)."""
    epochs = select(func.count(KeyWrapRow.epoch.distinct())).where(
        KeyWrapRow.participant_id == ParticipantRow.id
    )
    live = (
        epochs.join(StaffRow, StaffRow.id == KeyWrapRow.holder)
        .join(CaseWorkerRow, CaseWorkerRow.staff_id == KeyWrapRow.holder)
        .where(CaseWorkerRow.case_id == ParticipantRow.case_id, StaffRow.disabled_at.is_(None))
        .correlate(ParticipantRow)
    )
    recovery = epochs.where(KeyWrapRow.holder == RECOVERY).correlate(ParticipantRow)
    lost = (live.scalar_subquery() < ParticipantRow.epoch) | (
        recovery.scalar_subquery() < ParticipantRow.epoch
    )
    return tx.connection.execute(select(func.count()).select_from(ParticipantRow).where(lost)).scalar_one()
