"""Cases: one family's matter in one council, and the workers it is assigned to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from bot.records import audit, epochs, install, meetings, reminders, wraps
from bot.records.access import nothing, require_case, visible
from bot.records.database import Tx
from bot.records.ids import new_id
from bot.records.meetings import Meeting
from bot.records.scopes import WorkerScope
from bot.records.sealing import PrivateHalf
from bot.records.tables import CaseRow, CaseWorkerRow, ConversationRow, ParticipantRow, StaffRow
from bot.records.upserts import upsert


@dataclass(frozen=True, slots=True)
class CaseWorker:
    staff_id: str
    name: str
    role_label: str
    email: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    council: str
    name: str
    created_at: datetime
    workers: tuple[CaseWorker, ...]
    meeting: Meeting | None


def create(tx: Tx, scope: WorkerScope, name: str, now: datetime) -> Case:
    """Make a case; whoever makes it is its first worker. Raises RecordsRefused for one without a key."""
    wraps.public_of(tx, scope.staff_id)
    case_id = new_id()
    tx.connection.execute(
        insert(CaseRow).values(
            id=case_id,
            council=scope.council,
            name_box=tx.keys.encrypt_text("case.name", case_id, name.strip()),
            created_at=now,
            created_by=scope.staff_id,
        )
    )
    tx.connection.execute(insert(CaseWorkerRow).values(case_id=case_id, staff_id=scope.staff_id, since=now))
    audit.by_worker(tx, scope, "case.created", case_id, now)
    return Case(case_id, scope.council, name.strip(), now, workers_of(tx, case_id), None)


def get(tx: Tx, scope: WorkerScope, case_id: str) -> Case:
    """Raises NotFound, also for somebody else's case."""
    row = tx.connection.execute(
        select(CaseRow.id, CaseRow.council, CaseRow.name_box, CaseRow.created_at).where(
            CaseRow.id == case_id, visible(scope)
        )
    ).one_or_none()
    if row is None:
        raise nothing()
    return _case(tx, *row)


def assign(
    tx: Tx, scope: WorkerScope, case_id: str, staff_id: str, key: PrivateHalf | None, now: datetime
) -> None:
    """Assign a worker of the same council; with the key of somebody assigned, who wraps for them.

    Raises NotFound; RecordsRefused when the new worker has never signed in.
    """
    require_case(tx, scope, case_id)
    council = tx.connection.execute(
        select(StaffRow.council).where(StaffRow.id == staff_id)
    ).scalar_one_or_none()
    if council != scope.council:
        raise nothing()
    wraps.public_of(tx, staff_id)
    for participant_id in participants_of(tx, case_id):
        if key is None:
            raise nothing()
        halves = wraps.halves_for(tx, scope, key, participant_id)
        wraps.wrap_for(tx, participant_id, halves, [staff_id], now)
    _assign(tx, case_id, staff_id, now)
    audit.by_worker(tx, scope, "case.assigned", case_id, now)


def unassign(tx: Tx, scope: WorkerScope, case_id: str, staff_id: str, now: datetime) -> None:
    """Take a case from a worker: what it gets from now on is sealed to a key that they never had.

    Raises NotFound; RecordsRefused when they are the last who can open it.
    """
    require_case(tx, scope, case_id)
    named = _named_worker(tx, case_id)
    people = participants_of(tx, case_id)
    wraps.drop(tx, people, staff_id)
    gone = tx.connection.execute(
        delete(CaseWorkerRow).where(CaseWorkerRow.case_id == case_id, CaseWorkerRow.staff_id == staff_id)
    )
    if not gone.rowcount:
        raise nothing()
    epochs.begin(tx, people, now)
    _tell(tx, case_id, named, now)
    audit.by_worker(tx, scope, "case.unassigned", case_id, now)


