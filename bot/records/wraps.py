"""Who can open what was sealed to a participant: wraps for each assigned worker, and for recovery.

A participant has a key pair for each epoch (`records/epochs.py`), and each holder a wrap of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, delete, select

from bot.errors import NotFound, RecordsRefused
from bot.records import holders
from bot.records.database import Tx
from bot.records.keys import cannot_open
from bot.records.scopes import WorkerScope
from bot.records.sealing import Halves, PrivateHalf, unwrap, wrap
from bot.records.tables import RECOVERY, CaseWorkerRow, InstallRow, KeyWrapRow, ParticipantRow, StaffRow
from bot.records.upserts import upsert


def public_of(tx: Tx, staff_id: str) -> bytes:
    """Return a worker's public half. Raises RecordsRefused for one who has never signed in."""
    found = tx.connection.execute(
        select(StaffRow.public_key).where(StaffRow.id == staff_id, StaffRow.disabled_at.is_(None))
    ).scalar_one_or_none()
    if found is None:
        raise RecordsRefused(
            "This worker has no key yet, because they have never signed in, or may no longer.",
            remedy="Let them use their sign-in link once, then assign the case.",
        )
    return found


def wrap_for(tx: Tx, participant_id: str, halves: Halves, staff_ids: Iterable[str], now: datetime) -> None:
    """Wrap a participant's private halves for these workers. Raises RecordsRefused as `public_of`."""
    for staff_id in staff_ids:
        public = public_of(tx, staff_id)
        for epoch, half in halves.by_epoch.items():
            store(tx, participant_id, epoch, staff_id, wrap(half, public), now)


def wrap_for_recovery(tx: Tx, participant_id: str, halves: Halves, now: datetime) -> None:
    public = tx.connection.execute(select(InstallRow.recovery_public)).scalar_one_or_none()
    if public is None:
        raise RecordsRefused("There is no recovery key.", remedy="Run ./run init first.")
    for epoch, half in halves.by_epoch.items():
        store(tx, participant_id, epoch, RECOVERY, wrap(half, public), now)


def halves_for(tx: Tx, scope: WorkerScope, key: PrivateHalf, participant_id: str) -> Halves:
    """Return a participant's private halves, for a worker of their case.

    Raises NotFound when they are not assigned or hold no wrap, CannotOpen when the key is not theirs.
    """
    assigned = tx.connection.execute(
        select(CaseWorkerRow.staff_id)
        .join(ParticipantRow, ParticipantRow.case_id == CaseWorkerRow.case_id)
        .where(ParticipantRow.id == participant_id, CaseWorkerRow.staff_id == scope.staff_id)
    ).scalar_one_or_none()
    boxes = boxes_of(tx, participant_id, KeyWrapRow.holder == scope.staff_id) if assigned else {}
    if not boxes:
        raise NotFound(
            "Nothing there that you can open.",
            remedy="Ask a colleague of the case to assign you again, or for ./run recover.",
        )
    return _opened(tx, participant_id, boxes, key)


def halves_for_recovery(tx: Tx, recovery: PrivateHalf, participant_id: str) -> Halves:
    """Raises NotFound, CannotOpen."""
    boxes = boxes_of(tx, participant_id, KeyWrapRow.holder == RECOVERY)
    if not boxes:
        raise NotFound("No recovery wrap is left.", remedy="Restore it from a backup.")
    return _opened(tx, participant_id, boxes, recovery)


def halves_of_holder(tx: Tx, participant_id: str, holder: str, key: PrivateHalf) -> Halves:
    """Open the wraps of one exact holder; whoever calls has checked that they may. Raises CannotOpen."""
    return _opened(tx, participant_id, boxes_of(tx, participant_id, KeyWrapRow.holder == holder), key)


def boxes_of(tx: Tx, participant_id: str, which: ColumnElement[bool]) -> dict[int, bytes]:
    rows = tx.connection.execute(
        select(KeyWrapRow.epoch, KeyWrapRow.wrap).where(KeyWrapRow.participant_id == participant_id, which)
    )
    return {row.epoch: row.wrap for row in rows}


