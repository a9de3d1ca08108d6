"""Who can open what was sealed to a participant: one wrap for each assigned worker, one for recovery."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select

from bot.errors import NotFound, RecordsRefused
from bot.records.database import Tx
from bot.records.scopes import WorkerScope
from bot.records.sealing import PrivateHalf, unwrap, wrap
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


def wrap_for(tx: Tx, participant_id: str, half: PrivateHalf, staff_ids: Iterable[str], now: datetime) -> None:
    """Wrap a participant's private half for these workers. Raises RecordsRefused as `public_of`."""
    for staff_id in staff_ids:
        _store(tx, participant_id, staff_id, wrap(half, public_of(tx, staff_id)), now)


def wrap_for_recovery(tx: Tx, participant_id: str, half: PrivateHalf, now: datetime) -> None:
    public = tx.connection.execute(select(InstallRow.recovery_public)).scalar_one_or_none()
    if public is None:
        raise RecordsRefused("There is no recovery key.", remedy="Run ./run init first.")
    _store(tx, participant_id, RECOVERY, wrap(half, public), now)


def half_for(tx: Tx, scope: WorkerScope, key: PrivateHalf, participant_id: str) -> PrivateHalf:
    """Return a participant's private half for a worker of their case.

    Raises NotFound when they are not assigned or hold no wrap, CannotOpen when the key is not theirs.
    """
    box = tx.connection.execute(
        select(KeyWrapRow.wrap)
        .join(ParticipantRow, ParticipantRow.id == KeyWrapRow.participant_id)
        .join(CaseWorkerRow, CaseWorkerRow.case_id == ParticipantRow.case_id)
        .where(
            KeyWrapRow.participant_id == participant_id,
            KeyWrapRow.holder == scope.staff_id,
            CaseWorkerRow.staff_id == scope.staff_id,
        )
    ).scalar_one_or_none()
    if box is None:
        raise NotFound(
            "Nothing there that you can open.",
            remedy="Ask a colleague of the case to assign you again, or for ./run recover.",
        )
    return unwrap(box, key)


def half_for_recovery(tx: Tx, recovery: PrivateHalf, participant_id: str) -> PrivateHalf:
    """Raises NotFound, CannotOpen."""
    box = tx.connection.execute(
        select(KeyWrapRow.wrap).where(
            KeyWrapRow.participant_id == participant_id, KeyWrapRow.holder == RECOVERY
        )
    ).scalar_one_or_none()
    if box is None:
        raise NotFound("No recovery wrap is left.", remedy="Restore it from a backup.")
    return unwrap(box, recovery)


def drop(tx: Tx, participant_ids: Iterable[str], staff_id: str) -> None:
    """Delete one worker's wraps.

    Raises RecordsRefused when nobody else could open what was sealed: recovery alone is not enough.
    """
    for participant_id in participant_ids:
        tx.connection.execute(
            delete(KeyWrapRow).where(
                KeyWrapRow.participant_id == participant_id, KeyWrapRow.holder == staff_id
            )
        )
        left = tx.connection.execute(
            select(KeyWrapRow.holder).where(
                KeyWrapRow.participant_id == participant_id, KeyWrapRow.holder != RECOVERY
            )
        ).all()
        if not left:
            raise RecordsRefused(
                "This worker is the last who can open it.", remedy="Assign somebody else first."
            )


def _store(tx: Tx, participant_id: str, holder: str, box: bytes, now: datetime) -> None:
    key = {"participant_id": participant_id, "holder": holder}
    upsert(tx, KeyWrapRow, key, {"wrap": box, "made_at": now})
