"""How a person may safely be reached: a worker's note, sealed, opened by name in the audit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.records import audit, wraps
from bot.records.access import require_assigned
from bot.records.database import Database
from bot.records.scopes import WorkerScope
from bot.records.sealing import Bound, PrivateHalf, Sealed, open_sealed
from bot.records.tables import ParticipantRow


def bound(participant_id: str, at: datetime) -> Bound:
    """What a note is sealed to: one person and the moment when they were added."""
    return Bound("safe_contact", participant_id, "", "", at)


def opened(
    database: Database, scope: WorkerScope, key: PrivateHalf, participant_id: str, now: datetime
) -> str:
    """Return how this person may safely be reached, "" when nothing was noted.

    The opening is in the audit before the words are read. Raises NotFound, CannotOpen.
    """
    with database.begin() as tx:
        require_assigned(tx, scope, participant_id)
        audit.by_worker(tx, scope, "safe_contact.opened", participant_id, now)
    with database.read() as tx:
        row = tx.connection.execute(
            select(ParticipantRow.safe_sealed, ParticipantRow.safe_tag, ParticipantRow.created_at).where(
                ParticipantRow.id == participant_id
            )
        ).one()
        if row.safe_sealed is None or row.safe_tag is None:
            return ""
        half = wraps.halves_for(tx, scope, key, participant_id)
        sealed = Sealed(row.safe_sealed, row.safe_tag)
        told = bound(participant_id, row.created_at)
        return str(open_sealed(half, tx.keys.tag_key, told, sealed)["note"])