def drop(tx: Tx, participant_ids: Iterable[str], staff_id: str) -> None:
    """Delete one worker's wraps.

    Raises RecordsRefused when nobody else who works here and has the case could open what was sealed:
    recovery alone is not enough.
    """
    for participant_id in participant_ids:
        gone = tx.connection.execute(
            delete(KeyWrapRow)
            .where(KeyWrapRow.participant_id == participant_id, KeyWrapRow.holder == staff_id)
            .returning(KeyWrapRow.epoch)
        ).scalars()
        for epoch in gone.all():
            if not live_holders(tx, participant_id, epoch):
                raise RecordsRefused(
                    "This worker is the last who can open it.", remedy="Assign somebody else first."
                )


def who_opens_all(tx: Tx, people: Sequence[tuple[str, int]]) -> set[str] | None:
    """Return the workers who open all that these people sent, from the first key epoch to the last.

    `people` are ids with their last epoch. None for nobody at all: then there is nothing to open.
    """
    holding = [set(live_holders(tx, one, epoch)) for one, last in people for epoch in range(1, last + 1)]
    return set.intersection(*holding) if holding else None


def live_holders(tx: Tx, participant_id: str, epoch: int) -> list[str]:
    """Return the workers who have the case, work here still and hold a wrap of this epoch."""
    found = tx.connection.execute(
        select(KeyWrapRow.holder)
        .join(StaffRow, StaffRow.id == KeyWrapRow.holder)
        .join(ParticipantRow, ParticipantRow.id == KeyWrapRow.participant_id)
        .join(
            CaseWorkerRow,
            (CaseWorkerRow.case_id == ParticipantRow.case_id) & (CaseWorkerRow.staff_id == KeyWrapRow.holder),
        )
        .where(
            KeyWrapRow.participant_id == participant_id,
            KeyWrapRow.epoch == epoch,
            StaffRow.disabled_at.is_(None),
        )
        .order_by(KeyWrapRow.holder)
    )
    return list(found.scalars())


def store(tx: Tx, participant_id: str, epoch: int, holder: str, box: bytes, now: datetime) -> None:
    key = {"participant_id": participant_id, "epoch": epoch, "holder": holder}
    values = {"wrap": box, "digest": digest(participant_id, epoch, holder, box), "made_at": now}
    upsert(tx, KeyWrapRow, key, values)


def digest(participant_id: str, epoch: int, holder: str, box: bytes) -> bytes:
    """What a wrap's row was when it was written. It finds what broke, not whoever may write to the table."""
    fields = (participant_id.encode(), str(epoch).encode(), holder.encode(), box)
    return sha256(b"".join(len(field).to_bytes(4) + field for field in fields)).digest()


def forget(tx: Tx, staff_id: str) -> None:
    """Delete all that somebody's key opened before they made another."""
    tx.connection.execute(delete(KeyWrapRow).where(KeyWrapRow.holder == staff_id))
    forget_officer(tx, staff_id)


def forget_officer(tx: Tx, staff_id: str) -> None:
    """Delete every wrap of a pair that this officer is one of."""
    tx.connection.execute(delete(KeyWrapRow).where(holders.pairs_with(staff_id)))


def _opened(tx: Tx, participant_id: str, boxes: Mapping[int, bytes], key: PrivateHalf) -> Halves:
    halves = {epoch: unwrap(box, key) for epoch, box in boxes.items()}
    now = tx.connection.execute(
        select(ParticipantRow.epoch, ParticipantRow.public_key).where(ParticipantRow.id == participant_id)
    ).one()
    # A wrap of another half would open nothing that is sealed from now on, and nobody would see why.
    if now.epoch in halves and halves[now.epoch].public != now.public_key:
        raise cannot_open()
    return Halves(halves)
