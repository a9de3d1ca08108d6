"""The audit as an auditor reads it: one council's rows, by day, action and member of staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from bot.records import audit
from bot.records.access import nothing
from bot.records.audit import ACTIONS, AuditEntry, Verdict
from bot.records.database import Tx
from bot.records.scopes import Role, WorkerScope
from bot.records.tables import AlertRow, AuditRow, CaseRow, ParticipantRow, StaffRow

AUDITORS = frozenset({Role.AUDITOR})
PAGE = 100
# A refused sign-in of somebody unknown, and what was done to the whole install, belong to no council.
NO_COUNCIL = ("unknown",)
WHOLE_INSTALL = tuple(action for action, about in ACTIONS.items() if about == "install")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the trail is wanted. `since` is included and `until` is not; `before` is for the next page."""

    since: datetime | None = None
    until: datetime | None = None
    action: str = ""
    staff_id: str = ""
    before: int | None = None


def rows(tx: Tx, scope: WorkerScope, wanted: Wanted) -> list[AuditEntry]:
    """Return the newest rows that fit, at most PAGE and one: the one says that there are more.

    Raises NotFound to all but auditors.
    """
    _require(scope)
    row = AuditRow
    asked = [_of_council(scope.council)]
    if wanted.since is not None:
        asked.append(row.at >= wanted.since)
    if wanted.until is not None:
        asked.append(row.at < wanted.until)
    if wanted.action:
        asked.append(row.action == wanted.action)
    if wanted.staff_id:
        asked.append((row.actor == wanted.staff_id) | (row.about == wanted.staff_id))
    if wanted.before is not None:
        asked.append(row.seq < wanted.before)
    found = tx.connection.execute(
        select(row.seq, row.at, row.actor, row.role, row.action, row.about, row.outcome)
        .where(*asked)
        .order_by(row.seq.desc())
        .limit(PAGE + 1)
    )
    return [AuditEntry(*one) for one in found]


def check(tx: Tx, scope: WorkerScope) -> Verdict:
    """Follow the whole chain, every council's rows: it is one. Raises NotFound to all but auditors."""
    _require(scope)
    return audit.verify(tx)


def _of_council(council: str) -> ColumnElement[bool]:
    """Rows of one council: by its staff, or about something of its own, also after that was erased.

    What was erased is in no table any more, but somebody of the council once made it.
    """
    staff = select(StaffRow.id).where(StaffRow.council == council)
    cases = select(CaseRow.id).where(CaseRow.council == council)
    people = (
        select(ParticipantRow.id)
        .join(CaseRow, CaseRow.id == ParticipantRow.case_id)
        .where(CaseRow.council == council)
    )
    alerts = select(AlertRow.id).where(AlertRow.participant_id.in_(people))
    made = select(AuditRow.about).where(AuditRow.actor.in_(staff))
    about = AuditRow.about
    return or_(
        AuditRow.actor.in_(staff),
        *(about.in_(those) for those in (staff, cases, people, alerts, made)),
        about.in_(NO_COUNCIL),
        AuditRow.action.in_(WHOLE_INSTALL),
    )


def _require(scope: WorkerScope) -> None:
    if scope.role not in AUDITORS:
        raise nothing()
