"""When and whether somebody may be written to: what the worker agreed with them, and their own wish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import select, update

from bot.records import audit
from bot.records.access import nothing, require_assigned
from bot.records.database import Tx
from bot.records.scopes import ParticipantScope, WorkerScope
from bot.records.tables import ParticipantRow


@dataclass(frozen=True, slots=True)
class Contact:
    """`days` are weekdays, Monday 0; the hours are clock times in London. No days: no time is agreed.

    `reminders` False: this person wants none, or never asked for any. `may_write` False: nothing that we
    start may reach this channel at all.
    """

    days: tuple[int, ...]
    begins: time
    ends: time
    reminders: bool
    may_write: bool


def of_person(tx: Tx, scope: ParticipantScope) -> Contact:
    """Raises NotFound."""
    return _load(tx, scope.participant_id)


def get(tx: Tx, scope: WorkerScope, participant_id: str) -> Contact:
    """Raises NotFound, to managers too."""
    require_assigned(tx, scope, participant_id)
    return _load(tx, participant_id)


def agree(tx: Tx, scope: WorkerScope, participant_id: str, contact: Contact, now: datetime) -> None:
    """Keep what was agreed with the person. Raises NotFound."""
    require_assigned(tx, scope, participant_id)
    held = {
        "days": list(contact.days),
        "begins": contact.begins.isoformat("minutes"),
        "ends": contact.ends.isoformat("minutes"),
    }
    box = tx.keys.encrypt_json("participant.contact", participant_id, held) if contact.days else None
    tx.connection.execute(
        update(ParticipantRow)
        .where(ParticipantRow.id == participant_id)
        .values(contact_box=box, reminders=contact.reminders, may_write=contact.may_write)
    )
    audit.by_worker(tx, scope, "contact.agreed", participant_id, now)


def stop_reminders(tx: Tx, scope: ParticipantScope, now: datetime) -> None:
    """The person wants no more of what we start. Only the worker switches it on again, when asked to."""
    tx.connection.execute(
        update(ParticipantRow).where(ParticipantRow.id == scope.participant_id).values(reminders=False)
    )
    audit.by_nobody(tx, "reminders.stopped", scope.participant_id, now)


def _load(tx: Tx, participant_id: str) -> Contact:
    row = tx.connection.execute(
        select(ParticipantRow.contact_box, ParticipantRow.reminders, ParticipantRow.may_write).where(
            ParticipantRow.id == participant_id
        )
    ).one_or_none()
    if row is None:
        raise nothing()
    if row.contact_box is None:
        return Contact((), time(), time(), row.reminders, row.may_write)
    held = tx.keys.decrypt_json("participant.contact", participant_id, row.contact_box)
    begins, ends = (time.fromisoformat(held[name]) for name in ("begins", "ends"))
    return Contact(tuple(held["days"]), begins, ends, row.reminders, row.may_write)
