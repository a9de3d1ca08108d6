"""A new service key under load: everything reads on, and nothing is left under the old one."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from bot.errors import CannotOpen
from bot.messages import Channel, Inbound, InboundKind, Recording, Say
from bot.records import (
    alerts,
    conversations,
    drafts,
    inbox,
    notices,
    outbox,
    participants,
    recordings,
    replies,
    rotation,
    staff,
)
from bot.records.database import Database
from bot.records.figures import figures
from bot.records.keyring import Keyring
from bot.records.keys import ServiceKeys
from bot.records.outbox import Outgoing
from bot.records.recordings import voice_note
from bot.records.replies import NewReply
from bot.records.tables import CaseRow, Table
from tests.records.conftest import Store
from tests.records.parts import words
from tests.sounds import wav
from tests.world import INDEX, NOW, SERVICE, World, cases_of

SOUND = wav()
NEWER = bytes(range(50, 82))


def under(store: Store, keys: ServiceKeys) -> Database:
    return Database(store.url, keys, Keyring(store.folder / "keyring"))


@pytest.fixture
def full(world: World) -> World:
    """At least one row in every column that the service key opens."""
    talk = world.arrive(world.parent, world.ada, address="4711")
    said = Inbound(Channel.TELEGRAM, "m1", "4711", InboundKind.WORDS, NOW, words="x")
    spoken = Inbound(
        Channel.TELEGRAM, "m2", "4711", InboundKind.VOICE, NOW, recording=Recording("wav", 2, SOUND)
    )
    with world.database.begin() as tx:
        conversations.save(tx, talk.id, language="pl", phase="open", state={"slots": {}}, now=NOW)
        inbox.accept(tx, said, talk.id, NOW)
        inbox.accept(tx, spoken, talk.id, NOW)
        part = replace(words("q", "x"), voice=voice_note("n1", Recording("wav", 2, SOUND)))
        drafts.keep(tx, talk.scope, "t", [part], NOW)
        recordings.keep(tx, talk.scope, "n1", SOUND)
        outbox.add(tx, talk.id, [Outgoing(Say("notices.kept"))], NOW)
        notices.seen(tx, talk.scope, "arrival.limits", "v1", "pl", NOW)
        alerts.record(tx, talk.scope, kind="weapon", level="now", words="x", now=NOW)
        replies.write(tx, world.ada.scope, world.parent.id, NewReply(words="x"), NOW)
        staff.renew_link(tx, world.bea.id, NOW)
    return world


def test_no_read_fails_and_nothing_is_left(full: World, store: Store) -> None:
    """C-05: two threads read all the while; then the old key opens nothing and is not needed."""
    both = under(store, ServiceKeys(NEWER, INDEX, (SERVICE,)))
    with both.read() as tx:
        before = rotation.left(tx)
        assert figures(tx, NOW).under_older_key == before
    assert before > 20
    stop, faults, reads = threading.Event(), [], [0]

    def read_on() -> None:
        while not stop.is_set():
            try:
                with both.read() as tx:
                    assert [one.name for one in cases_of(tx, full.ada.scope)] == ["Rowan"]
                    assert len(participants.of_case(tx, full.ada.scope, full.case.id)) == 2
                    assert len(alerts.mine(tx, full.ada.scope)) == 1
                reads[0] += 1
            except Exception as fault:  # noqa: BLE001 - whatever it is, the test must hear of it
                faults.append(fault)

    readers = [threading.Thread(target=read_on) for _ in range(2)]
    for one in readers:
        one.start()
    try:
        assert rotation.run(both) == before
    finally:
        stop.set()
        for one in readers:
            one.join()
    assert faults == []
    assert reads[0] > 0
    with both.read() as tx:
        assert rotation.left(tx) == 0
    assert rotation.run(both) == 0
    both.close()
    alone = under(store, ServiceKeys(NEWER, INDEX))
    with alone.read() as tx:
        assert [one.name for one in cases_of(tx, full.ada.scope)] == ["Rowan"]
        assert {one.email for one in staff.of_council(tx, "oakshire")} == {full.ada.email, full.bea.email}
        assert figures(tx, NOW).under_older_key == 0
    with full.database.read() as tx, pytest.raises(CannotOpen):
        cases_of(tx, full.ada.scope)
    alone.close()


def test_every_box_of_every_table_is_known(full: World, store: Store) -> None:
    """A column that this misses would be lost with the old key: each is looked at in the table itself."""
    both = under(store, ServiceKeys(NEWER, INDEX, (SERVICE,)))
    old = full.database.service_keys.mark
    rotation.run(both)
    names = {f"{table.name}.{column.name}" for table, column in rotation._boxes()}
    assert {
        "staff.totp_box",
        "worker_reply.words_box",
        "alert.what_box",
        "inbox.body_box",
        "inbox.sound_box",
    } <= names
    assert "draft_recording.sound_box" not in names
    with both.read() as tx:
        for table in Table.metadata.sorted_tables:
            for column in table.columns:
                if column.type.python_type is not bytes:
                    continue
                for (value,) in tx.connection.execute(select(column).where(column.is_not(None))):
                    assert not value.startswith(old), f"{table.name}.{column.name}"
    both.close()


def test_one_damaged_box_holds_up_no_other(full: World, store: Store) -> None:
    both = under(store, ServiceKeys(NEWER, INDEX, (SERVICE,)))
    with both.begin() as tx:
        before = rotation.left(tx)
        one = tx.connection.execute(select(CaseRow.name_box).where(CaseRow.id == full.case.id)).scalar_one()
        flipped = one[:-1] + bytes([one[-1] ^ 1])
        tx.connection.execute(update(CaseRow).where(CaseRow.id == full.case.id).values(name_box=flipped))
    assert rotation.run(both) == before - 1
    with both.read() as tx:
        assert rotation.left(tx) == 1
    both.close()
