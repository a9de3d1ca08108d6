"""Cases that nobody who works here can open whole, and which way is left for each."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from bot.records import cases, wraps
from bot.records.access import nothing
from bot.records.database import Tx
from bot.records.scopes import Role, WorkerScope
from bot.records.tables import CaseRow, CaseWorkerRow, ParticipantRow, StaffRow


@dataclass(frozen=True, slots=True)
class LeftCase:
    """`name` is for managers only. `gone` have left, `here` are assigned and lack a key of theirs."""

    case_id: str
    name: str | None = field(repr=False)
    gone: tuple[str, ...]
    here: tuple[str, ...]


def of_council(tx: Tx, scope: WorkerScope) -> list[LeftCase]:
    """Return the council's cases with somebody whom no one worker can open from the first day to the last.

    Whoever asks holds no key and gets none. Raises NotFound for anybody but managers and administrators.
    """
    if scope.role not in (Role.MANAGER, Role.ADMIN):
        raise nothing()
    rows = tx.connection.execute(
        select(CaseRow.id, CaseRow.name_box)
        .where(CaseRow.council == scope.council)
        .order_by(CaseRow.created_at, CaseRow.id)
    ).all()
    left = []
    for case_id, box in rows:
        people = tx.connection.execute(
            select(ParticipantRow.id, ParticipantRow.epoch).where(ParticipantRow.case_id == case_id)
        ).all()
        if all(wraps.who_opens_all(tx, [(one, last)]) for one, last in people):
            continue
        name = tx.keys.decrypt_text("case.name", case_id, box) if scope.role is Role.MANAGER else None
        here = tuple(worker.name for worker in cases.workers_of(tx, case_id))
        left.append(LeftCase(case_id, name, _gone(tx, case_id), here))
    return left


def _gone(tx: Tx, case_id: str) -> tuple[str, ...]:
    rows = tx.connection.execute(
        select(StaffRow.id, StaffRow.name_box)
        .join(CaseWorkerRow, CaseWorkerRow.staff_id == StaffRow.id)
        .where(CaseWorkerRow.case_id == case_id, StaffRow.disabled_at.is_not(None))
        .order_by(StaffRow.id)
    )
    return tuple(tx.keys.decrypt_text("staff.name", row.id, row.name_box) for row in rows)
