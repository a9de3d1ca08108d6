"""Voice notes in the records: closed at every station, gone with what names them, for their worker alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.errors import CannotOpen, NotFound
from bot.messages import Channel, Inbound, InboundKind, Recording
from bot.records import (
    alerts,
    audit,
    cases,
    drafts,
    erase,
    inbox,
    parked,
    proofs,
    recordings,
    sending,
    sent_answers,
    sent_recordings,
    wraps,
)
from bot.records.conversations import Conversation
from bot.records.recordings import voice_note
from bot.records.scopes import ParticipantScope
from bot.records.tables import DraftRecordingRow, InboxRow, SentRecordingRow, Table
from tests.privacy.canary import search
from tests.records.conftest import Store
from tests.records.parts import words
from tests.sounds import wav
from tests.world import NOW, Worker, World

CANARY = "kanarek gra na organach 7Q2xv"
SOUND = wav(hidden=CANARY.encode())
LATER = NOW + timedelta(hours=1)


@dataclass
class Speaker:
    """Somebody who speaks. Voice notes are named after the message they came in."""

    world: World
    talk: Conversation

    @property
    def scope(self) -> ParticipantScope:
        return self.talk.scope

    def says(self, name: str, question: str = "q.one", sound: bytes = SOUND, **how: object) -> None:
        note = voice_note(name, Recording("wav", 2, sound))
        part = replace(words(question, ""), voice=note, **how)  # type: ignore[arg-type]
        with self.world.database.begin() as tx:
            drafts.keep(tx, self.scope, f"turn {name}", [part], NOW)
            recordings.keep(tx, self.scope, name, sound)
            recordings.let_go(tx, self.scope)

    def keeps(self, *parts: drafts.NewPart) -> None:
        with self.world.database.begin() as tx:
            drafts.keep(tx, self.scope, f"turn {parts[0].value}", parts, NOW)
            recordings.let_go(tx, self.scope)

    def held(self) -> list[str]:
        row = DraftRecordingRow
        with self.world.database.read() as tx:
            return list(
                tx.connection.execute(
                    select(row.id).where(row.conversation_id == self.talk.id).order_by(row.id)
                ).scalars()
            )

    def sends(self) -> sending.Sent:
        with self.world.database.begin() as tx:
            return sending.send(tx, self.scope, NOW)


@pytest.fixture
def parent(world: World) -> Speaker:
    return Speaker(world, world.arrive(world.parent, world.ada, "41"))


def hear(world: World, worker: Worker, person_id: str, note: str) -> bytes:
    sent_recordings.note_opening(world.database, worker.scope, person_id, note, LATER)
    return sent_recordings.open_one(world.database, worker.scope, worker.key, person_id, note, LATER).sound


def answers(world: World) -> list[sent_answers.SentAnswer]:
    return sent_answers.open_all(world.database, world.ada.scope, world.ada.key, world.parent.id, LATER)


def test_a_voice_note_is_heard_to_the_byte_and_by_nobody_else(world: World, parent: Speaker) -> None:
    """W-06, W-07: neither the colleague next door nor another council, nor by another person's address."""
    parent.says("n1")
    parent.keeps(words("q.one", "and this I write"))
    parent.sends()
    (answer,) = answers(world)
    assert answer.parts == ("", "and this I write")
    assert [note and note.length for note in answer.voice] == ["0:02", None]
    assert hear(world, world.ada, world.parent.id, "n1") == SOUND
    for worker, person in ((world.bea, world.parent), (world.cai, world.parent), (world.ada, world.teen)):
        with pytest.raises(NotFound):
            hear(world, worker, person.id, "n1")
        with pytest.raises(NotFound):
            sent_recordings.open_one(world.database, worker.scope, worker.key, person.id, "n1", LATER)
    with world.database.read() as tx:
        opened = [row.actor for row in audit.of(tx, world.parent.id) if row.action == "voice.opened"]
    assert opened == [world.ada.id]


def test_not_yet_heard_is_told_to_its_workers_until_somebody_listens(world: World, parent: Speaker) -> None:
    parent.says("n1")
    parent.says("n2", "q.two")

    def unheard(worker: Worker) -> dict[str, int]:
        with world.database.read() as tx:
            return {who: one.count for who, one in sent_recordings.unheard(tx, worker.scope).items()}

    assert unheard(world.ada) == {}
    parent.sends()
    assert unheard(world.ada) == {world.parent.id: 2}
    assert unheard(world.bea) == {}
    sent_recordings.note_opening(world.database, world.ada.scope, world.parent.id, "n1", LATER)
    assert unheard(world.ada) == {world.parent.id: 2}
    hear(world, world.ada, world.parent.id, "n1")
    assert unheard(world.ada) == {world.parent.id: 1}
    with world.database.read() as tx:
        heard = sent_recordings.heard(tx, world.ada.scope, world.parent.id)
        with pytest.raises(NotFound):
            sent_recordings.heard(tx, world.bea.scope, world.parent.id)
    assert (heard["n1"].at, heard["n1"].by, heard["n2"].at) == (LATER, world.ada.id, None)


