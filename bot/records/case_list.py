"""Many cases at once: what they are put in order by, and some of them whole, in a few questions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.records import meetings
from bot.records.access import visible
from bot.records.cases import Case, CaseWorker
from bot.records.database import Tx
from bot.records.scopes import WorkerScope
from bot.records.tables import CaseRow, CaseWorkerRow, MeetingRow, StaffRow


@dataclass(frozen=True, slots=True)
class Placed:
    """What a case is put in order by. Nothing of it is sealed or named."""

    id: str
    created_at: datetime
    starts_at: datetime | None


def placed(tx: Tx, scope: WorkerScope) -> list[Placed]:
    """Every case this person may see, in no order."""
    rows = tx.connection.execute(
        select(CaseRow.id, CaseRow.created_at, MeetingRow.starts_at)
        .outerjoin(MeetingRow, MeetingRow.case_id == CaseRow.id)
        .where(visible(scope))
    )
    return [Placed(*row) for row in rows]


def some(tx: Tx, scope: WorkerScope, ids: Collection[str]) -> dict[str, Case]:
    """These cases by id; one that is not theirs to see is left out."""
    rows = tx.connection.execute(
        select(CaseRow.id, CaseRow.council, CaseRow.name_box, CaseRow.created_at).where(
            CaseRow.id.in_(ids), visible(scope)
        )
    ).all()
    seen = [row.id for row in rows]
    held = tx.connection.execute(select(MeetingRow.__table__).where(MeetingRow.case_id.in_(seen)))
    meeting_of = {row.case_id: meetings.read(tx, row) for row in held}
    workers = _workers(tx, seen)
    return {
        row.id: Case(
            row.id,
            row.council,
            tx.keys.decrypt_text("case.name", row.id, row.name_box),
            row.created_at,
            tuple(workers.get(row.id, ())),
            meeting_of.get(row.id),
        )
        for row in rows
    }


def _workers(tx: Tx, ids: Collection[str]) -> dict[str, list[CaseWorker]]:
    rows = tx.connection.execute(
        select(CaseWorkerRow.case_id, StaffRow.id, StaffRow.name_box, StaffRow.role_label, StaffRow.email_box)
        .join(StaffRow, StaffRow.id == CaseWorkerRow.staff_id)
        .where(CaseWorkerRow.case_id.in_(ids), StaffRow.disabled_at.is_(None))
        .order_by(CaseWorkerRow.since, StaffRow.id)
    )
    known: dict[str, CaseWorker] = {}
    found: dict[str, list[CaseWorker]] = {}
    for case_id, staff_id, name, label, email in rows:
        if staff_id not in known:
            known[staff_id] = CaseWorker(
                staff_id,
                tx.keys.decrypt_text("staff.name", staff_id, name),
                label,
                tx.keys.decrypt_text("staff.email", staff_id, email),
            )
        found.setdefault(case_id, []).append(known[staff_id])
    return found
