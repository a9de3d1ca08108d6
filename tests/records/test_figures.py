"""What waits is counted the same on both databases, and a key that nobody holds any more is seen (C-07)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, update

from bot.messages import Channel, Inbound, InboundKind, Say
from bot.records import alerts, inbox, outbox
from bot.records.figures import figures
from bot.records.outbox import Outgoing
from bot.records.tables import RECOVERY, KeyWrapRow, StaffRow
from tests.world import NOW, World


def test_nothing_waits_in_a_fresh_world(world: World) -> None:
    with world.database.read() as tx:
        found = figures(tx, NOW)
    assert (found.inbox_waiting, found.inbox_oldest_seconds, found.alerts_unseen) == (0, 0.0, 0)
    assert found.nobody_can_open == 0


def test_what_waits_is_counted_with_its_age(world: World) -> None:
    conversation = world.arrive(world.parent, world.ada)
    with world.database.begin() as tx:
        for number in range(3):
            said = Inbound(
                Channel.WEB, f"m{number}", conversation.public_id, InboundKind.WORDS, NOW, words="x"
            )
            inbox.accept(tx, said, conversation.id, NOW + timedelta(seconds=number))
        outbox.add(tx, conversation.id, [Outgoing(Say("notices.kept"))], NOW)
        alerts.record(tx, conversation.scope, kind="weapon", level="now", words="x", now=NOW)
    with world.database.read() as tx:
        found = figures(tx, NOW + timedelta(seconds=90))
    assert (found.inbox_waiting, found.inbox_oldest_seconds) == (3, 90.0)
    assert (found.outbox_waiting, found.outbox_oldest_seconds) == (1, 90.0)
    assert (found.alerts_unseen, found.alerts_oldest_unseen_seconds) == (1, 90.0)


def test_a_person_whose_worker_left_is_counted(world: World) -> None:
    with world.database.begin() as tx:
        tx.connection.execute(update(StaffRow).where(StaffRow.id == world.ada.id).values(disabled_at=NOW))
    with world.database.read() as tx:
        assert figures(tx, NOW).nobody_can_open == 2


def test_a_lost_recovery_wrap_is_counted(world: World) -> None:
    with world.database.begin() as tx:
        tx.connection.execute(
            delete(KeyWrapRow).where(
                KeyWrapRow.participant_id == world.teen.id, KeyWrapRow.holder == RECOVERY
            )
        )
    with world.database.read() as tx:
        assert figures(tx, NOW).nobody_can_open == 1