def hand_over(
    tx: Tx, scope: WorkerScope, case_id: str, staff_id: str, key: PrivateHalf, now: datetime
) -> None:
    """Give one's own case to a colleague: they open all of it, and whoever gives it nothing new.

    Raises NotFound, also for oneself; RecordsRefused when the colleague has never signed in.
    """
    if staff_id == scope.staff_id:
        raise nothing()
    named = _named_worker(tx, case_id)
    assign(tx, scope, case_id, staff_id, key, now)
    unassign(tx, scope, case_id, scope.staff_id, now)
    _tell(tx, case_id, named, now)
    audit.by_worker(tx, scope, "case.handed_over", case_id, now)


def recover(tx: Tx, case_id: str, staff_id: str, recovery: PrivateHalf, now: datetime) -> int:
    """Wrap a whole case for a worker by the recovery key (`./run recover`); return how many people.

    Raises NotFound; RecordsRefused for a worker without a key; CannotOpen for another install's sheets.
    """
    install.require_recovery(tx, recovery)
    here = tx.connection.execute(
        select(CaseRow.id)
        .join(StaffRow, StaffRow.council == CaseRow.council)
        .where(CaseRow.id == case_id, StaffRow.id == staff_id)
    ).scalar_one_or_none()
    if here is None:
        raise nothing()
    people = participants_of(tx, case_id)
    for participant_id in people:
        halves = wraps.halves_for_recovery(tx, recovery, participant_id)
        wraps.wrap_for(tx, participant_id, halves, [staff_id], now)
    wraps.public_of(tx, staff_id)
    named = _named_worker(tx, case_id)
    _assign(tx, case_id, staff_id, now)
    _tell(tx, case_id, named, now)
    audit.by_nobody(tx, "case.recovered", case_id, now)
    return len(people)


_WORKERS = (
    select(StaffRow.id, StaffRow.name_box, StaffRow.role_label, StaffRow.email_box)
    .join(CaseWorkerRow, CaseWorkerRow.staff_id == StaffRow.id)
    .where(CaseWorkerRow.case_id == bindparam("case"), StaffRow.disabled_at.is_(None))
    .order_by(CaseWorkerRow.since, StaffRow.id)
)


def workers_of(tx: Tx, case_id: str) -> tuple[CaseWorker, ...]:
    """For callers inside records that have checked who asks. First assigned first."""
    rows = tx.connection.execute(_WORKERS, {"case": case_id})
    return tuple(
        CaseWorker(
            staff_id,
            tx.keys.decrypt_text("staff.name", staff_id, name),
            label,
            tx.keys.decrypt_text("staff.email", staff_id, email),
        )
        for staff_id, name, label, email in rows
    )


def participants_of(tx: Tx, case_id: str) -> list[str]:
    """For callers inside records that have checked who asks."""
    found = tx.connection.execute(select(ParticipantRow.id).where(ParticipantRow.case_id == case_id))
    return list(found.scalars())


def _named_worker(tx: Tx, case_id: str) -> str:
    """Whom the family's conversation names as theirs."""
    return next((worker.staff_id for worker in workers_of(tx, case_id)), "")


def _tell(tx: Tx, case_id: str, named_before: str, now: datetime) -> None:
    """Let the family hear, when they next come in, that somebody else is their worker now."""
    named = _named_worker(tx, case_id)
    if named != named_before:
        came = (
            select(ParticipantRow.id)
            .join(ConversationRow, ConversationRow.participant_id == ParticipantRow.id)
            .where(ParticipantRow.case_id == case_id)
        )
        for participant_id in tx.connection.execute(came).scalars().all():
            reminders.want_anew(tx, participant_id, "worker_changed", named, now)


def _assign(tx: Tx, case_id: str, staff_id: str, now: datetime) -> None:
    upsert(tx, CaseWorkerRow, {"case_id": case_id, "staff_id": staff_id}, {"since": now})


def _case(tx: Tx, case_id: str, council: str, name: bytes, created_at: datetime) -> Case:
    return Case(
        case_id,
        council,
        tx.keys.decrypt_text("case.name", case_id, name),
        created_at,
        workers_of(tx, case_id),
        meetings.of_case(tx, case_id),
    )
