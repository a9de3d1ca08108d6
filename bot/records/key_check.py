"""By the hour: whether everybody's words can still be opened, and no wrap broke since it was written.

Nothing is opened for it, because nobody here holds a key: a wrap is compared with what was written.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update

from bot.records import audit, wraps
from bot.records.database import Database, Tx
from bot.records.tables import RECOVERY, CaseWorkerRow, InstallRow, KeyWrapRow, ParticipantRow, StaffRow

SAY_AGAIN = timedelta(hours=24)


def run(database: Database, now: datetime) -> int:
    """Note in the install's row how many people's keys are not as they must be; each is named in the audit.

    Returns how many. The figures on `/metrics` and the check in `/health` come from that row.
    """
    with database.read() as tx:
        broken = _broken(tx)
        to_say = [one for one in broken if not _said_lately(tx, one, now)]
    with database.begin() as tx:
        tx.connection.execute(update(InstallRow).values(keys_checked_at=now, keys_broken=len(broken)))
        for participant_id in to_say:
            audit.by_nobody(tx, "keys.broken", participant_id, now, outcome="failed")
    return len(broken)


def _broken(tx: Tx) -> list[str]:
    people = tx.connection.execute(select(ParticipantRow.id, ParticipantRow.epoch)).all()
    held = tx.connection.execute(
        select(
            KeyWrapRow.participant_id, KeyWrapRow.epoch, KeyWrapRow.holder, KeyWrapRow.wrap, KeyWrapRow.digest
        )
    ).all()
    damaged = {
        row.participant_id
        for row in held
        if wraps.digest(row.participant_id, row.epoch, row.holder, row.wrap) != row.digest
    }
    recovery = {(row.participant_id, row.epoch) for row in held if row.holder == RECOVERY}
    readers = _live(tx) & recovery
    return sorted(
        person.id
        for person in people
        if person.id in damaged
        or any((person.id, epoch) not in readers for epoch in range(1, person.epoch + 1))
    )


def _live(tx: Tx) -> set[tuple[str, int]]:
    """Every person's epochs that a worker who works here, and has the case, holds a wrap of."""
    found = tx.connection.execute(
        select(KeyWrapRow.participant_id, KeyWrapRow.epoch)
        .join(StaffRow, StaffRow.id == KeyWrapRow.holder)
        .join(ParticipantRow, ParticipantRow.id == KeyWrapRow.participant_id)
        .join(
            CaseWorkerRow,
            (CaseWorkerRow.case_id == ParticipantRow.case_id) & (CaseWorkerRow.staff_id == KeyWrapRow.holder),
        )
        .where(StaffRow.disabled_at.is_(None))
        .distinct()
    )
    return {(row.participant_id, row.epoch) for row in found}


def _said_lately(tx: Tx, participant_id: str, now: datetime) -> bool:
    said = (row.at for row in audit.of(tx, participant_id) if row.action == "keys.broken")
    return any(at > now - SAY_AGAIN for at in said)
