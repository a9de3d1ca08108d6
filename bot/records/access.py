"""The one place that says which cases and people a member of staff may see."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, select

from bot.errors import NotFound
from bot.records.database import Tx
from bot.records.scopes import Role, WorkerScope
from bot.records.tables import CaseRow, CaseWorkerRow, ParticipantRow


def visible(scope: WorkerScope) -> ColumnElement[bool]:
    """Cases this person may see: their own; a manager's, all of the council's (names and dates only)."""
    here = CaseRow.council == scope.council
    if scope.role is Role.MANAGER:
        return here
    return here & exists().where(
        CaseWorkerRow.case_id == CaseRow.id, CaseWorkerRow.staff_id == scope.staff_id
    )


def require_case(tx: Tx, scope: WorkerScope, case_id: str) -> None:
    """Raises NotFound for a case that is not there, or not theirs to see: told apart nowhere."""
    found = tx.connection.execute(
        select(CaseRow.id).where(CaseRow.id == case_id, visible(scope))
    ).scalar_one_or_none()
    if found is None:
        raise nothing()


def require_participant(tx: Tx, scope: WorkerScope, participant_id: str) -> str:
    """Return the case of somebody this person may see. Raises NotFound."""
    found = tx.connection.execute(
        select(CaseRow.id)
        .join(ParticipantRow, ParticipantRow.case_id == CaseRow.id)
        .where(ParticipantRow.id == participant_id, visible(scope))
    ).scalar_one_or_none()
    if found is None:
        raise nothing()
    return found


def require_assigned(tx: Tx, scope: WorkerScope, participant_id: str) -> str:
    """Return the case of somebody whose assigned worker this is. Raises NotFound, to managers too."""
    found = tx.connection.execute(
        select(CaseRow.id)
        .join(ParticipantRow, ParticipantRow.case_id == CaseRow.id)
        .join(CaseWorkerRow, CaseWorkerRow.case_id == CaseRow.id)
        .where(
            ParticipantRow.id == participant_id,
            CaseRow.council == scope.council,
            CaseWorkerRow.staff_id == scope.staff_id,
        )
    ).scalar_one_or_none()
    if found is None:
        raise nothing()
    return found


def nothing() -> NotFound:
    return NotFound("Not found.", remedy="Check the address; only your own cases can be seen.")
