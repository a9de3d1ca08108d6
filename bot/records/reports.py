"""Whether somebody has had the report: what the worker noted, for one person at a time."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import update

from bot.records import audit
from bot.records.access import require_participant
from bot.records.database import Tx
from bot.records.scopes import WorkerScope
from bot.records.tables import ParticipantRow


def note(
    tx: Tx, scope: WorkerScope, participant_id: str, *, had: bool, on: date | None, now: datetime
) -> None:
    """Note that somebody has had the report, on which day, or has not. Raises NotFound."""
    require_participant(tx, scope, participant_id)
    tx.connection.execute(
        update(ParticipantRow)
        .where(ParticipantRow.id == participant_id)
        .values(report_had=had, report_on=on if had else None)
    )
    audit.by_worker(tx, scope, "report.noted", participant_id, now)
