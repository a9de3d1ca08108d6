"""The hourly look at everybody's keys finds what broke, says it once a day, and opens nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from bot.records import audit, cases, key_check, staff
from bot.records.figures import figures
from bot.records.tables import RECOVERY, KeyWrapRow, ParticipantRow
from tests.world import NOW, World

Break = Callable[[World], object]


def _bit(world: World) -> object:
    mine = (KeyWrapRow.participant_id == world.teen.id) & (KeyWrapRow.holder == world.ada.id)
    with world.database.begin() as tx:
        box = tx.connection.execute(select(KeyWrapRow.wrap).where(mine)).scalar_one()
        return tx.connection.execute(
            update(KeyWrapRow).where(mine).values(wrap=bytes([box[0] ^ 1]) + box[1:])
        )


def _swapped(world: World) -> object:
    """The teenager's wrap is her mother's: it opens, and is another person's."""
    hers = (KeyWrapRow.participant_id == world.parent.id) & (KeyWrapRow.holder == world.ada.id)
    with world.database.begin() as tx:
        row = tx.connection.execute(select(KeyWrapRow.wrap, KeyWrapRow.digest).where(hers)).one()
        return tx.connection.execute(
            update(KeyWrapRow)
            .where(KeyWrapRow.participant_id == world.teen.id, KeyWrapRow.holder == world.ada.id)
            .values(wrap=row.wrap, digest=row.digest)
        )


def _recovery_gone(world: World) -> object:
    gone = (KeyWrapRow.participant_id == world.teen.id) & (KeyWrapRow.holder == RECOVERY)
    with world.database.begin() as tx:
        return tx.connection.execute(delete(KeyWrapRow).where(gone))


def _epoch_without_keys(world: World) -> object:
    with world.database.begin() as tx:
        return tx.connection.execute(
            update(ParticipantRow).where(ParticipantRow.id == world.teen.id).values(epoch=2)
        )


@pytest.mark.parametrize("broken", [_bit, _swapped, _recovery_gone, _epoch_without_keys])
def test_a_broken_wrap_is_found_within_the_hour(world: World, broken: Break) -> None:
    """C-07: the figure and an audit row about that person, and about nobody else."""
    assert key_check.run(world.database, NOW) == 0
    broken(world)
    later = NOW + timedelta(hours=1)
    assert key_check.run(world.database, later) == 1
    with world.database.read() as tx:
        found = figures(tx, later + timedelta(seconds=30))
        assert (found.keys_broken, found.keys_checked_seconds) == (1, 30.0)
        for person, times in ((world.teen, 1), (world.parent, 0), (world.other_parent, 0)):
            rows = [row for row in audit.of(tx, person.id) if row.action == "keys.broken"]
            assert [row.outcome for row in rows] == ["failed"] * times
    assert key_check.run(world.database, later + timedelta(hours=1)) == 1
    with world.database.read() as tx:
        rows = [row for row in audit.of(tx, world.teen.id) if row.action == "keys.broken"]
    assert len(rows) == 1


def test_whole_keys_are_no_alarm_after_hand_overs(world: World) -> None:
    """C-07: epochs and leavers with a colleague are as they must be; a leaver without one is not."""
    with world.database.begin() as tx:
        cases.hand_over(tx, world.ada.scope, world.case.id, world.bea.id, world.ada.key, NOW)
    assert key_check.run(world.database, NOW) == 0
    with world.database.begin() as tx:
        staff.disable(tx, world.bea.id, NOW)
    assert key_check.run(world.database, NOW) == 3
    with world.database.read() as tx:
        assert figures(tx, NOW).nobody_can_open == 3
