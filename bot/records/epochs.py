"""Key epochs: whoever could open a person's words until now and no longer may, opens nothing new.

A new epoch is a new key pair. What is sealed from then on is sealed to it; whoever kept an older private
half, against every rule, has nothing that fits. Nobody's key is needed to begin one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update

from bot.records import officers, wraps
from bot.records.database import Tx
from bot.records.sealing import Halves, PrivateHalf
from bot.records.tables import CaseWorkerRow, ParticipantRow


def first(tx: Tx, participant_id: str, half: PrivateHalf, staff_ids: Iterable[str], now: datetime) -> None:
    """Wrap the half that a person begins with. Raises RecordsRefused when a worker has no key."""
    _wrap(tx, participant_id, Halves({1: half}), staff_ids, now)


def begin(tx: Tx, participant_ids: Iterable[str], now: datetime) -> None:
    """Begin a new epoch for these people, for those who could open the one before and still have the case.

    Somebody whose password was made anew, and who lost what they could open by it, gets nothing here.
    """
    # Always in one order, so that two who begin at once wait for each other and never in a circle.
    for participant_id in sorted(participant_ids):
        half = PrivateHalf.make()
        epoch = tx.connection.execute(
            update(ParticipantRow)
            .where(ParticipantRow.id == participant_id)
            .values(epoch=ParticipantRow.epoch + 1, public_key=half.public)
            .returning(ParticipantRow.epoch)
        ).scalar_one()
        still = wraps.live_holders(tx, participant_id, epoch - 1)
        _wrap(tx, participant_id, Halves({epoch: half}), still, now)


def after_leaving(tx: Tx, staff_id: str, now: datetime) -> None:
    """Begin a new epoch for everybody in the cases of somebody who may no longer sign in.

    Where nobody else has the case it is for recovery alone, until the two sheets give it to somebody.
    """
    wraps.forget_officer(tx, staff_id)
    people = tx.connection.execute(
        select(ParticipantRow.id)
        .join(CaseWorkerRow, CaseWorkerRow.case_id == ParticipantRow.case_id)
        .where(CaseWorkerRow.staff_id == staff_id)
    ).scalars()
    begin(tx, people.all(), now)


def _wrap(tx: Tx, participant_id: str, halves: Halves, staff_ids: Iterable[str], now: datetime) -> None:
    wraps.wrap_for(tx, participant_id, halves, staff_ids, now)
    wraps.wrap_for_recovery(tx, participant_id, halves, now)
    officers.wrap_pairs(tx, participant_id, halves, now)
