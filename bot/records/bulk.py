"""An alarm when one worker opens very many people's words in an hour. It stops nobody: it is seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from bot.records import audit
from bot.records.access import nothing
from bot.records.database import Database, Tx
from bot.records.scopes import Role, WorkerScope
from bot.records.tables import AlertRow, AuditRow, StaffRow

WITHIN = timedelta(hours=1)
STANDS = timedelta(days=7)
ALARM = "staff.opened_many"
OF_PEOPLE = (
    "answers.opened",
    "parked.opened",
    "voice.opened",
    "reply.opened",
    "safe_contact.opened",
    "answers.exported",
)
OF_ALERTS = ("alert.opened",)
MAY_SEE = frozenset({Role.ADMIN, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class Alarm:
    staff_id: str
    at: datetime


def watch(database: Database, scope: WorkerScope, most: int, now: datetime) -> bool:
    """Raise the alarm when this worker has opened more than `most` people within the hour; say whether.

    Once for each worker and hour, however many pages follow. The openings are in the audit already: that
    is where they are counted, so no page can open something and go uncounted.
    """
    with database.read() as tx:
        if not _is_due(tx, scope.staff_id, most, now):
            return False
    with database.begin() as tx:
        # Two pages at once must not raise it twice; the audit's own lock comes only at the end.
        tx.in_order("bulk")
        if not _is_due(tx, scope.staff_id, most, now):
            return False
        audit.by_nobody(tx, ALARM, scope.staff_id, now)
        return True


def alarms(tx: Tx, scope: WorkerScope, now: datetime) -> list[Alarm]:
    """Return this council's alarms that stand, newest first. Raises NotFound to all but their readers."""
    if scope.role not in MAY_SEE:
        raise nothing()
    rows = tx.connection.execute(
        select(AuditRow.about, AuditRow.at)
        .join(StaffRow, StaffRow.id == AuditRow.about)
        .where(AuditRow.action == ALARM, AuditRow.at > now - STANDS, StaffRow.council == scope.council)
        .order_by(AuditRow.seq.desc())
    )
    return [Alarm(*row) for row in rows]


def standing(tx: Tx, now: datetime) -> int:
    """How many alarms of a day there are in the whole install: a figure, about nobody."""
    return tx.connection.execute(
        select(func.count())
        .select_from(AuditRow)
        .where(AuditRow.action == ALARM, AuditRow.at > now - timedelta(days=1))
    ).scalar_one()


def _is_due(tx: Tx, staff_id: str, most: int, now: datetime) -> bool:
    mine = (AuditRow.actor == staff_id) & (AuditRow.at > now - WITHIN)
    of_people = select(AuditRow.about).where(mine, AuditRow.action.in_(OF_PEOPLE))
    of_alerts = (
        select(AlertRow.participant_id)
        .join(AuditRow, AuditRow.about == AlertRow.id)
        .where(mine, AuditRow.action.in_(OF_ALERTS))
    )
    opened = set(tx.connection.execute(of_people.union(of_alerts)).scalars())
    if len(opened) <= most:
        return False
    raised = select(AuditRow.seq).where(
        AuditRow.about == staff_id, AuditRow.action == ALARM, AuditRow.at > now - WITHIN
    )
    return tx.connection.execute(raised.limit(1)).first() is None
