"""P-14: after an erasure nothing of the person is left, by its very bytes, and old files open nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import select, text

from bot.conversation.keeping_after import keep_after
from bot.errors import NotFound, NotRead
from bot.messages import Channel, Inbound, InboundKind, Recording, Say
from bot.records import (
    alerts,
    audit,
    deletion,
    drafts,
    erase,
    in_chat,
    inbox,
    notices,
    outbox,
    parked,
    proofs,
    recordings,
    reminders,
    replies,
    retention,
    sending,
    sent_answers,
    sent_recordings,
)
from bot.records.backup.make import make
from bot.records.backup.restore import Place, restore
from bot.records.conversations import Conversation
from bot.records.database import Database, Tx
from bot.records.keys import ServiceKeys
from bot.records.outbox import Outgoing
from bot.records.recordings import voice_note
from bot.records.replies import NewReply
from bot.records.scrubbing import HELD_OF_FAMILIES
from bot.records.tables import Table
from bot.services.staged import ShowReceipts
from bot.services.turn import Turn
from tests.postgres import Server
from tests.privacy.canary import search
from tests.records.conftest import Store
from tests.records.parts import words
from tests.sounds import wav
from tests.world import INDEX, MEETING, NOW, SERVICE, World, open_database

CANARY = "kanarek łódź اب 5Kz81"
SPOKEN = Recording("wav", 2, wav(2, CANARY.encode()))
KEYS = ServiceKeys(SERVICE, INDEX)
LATER = NOW + timedelta(hours=1)
# Shorter values than this are found by chance.
LEAST_BYTES = 16
PIECE = 400


def talked(world: World) -> Conversation:
    """The parent has left something in every table there is for somebody."""
    talk = world.arrive(world.parent, world.ada, "chat-1")
    with world.database.begin() as tx:
        early = Inbound(Channel.TELEGRAM, "1", "chat-1", InboundKind.WORDS, NOW, words=CANARY)
        inbox.done(tx, inbox.accept(tx, early, None, NOW).id, NOW)
        keep_spoken(tx, talk, "t1", "q.one")
        sending.send(tx, talk.scope, NOW)
        keep_spoken(tx, talk, "t2", "q.two")
        alerts.record(tx, talk.scope, kind="weapon", level="now", words=CANARY, now=NOW)
        notices.seen(tx, talk.scope, "arrival.limits", "v1", "pl", NOW)
        replies.write(tx, world.ada.scope, world.parent.id, NewReply(None, CANARY), NOW)
        outbox.add(tx, talk.id, [Outgoing(Say("notices.late"), "q.two")], NOW)
        in_chat.remember(tx, talk.id, Channel.TELEGRAM, "7700900123", NOW)
        proofs.record_export(
            tx, world.ada.scope, world.parent.id, kind="worker", form="pdf", body=b"x", now=NOW
        )
        deletion.ask(tx, talk.scope, NOW)
        said = Inbound(Channel.TELEGRAM, "2", "chat-1", InboundKind.WORDS, NOW, words=CANARY)
        inbox.accept(tx, said, talk.id, NOW)
        row = inbox.next_for(tx, talk.id, NOW)
        assert row is not None
        parked.park(tx, row, NOW)
    return talk


def keep_spoken(tx: Tx, talk: Conversation, turn: str, question: str) -> None:
    """A voice note, named after its turn, with the canary in its sound and in the words under it."""
    part = replace(words(question, CANARY), voice=voice_note(turn, SPOKEN))
    drafts.keep(tx, talk.scope, turn, [part], NOW)
    recordings.keep(tx, talk.scope, turn, SPOKEN.sound)


def values(world: World, *ids: str) -> dict[str, bytes]:
    """Every long value of every row that hangs on these ids, and the ids themselves, by where they lie."""
    found = {f"id {number}": one.encode() for number, one in enumerate(ids)}
    with world.database.read() as tx:
        for table in Table.metadata.tables.values():
            if table.name == "audit":
                continue
            for row in tx.connection.execute(select(table)).all():
                if not set(ids) & {value for value in row if isinstance(value, str)}:
                    continue
                held = row._asdict()
                found |= {
                    # A long one lies in pieces: its beginning is looked for.
                    f"{table.name}.{name} of {row[0]}": value if len(value) < PIECE else value[:64]
                    for name, value in held.items()
                    if isinstance(value, bytes) and len(value) >= LEAST_BYTES
                }
    return found


@dataclass(frozen=True)
class Files:
    """The files in which rows lie: SQLite's with its log, PostgreSQL's heaps without the server's own log."""

    store: Store
    server: Server

    def holding(self, needles: dict[str, bytes]) -> set[str]:
        if self.store.url.startswith("sqlite"):
            paths = list(self.store.folder.glob("records.db*"))
        else:
            with self.server.connect() as connection:
                connection.execute("CHECKPOINT")
            paths = [path for path in (self.store.files / "data" / "base").rglob("*") if path.is_file()]
        assert paths
        bodies = [path.read_bytes() for path in paths]
        return {name for name, needle in needles.items() if any(needle in body for body in bodies)}