@pytest.mark.parametrize(
    "let_go",
    [
        lambda parent: parent.keeps(words("q.one", "written instead", replace=True)),
        lambda parent: parent.says("n3", replace=True),
        lambda parent: parent.keeps(words("q.one", "", kind="skip", replace=True)),
    ],
    ids=["changed to words", "spoken again", "skipped"],
)
def test_the_sound_goes_with_the_answer_that_named_it(
    parent: Speaker, let_go: Callable[[Speaker], None]
) -> None:
    parent.says("n1")
    parent.says("n2", "q.two")
    let_go(parent)
    assert "n1" not in parent.held()
    assert "n2" in parent.held()


def test_what_was_set_aside_and_becomes_an_answer_keeps_its_sound(world: World, parent: Speaker) -> None:
    parent.says("n1", kind="aside")
    note = voice_note("n1", Recording("wav", 2, SOUND))
    with world.database.begin() as tx:
        drafts.drop_asides(tx, parent.scope, "q.one")
        drafts.keep(tx, parent.scope, "later", [replace(words("q.one", ""), voice=note)], NOW)
        recordings.let_go(tx, parent.scope)
    assert parent.held() == ["n1"]
    parent.sends()
    assert parent.held() == []
    assert hear(world, world.ada, world.parent.id, "n1") == SOUND


def test_deleting_and_sending_leave_no_unsent_sound_and_touch_nobody_elses(
    world: World, parent: Speaker
) -> None:
    other = Speaker(world, world.arrive(world.other_parent, world.bea, "42"))
    parent.says("n1")
    other.says("n2")
    with world.database.begin() as tx:
        drafts.delete_all(tx, parent.scope)
    assert parent.held() == []
    assert other.held() == ["n2"]
    parent.says("n3")
    parent.sends()
    assert parent.held() == []
    assert other.held() == ["n2"]
    with world.database.begin() as tx, pytest.raises(NotFound):
        recordings.load(tx, parent.scope, "n2")


def test_what_was_only_set_aside_is_not_sent(world: World, parent: Speaker) -> None:
    parent.says("n1", kind="aside")
    parent.says("n2", "q.two")
    parent.sends()
    with pytest.raises(NotFound):
        hear(world, world.ada, world.parent.id, "n1")
    assert hear(world, world.ada, world.parent.id, "n2") == SOUND


@pytest.mark.parametrize("change", ["a bit", "place", "time", "another's sound", "tag"])
def test_a_sound_that_was_changed_or_moved_does_not_open(world: World, parent: Speaker, change: str) -> None:
    parent.says("n1")
    parent.says("n2", "q.two", wav(1))
    parent.sends()
    row = SentRecordingRow
    with world.database.begin() as tx:
        one, two = tx.connection.execute(select(row.__table__).order_by(row.id)).all()
        values = {
            "a bit": {"sealed": one.sealed[:-1] + bytes([one.sealed[-1] ^ 1])},
            "place": {"place": two.place},
            "time": {"sent_at": LATER},
            "another's sound": {"sealed": two.sealed, "tag": two.tag},
            "tag": {"tag": two.tag},
        }[change]
        tx.connection.execute(update(row).where(row.id == "n1").values(**values))
    with pytest.raises(CannotOpen):
        hear(world, world.ada, world.parent.id, "n1")
    with world.database.read() as tx:
        assert sent_recordings.heard(tx, world.ada.scope, world.parent.id)["n1"].at is None


def test_the_sendings_digest_covers_the_sound(world: World, parent: Speaker) -> None:
    parent.says("n1")
    parent.sends()
    (answer,) = answers(world)
    key, person = world.ada.key, world.parent.id

    def holds(payload: dict[str, object]) -> bool:
        return proofs.check(world.database, world.ada.scope, key, person, {1: [payload]})

    assert holds(answer.payload())
    (note,) = answer.voice
    assert note is not None
    assert not holds(replace(answer, voice=(replace(note, digest="0" * 64),)).payload())
    assert not holds(replace(answer, voice=()).payload())


def came(talk: Conversation, external_id: str = "7") -> Inbound:
    return Inbound(
        Channel.TELEGRAM, external_id, "41", InboundKind.VOICE, NOW, "", recording=Recording("wav", 2, SOUND)
    )


def test_a_message_holds_its_sound_until_it_is_answered(world: World, parent: Speaker) -> None:
    """F-01: what was acknowledged is there to be taken up again, and once; answered, it is empty."""
    with world.database.begin() as tx:
        accepted = inbox.accept(tx, came(parent.talk), parent.talk.id, NOW)
        assert not inbox.accept(tx, came(parent.talk), parent.talk.id, NOW).is_new
    for _ in range(2):
        with world.database.read() as tx:
            row = inbox.next_for(tx, parent.talk.id, NOW)
        assert row is not None
        assert row.inbound.recording == Recording("wav", 2, SOUND)
        assert CANARY not in repr(row)
    with world.database.begin() as tx:
        inbox.done(tx, accepted.id, NOW)
        assert inbox.next_for(tx, parent.talk.id, NOW) is None
        assert tx.connection.execute(select(InboxRow.sound_box)).scalars().all() == [None]


