"""Recovery officers: two of a council open one person's words together, one of them nothing.

For each two officers a private half is sealed to the one, and that sealed to the other, both ways round.
"""

from __future__ import annotations

from datetime import datetime
from itertools import permutations

from sqlalchemy import select

from bot.errors import NotFound, RecordsRefused
from bot.records import audit, holders, wraps
from bot.records.database import Tx
from bot.records.install import require_recovery
from bot.records.scopes import Role
from bot.records.sealing import Halves, PrivateHalf, seal_again, wrap
from bot.records.tables import CaseRow, OfficerRow, ParticipantRow, StaffRow
from bot.records.upserts import upsert


def appoint(tx: Tx, staff_id: str, recovery: PrivateHalf, now: datetime) -> int:
    """Appoint an officer with the recovery key, and wrap everybody of the council for them; how many people.

    An administrator alone could add two officers and be both: so it takes both sheets. Raises CannotOpen
    for another install's sheets, NotFound, RecordsRefused for another role or somebody without a key.
    """
    require_recovery(tx, recovery)
    row = tx.connection.execute(
        select(StaffRow.council, StaffRow.role).where(StaffRow.id == staff_id)
    ).one_or_none()
    if row is None:
        raise NotFound("No such member of staff.", remedy="See ./run worker list.")
    if row.role != Role.RECOVERY_OFFICER:
        raise RecordsRefused(
            "Only somebody whose role is recovery officer can be appointed.",
            remedy="Add them with that role: an officer has no cases of their own.",
        )
    public = wraps.public_of(tx, staff_id)
    wraps.forget_officer(tx, staff_id)
    upsert(tx, OfficerRow, {"staff_id": staff_id}, {"public_key": public, "appointed_at": now})
    people = tx.connection.execute(
        select(ParticipantRow.id)
        .join(CaseRow, CaseRow.id == ParticipantRow.case_id)
        .where(CaseRow.council == row.council)
        .order_by(ParticipantRow.id)
    ).scalars()
    found = people.all()
    for participant_id in found:
        wrap_pairs(tx, participant_id, wraps.halves_for_recovery(tx, recovery, participant_id), now)
    audit.by_nobody(tx, "officer.appointed", staff_id, now)
    return len(found)


def wrap_pairs(tx: Tx, participant_id: str, halves: Halves, now: datetime) -> None:
    """Wrap a person's halves for each two officers of their council."""
    council = tx.connection.execute(
        select(CaseRow.council)
        .join(ParticipantRow, ParticipantRow.case_id == CaseRow.id)
        .where(ParticipantRow.id == participant_id)
    ).scalar_one()
    for (outer, outer_key), (inner, inner_key) in permutations(of_council(tx, council).items(), 2):
        for epoch, half in halves.by_epoch.items():
            box = seal_again(wrap(half, inner_key), outer_key)
            wraps.store(tx, participant_id, epoch, holders.pair(outer, inner), box, now)


def of_council(tx: Tx, council: str) -> dict[str, bytes]:
    """For callers inside records: a council's officers and their public halves.

    Whoever made a new password since has another key, and has to be appointed again.
    """
    rows = tx.connection.execute(
        select(StaffRow.id, StaffRow.public_key)
        .join(OfficerRow, OfficerRow.staff_id == StaffRow.id)
        .where(
            StaffRow.council == council,
            StaffRow.role == Role.RECOVERY_OFFICER,
            StaffRow.disabled_at.is_(None),
            StaffRow.public_key == OfficerRow.public_key,
        )
        .order_by(StaffRow.id)
    )
    return {row.id: row.public_key for row in rows}