@pytest.fixture
def files(store: Store, server: Server) -> Files:
    return Files(store, server)


def everything(world: World) -> set[str]:
    """Tables in which something of the parent lies."""
    ids = {world.parent.id}
    with world.database.read() as tx:
        talk = tx.connection.execute(
            text("SELECT id FROM conversation WHERE participant_id = :p"), {"p": world.parent.id}
        ).scalar_one_or_none()
    return {name.split(".")[0] for name in values(world, *ids, *([talk] if talk else []))}


def test_whatever_goes_with_a_case_is_written_anew() -> None:
    """A table that this misses would keep on PostgreSQL's disk what was erased from it."""
    going = {"case"}
    for _ in Table.metadata.tables:
        going |= {
            table.name
            for table in Table.metadata.tables.values()
            for key in table.foreign_keys
            if key.column.table.name in going and key.ondelete == "CASCADE"
        }
    assert len(going) > 20
    assert set(HELD_OF_FAMILIES) == going


@pytest.mark.parametrize("how", ["erased", "expired"])
def test_an_erasure_leaves_not_one_byte_of_the_person(
    world: World, store: Store, files: Files, how: str
) -> None:
    """P-14: every table, free pages, the log, keyring and state folder; the audit holds the id alone."""
    talk = talked(world)
    neighbour = world.arrive(world.other_parent, world.bea)
    with world.database.begin() as tx:
        drafts.keep(tx, neighbour.scope, "t1", [words("q.one", "next door")], NOW)
    needles = values(world, world.parent.id, talk.id)
    tables = {name.split(".")[0] for name in needles if "." in name}
    assert tables >= {
        "participant", "conversation", "key_wrap", "invite", "sent_answer", "sending", "export", "alert",
        "parked", "notice_seen", "worker_reply", "draft_part", "inbox", "outbox", "sent_recording",
        "draft_recording",
    }  # fmt: skip
    assert len(files.holding(needles)) > 20
    others = values(world, world.other_parent.id, neighbour.id)
    keys = set(world.database.draft_keys.copies())
    if how == "erased":
        erase.participant(world.database, world.parent.id, LATER)
    else:
        sent_answers.open_all(world.database, world.ada.scope, world.ada.key, world.parent.id, NOW)
        sent_recordings.open_one(world.database, world.ada.scope, world.ada.key, world.parent.id, "t1", NOW)
        parked.open_all(world.database, world.ada.scope, world.ada.key, world.parent.id, NOW)
        with world.database.begin() as tx:
            (alert,) = alerts.mine(tx, world.ada.scope)
            alerts.handled(tx, world.ada.scope, alert.id, NOW)
        kept = {"oakshire": timedelta(weeks=4)}
        assert retention.run(world.database, MEETING + timedelta(weeks=4), kept).people >= 2
    # The audit is a chain for years: it says that something was done to this id, and nothing else of it.
    assert values(world, world.parent.id, talk.id) == {
        name: needle for name, needle in needles.items() if name.startswith("id ")
    }
    left = files.holding(needles | {"message in the chat": b"7700900123"})
    assert left <= {"id 0"}, left
    assert len(world.database.draft_keys.copies()) == len(keys) - (1 if how == "erased" else 2)
    private = {"words": CANARY, "name": "Ewa Rowan"}
    (store.folder / "signed.yml").write_text("signatures: []", encoding="utf-8")
    roots = [store.folder, store.files]
    assert {hit.name for hit in search(roots, private | {"there": world.cai.id})} == {"there"}
    if how == "erased":
        assert files.holding(others) == set(others)


def test_the_search_for_what_is_left_finds_what_a_mere_delete_leaves(world: World, files: Files) -> None:
    """The other way round: rows that are deleted without scrubbing are found in the files."""
    talk = talked(world)
    needles = {
        name: needle
        for name, needle in values(world, world.parent.id, talk.id).items()
        # What came before the chat was claimed bears the same hash, and hangs on no person.
        if "." in name and "address_hash" not in name
    }
    with world.database.begin() as tx:
        tx.connection.execute(text("DELETE FROM participant WHERE id = :p"), {"p": world.parent.id})
    assert len(files.holding(needles)) > 10
    world.database.scrub()
    assert len(files.holding(needles)) == 0