def test_a_case_that_changed_hands_is_heard_by_the_new_worker_alone(world: World, parent: Speaker) -> None:
    """C-02: the old one's key and halves, kept aside, open what was sealed before and nothing after."""
    parent.says("n1")
    parent.sends()
    ada, bea, person = world.ada, world.bea, world.parent.id
    with world.database.read() as tx:
        kept = wraps.halves_for(tx, ada.scope, ada.key, person)
    with world.database.begin() as tx:
        cases.hand_over(tx, ada.scope, world.case.id, bea.id, ada.key, NOW)
    parent.says("n2", "q.two")
    parent.sends()
    assert [hear(world, bea, person, note) for note in ("n1", "n2")] == [SOUND, SOUND]
    with pytest.raises(NotFound):
        hear(world, ada, person, "n2")
    row = SentRecordingRow
    with world.database.read() as tx:
        rows = tx.connection.execute(select(row.id, row.sealed)).all()
    boxes = {one.id: one.sealed for one in rows}
    assert kept.open(boxes["n1"])
    with pytest.raises(CannotOpen):
        kept.open(boxes["n2"])


def test_the_copy_for_the_person_holds_theirs_alone_and_nobody_has_listened(
    world: World, parent: Speaker
) -> None:
    """W-07: an audit row for each, before; a colleague gets nothing and leaves none."""
    other = Speaker(world, world.arrive(world.teen, world.ada, "42"))
    for who, note in ((parent, "n1"), (parent, "n2"), (other, "n3")):
        who.says(note, f"q.{note}")
    parent.sends()
    other.sends()
    ada, person = world.ada, world.parent.id
    with pytest.raises(NotFound):
        sent_recordings.open_for_copy(world.database, world.bea.scope, world.bea.key, person, LATER)
    found = sent_recordings.open_for_copy(world.database, ada.scope, ada.key, person, LATER)
    assert {note: one.sound for note, one in found.items()} == {"n1": SOUND, "n2": SOUND}
    with world.database.read() as tx:
        assert [row.actor for row in audit.of(tx, person) if row.action == "voice.opened"] == [ada.id] * 2
        assert sent_recordings.unheard(tx, ada.scope)[person].count == 2


def test_what_could_not_be_placed_can_still_be_heard(world: World, parent: Speaker) -> None:
    with world.database.begin() as tx:
        inbox.accept(tx, came(parent.talk), parent.talk.id, NOW)
        row = inbox.next_for(tx, parent.talk.id, NOW)
        assert row is not None
        parked.park(tx, row, NOW)
    (message,) = parked.open_all(world.database, world.ada.scope, world.ada.key, world.parent.id, LATER)
    assert message.voice is not None
    assert hear(world, world.ada, world.parent.id, message.voice.id) == SOUND
    with pytest.raises(NotFound):
        hear(world, world.bea, world.parent.id, message.voice.id)


def test_erasing_leaves_no_sound_of_the_person_and_all_of_the_next(world: World, parent: Speaker) -> None:
    """P-14"""
    other = Speaker(world, world.arrive(world.other_parent, world.bea, "42"))
    parent.says("n1")
    parent.sends()
    parent.says("n2")
    other.says("n3")
    other.sends()
    other.says("n4")
    with world.database.begin() as tx:
        inbox.accept(tx, came(parent.talk), parent.talk.id, NOW)
        alerts.record(tx, parent.scope, kind="weapon", level="now", words="w", now=NOW)
    erase.participant(world.database, world.parent.id, LATER)

    def count(row: type[Table]) -> int:
        with world.database.read() as tx:
            return tx.connection.execute(select(func.count()).select_from(row)).scalar_one()

    assert (count(DraftRecordingRow), count(SentRecordingRow), count(InboxRow)) == (1, 1, 0)
    assert hear(world, world.bea, world.other_parent.id, "n3") == SOUND
    assert other.held() == ["n4"]


def test_no_file_of_the_records_holds_a_sound(world: World, parent: Speaker, store: Store) -> None:
    """On its way in, unsent, sent, heard and let go; the search finds the same bytes where they lie open."""
    open_file = store.folder / "open.wav"
    open_file.write_bytes(SOUND)
    assert search([store.folder], {"sound": CANARY})
    open_file.unlink()
    with world.database.begin() as tx:
        inbox.accept(tx, came(parent.talk), parent.talk.id, NOW)
    parent.says("n1")
    assert search([store.files], {"sound": CANARY}) == []
    parent.says("n2", replace=True)
    parent.sends()
    hear(world, world.ada, world.parent.id, "n2")
    assert search([store.files], {"sound": CANARY}) == []


def test_sounds_that_differ_by_a_second_look_alike(world: World, parent: Speaker) -> None:
    for number, seconds in enumerate((1.2, 1.9)):
        parent.says(f"n{number}", f"q.{number}", wav(seconds))
    parent.sends()
    with world.database.read() as tx:
        sizes = [len(body) for body in tx.connection.execute(select(SentRecordingRow.sealed)).scalars()]
    assert len(set(sizes)) == 1
