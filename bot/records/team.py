"""A council's work as its manager sees it: names, days and counts, and never a word that anybody wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.records import cases, wraps
from bot.records.access import nothing
from bot.records.cases import Case, CaseWorker
from bot.records.database import Tx
from bot.records.scopes import Role, WorkerScope
from bot.records.tables import (
    AlertRow,
    CaseRow,
    CaseWorkerRow,
    MeetingRow,
    ParticipantRow,
)

MANAGERS = frozenset({Role.MANAGER})
MAY_SEE_WHAT_HANGS = frozenset({Role.MANAGER, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Load:
    """What one member of staff has: how many cases, alerts that nobody has opened, and the next meeting."""

    cases: int
    alerts_unopened: int
    next_meeting: datetime | None


@dataclass(frozen=True, slots=True)
class Hanging:
    """A case that somebody is still assigned to. `can_share` hold its keys, and can hand it on themselves.

    It has no name here: an admin, who sees it too, has no business with families.
    """

    case_id: str
    meeting_at: datetime | None
    can_share: tuple[CaseWorker, ...]


def loads(tx: Tx, scope: WorkerScope, now: datetime) -> dict[str, Load]:
    """Return the load of everybody in the council who has a case. Raises NotFound to all but managers."""
    _require(scope, MANAGERS)
    here = CaseRow.council == scope.council
    held = tx.connection.execute(
        select(
            CaseWorkerRow.staff_id,
            func.count(CaseRow.id),
            func.min(MeetingRow.starts_at).filter(MeetingRow.starts_at > now),
        )
        .join(CaseRow, CaseRow.id == CaseWorkerRow.case_id)
        .join(MeetingRow, MeetingRow.case_id == CaseRow.id, isouter=True)
        .where(here)
        .group_by(CaseWorkerRow.staff_id)
    ).all()
    unopened = tx.connection.execute(
        select(CaseWorkerRow.staff_id, func.count(AlertRow.id))
        .join(CaseRow, CaseRow.id == CaseWorkerRow.case_id)
        .join(ParticipantRow, ParticipantRow.case_id == CaseRow.id)
        .join(AlertRow, AlertRow.participant_id == ParticipantRow.id)
        .where(here, AlertRow.seen_at.is_(None))
        .group_by(CaseWorkerRow.staff_id)
    )
    alerts = {row.staff_id: row[1] for row in unopened}
    return {staff_id: Load(count, alerts.get(staff_id, 0), first) for staff_id, count, first in held}


def cases_of(tx: Tx, scope: WorkerScope, staff_id: str) -> list[Case]:
    """Return the cases of one colleague, newest first. Raises NotFound to all but managers."""
    _require(scope, MANAGERS)
    found = tx.connection.execute(
        select(CaseWorkerRow.case_id)
        .join(CaseRow, CaseRow.id == CaseWorkerRow.case_id)
        .where(CaseWorkerRow.staff_id == staff_id, CaseRow.council == scope.council)
        .order_by(CaseRow.created_at.desc(), CaseRow.id)
    ).scalars()
    return [cases.get(tx, scope, case_id) for case_id in found.all()]


def hanging(tx: Tx, scope: WorkerScope, staff_id: str) -> list[Hanging]:
    """Return the cases that still hang on one colleague, the next meeting first.

    Raises NotFound to all but managers and admins.
    """
    _require(scope, MAY_SEE_WHAT_HANGS)
    rows = tx.connection.execute(
        select(CaseRow.id, MeetingRow.starts_at)
        .join(CaseWorkerRow, CaseWorkerRow.case_id == CaseRow.id)
        .join(MeetingRow, MeetingRow.case_id == CaseRow.id, isouter=True)
        .where(CaseWorkerRow.staff_id == staff_id, CaseRow.council == scope.council)
        .order_by(MeetingRow.starts_at.is_(None), MeetingRow.starts_at, CaseRow.id)
    ).all()
    return [Hanging(case_id, at, _can_share(tx, case_id, staff_id)) for case_id, at in rows]


def _can_share(tx: Tx, case_id: str, leaver: str) -> tuple[CaseWorker, ...]:
    """Workers of a case who can open all that everybody in it sent, from the first key epoch to the last."""
    people = tx.connection.execute(
        select(ParticipantRow.id, ParticipantRow.epoch).where(ParticipantRow.case_id == case_id)
    ).all()
    able = wraps.who_opens_all(tx, [(one, last) for one, last in people])
    return tuple(
        worker
        for worker in cases.workers_of(tx, case_id)
        if worker.staff_id != leaver and (able is None or worker.staff_id in able)
    )


def _require(scope: WorkerScope, roles: frozenset[Role]) -> None:
    if scope.role not in roles:
        raise nothing()