@pytest.fixture
def place(store: Store, server: Server, tmp_path: Path) -> Iterator[Place]:
    state = tmp_path / "new"
    if store.url.startswith("sqlite"):
        yield Place(f"sqlite:///{state}/records.db", state, "test", KEYS)
        return
    name = server.create()
    yield Place(server.url(name), state, "test", KEYS)
    server.drop(name)


def test_what_was_sent_is_deleted_as_wished_and_the_person_is_told_after_it_was_done(
    world: World, files: Files
) -> None:
    """P-14 for a wish: sent answers to the last byte; drafts, alerts and the talk stay."""
    talk = talked(world)
    person, ada = world.parent.id, world.ada
    needles = {
        name: needle
        for name, needle in values(world, person, talk.id).items()
        if name.split(".")[0] in {"sent_answer", "sent_recording", "sending", "export", "parked"}
    }
    assert len(needles) >= 10
    with pytest.raises(NotRead):
        erase.sent(world.database, ada.scope, person, "sent_by_mistake", LATER)
    sent_answers.open_all(world.database, ada.scope, ada.key, person, NOW)
    with pytest.raises(NotRead):
        erase.sent(world.database, ada.scope, person, "sent_by_mistake", LATER)
    sent_recordings.open_one(world.database, ada.scope, ada.key, person, "t1", NOW)
    with pytest.raises(NotRead):
        erase.sent(world.database, ada.scope, person, "sent_by_mistake", LATER)
    parked.open_all(world.database, ada.scope, ada.key, person, NOW)
    for scope, reason in ((world.bea.scope, "sent_by_mistake"), (ada.scope, "court"), (ada.scope, "")):
        with pytest.raises(NotFound):
            erase.sent(world.database, scope, person, reason, LATER)
    assert files.holding(needles) == set(needles)
    erase.sent(world.database, ada.scope, person, "sent_by_mistake", LATER)
    assert files.holding(needles) == set()
    assert sent_answers.open_all(world.database, ada.scope, ada.key, person, LATER) == []
    with world.database.begin() as tx:
        (wish,) = deletion.of_person(tx, talk.scope)
        assert (wish.answer, wish.reason, wish.is_open) == ("deleted", "sent_by_mistake", False)
        assert proofs.own_receipts(tx, talk.scope) == []
        # The turn is not looked at for a receipt.
        asked = keep_after(tx, talk.scope, cast("Turn", None), ShowReceipts(), LATER)
        assert [say.content for say in asked] == ["sent.receipt_gone"]
        assert [part.value for part in drafts.load(tx, talk.scope)] == [CANARY]
        assert recordings.load(tx, talk.scope, "t2") == SPOKEN.sound
        assert len(alerts.mine(tx, ada.scope)) == 1
        waits = [one.kind for one in reminders.of_person(tx, talk.scope, LATER)]
        assert "deletion_answered" in waits
        assert [row.action for row in audit.of(tx, person)].count("answers.deleted") == 1
        # What is sent from now on is as ever.
        sending.send(tx, talk.scope, LATER)
    (again,) = sent_answers.open_all(world.database, ada.scope, ada.key, person, LATER)
    assert again.round == 2
    sent_recordings.open_one(world.database, ada.scope, ada.key, person, "t2", LATER)
    with pytest.raises(NotFound):
        erase.sent(world.database, ada.scope, person, "sent_by_mistake", LATER)


def test_a_restore_names_whose_sent_words_are_to_be_deleted_again(
    world: World, store: Store, place: Place, tmp_path: Path
) -> None:
    talked(world)
    person, ada = world.parent.id, world.ada
    sent_answers.open_all(world.database, ada.scope, ada.key, person, NOW)
    sent_recordings.open_one(world.database, ada.scope, ada.key, person, "t1", NOW)
    parked.open_all(world.database, ada.scope, ada.key, person, NOW)
    out = tmp_path / "out"
    out.mkdir()
    make(world.database, store.folder, out / "records", out / "keyring", NOW)
    erase.sent(world.database, ada.scope, person, "in_the_file", LATER)
    done = restore(place, out / "records", out / "keyring", LATER, world.database)
    assert done.later is not None
    assert (done.later.erased, done.later.deleted) == ((), (person,))
    restored: Database = open_database(place.url, place.state)
    try:
        assert sent_answers.open_all(restored, ada.scope, ada.key, person, LATER)
        erase.sent_again(restored, person, LATER)
        assert sent_answers.open_all(restored, ada.scope, ada.key, person, LATER) == []
    finally:
        restored.close()
