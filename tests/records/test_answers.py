"""Drafts, sending, and what the worker opens."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from bot.errors import CannotOpen, Conflict, NotFound, RecordsRefused
from bot.messages import Written
from bot.records import (
    alerts,
    audit,
    cases,
    drafts,
    erase,
    notices,
    participants,
    proofs,
    safe_contact,
    sending,
    sent_answers,
)
from bot.records.conversations import Conversation
from bot.records.database import Tx
from bot.records.keyring import Keyring
from bot.records.recovery import make_recovery, recovery_half
from bot.records.tables import DraftPartRow, KeyWrapRow, SentAnswerRow
from tests.postgres import Server
from tests.records.conftest import Store
from tests.records.parts import words
from tests.world import NOW, Worker, World

CANARY = "kanarek Łódź اب 7Q2xv"
EDITED_AWAY = "kanarek poprawiony 8W3yz"


def keep(world: World, talk: Conversation, turn: str, *parts: drafts.NewPart) -> None:
    with world.database.begin() as tx:
        drafts.keep(tx, talk.scope, turn, parts, NOW)


def values(world: World, talk: Conversation) -> list[str]:
    with world.database.read() as tx:
        return [part.value for part in drafts.load(tx, talk.scope)]


def _came_in(part: drafts.NewPart) -> drafts.NewPart:
    return replace(part, written=Written("7/1", 1))


def edit(world: World, talk: Conversation, now_says: str) -> None:
    """Put new words in the place of those of the one part that came in a message that can be edited."""
    with world.database.begin() as tx:
        part = next(part for part in drafts.load(tx, talk.scope) if part.written)
        written = replace(part.written, revision=2, before=((1, part.value),))
        drafts.rewrite(tx, talk.scope, replace(part, value=now_says, written=written))


def send(world: World, talk: Conversation) -> sending.Sent:
    with world.database.begin() as tx:
        return sending.send(tx, talk.scope, NOW)


def opened(world: World, worker: Worker, person_id: str) -> list[sent_answers.SentAnswer]:
    return sent_answers.open_all(world.database, worker.scope, worker.key, person_id, NOW)


def test_words_are_kept_to_the_letter(world: World) -> None:
    talk = world.arrive(world.parent, world.ada)
    said = ['  "/he hit me with a belt ', "\t\n", "🧑\u200d👩\u200d👧 \u202e ﷽", "x" * 4096, ""]
    for number, text in enumerate(said):
        keep(world, talk, f"turn-{number}", words(f"q.{number}", text, sore=number == 0))
    assert values(world, talk) == said
    send(world, talk)
    assert [one.parts for one in opened(world, world.ada, world.parent.id)] == [(t,) for t in said]


def test_a_turn_is_kept_once(world: World) -> None:
    """D-01 at record level: the same turn again changes nothing."""
    talk = world.arrive(world.parent, world.ada)
    keep(world, talk, "turn-1", words("q.one", "first"), words("q.one", "second"))
    with pytest.raises(Conflict):
        keep(world, talk, "turn-1", words("q.one", "first"))
    assert values(world, talk) == ["first", "second"]


def test_five_messages_are_one_answer_of_five_parts(world: World) -> None:
    talk = world.arrive(world.parent, world.ada)
    for number in range(5):
        keep(world, talk, f"turn-{number}", words("q.one", f"part {number}"))
    assert send(world, talk).answers == 1
    answer = opened(world, world.ada, world.parent.id)[0]
    assert answer.parts == tuple(f"part {number}" for number in range(5))
    assert answer.asked == "Pytanie q.one?"


def test_changing_takes_the_place_of_all_parts_and_keeps_the_sharing(world: World) -> None:
    talk = world.arrive(world.parent, world.ada)
    keep(world, talk, "t1", words("q.one", "old"), words("q.one", "older"), words("q.two", "stays"))
    with world.database.begin() as tx:
        drafts.set_sharing(tx, talk.scope, "read_out", "q.one", NOW)
    keep(world, talk, "t2", words("q.one", "new", replace=True))
    with world.database.read() as tx:
        kept = {part.question: (part.value, part.sharing) for part in drafts.load(tx, talk.scope)}
    assert kept == {"q.two": ("stays", "worker_only"), "q.one": ("new", "read_out")}


def test_asides_and_skips_are_never_sent(world: World) -> None:
    talk = world.arrive(world.parent, world.ada)
    keep(world, talk, "t1", words("q.one", "is it court?", kind="aside"))
    keep(world, talk, "t2", words("q.two", "", kind="skip"), words("q.three", "7", kind="scale"))
    with world.database.begin() as tx:
        drafts.drop_asides(tx, talk.scope, "q.one")
    assert values(world, talk) == ["", "7"]
    keep(world, talk, "t3", words("q.one", "who reads it?", kind="aside"))
    send(world, talk)
    assert [(a.question, a.parts) for a in opened(world, world.ada, world.parent.id)] == [("q.three", ("7",))]


def test_send_leaves_no_draft_and_no_key_and_only_the_assigned_worker_reads(world: World) -> None:
    """W-06: somebody else's key, or no assignment, opens nothing."""
    talk = world.arrive(world.parent, world.ada)
    keep(world, talk, "t1", words("q.one", CANARY))
    assert _key_files(world)
    sent = send(world, talk)
    assert (sent.round, sent.answers) == (1, 1)
    assert values(world, talk) == []
    assert _key_files(world) == []
    assert opened(world, world.ada, world.parent.id)[0].parts == (CANARY,)
    for stranger in (world.bea, world.cai):
        with pytest.raises(NotFound):
            opened(world, stranger, world.parent.id)
    with pytest.raises(CannotOpen):
        sent_answers.open_all(world.database, world.ada.scope, world.bea.key, world.parent.id, NOW)


def test_one_persons_answers_are_not_the_others(world: World) -> None:
    mother, teen = world.arrive(world.parent, world.ada), world.arrive(world.teen, world.ada)
    keep(world, mother, "t", words("q.one", "mother"))
    keep(world, teen, "t", words("q.one", "teen"))
    assert values(world, mother) == ["mother"]
    send(world, teen)
    assert values(world, mother) == ["mother"]
    assert [a.parts for a in opened(world, world.ada, world.parent.id)] == []
    assert [a.parts for a in opened(world, world.ada, world.teen.id)] == [("teen",)]


def test_a_further_part_is_another_round_under_another_key(world: World) -> None:
    talk = world.arrive(world.parent, world.ada)
    keep(world, talk, "t1", words("q.one", "first"))
    first_key = _key_files(world)
    send(world, talk)
    keep(world, talk, "t2", words("q.one", "more"))
    assert _key_files(world) != first_key
    assert send(world, talk).round == 2
    assert [(a.round, a.parts) for a in opened(world, world.ada, world.parent.id)] == [
        (1, ("first",)),
        (2, ("more",)),
    ]


def test_a_rolled_back_send_keeps_everything(world: World) -> None:
    talk = world.arrive(world.parent, world.ada)
    keep(world, talk, "t1", words("q.one", "mine"))
    with pytest.raises(ZeroDivisionError):
        _send_and_fail(world, talk)
    assert values(world, talk) == ["mine"]
    assert opened(world, world.ada, world.parent.id) == []


def test_a_crash_between_commit_and_deletion_is_mended_at_start(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk, other = world.arrive(world.parent, world.ada), world.arrive(world.teen, world.ada)
    keep(world, talk, "t1", words("q.one", "mine"))
    keep(world, other, "t1", words("q.one", "still open"))
    with monkeypatch.context() as crash:
        crash.setattr(Keyring, "destroy", lambda _self, _key: None)
        send(world, talk)
    assert len(_key_files(world)) == 2
    assert sending.mend(world.database) == 1
    assert values(world, other) == ["still open"]
    assert sending.mend(world.database) == 0


def test_without_its_key_a_draft_is_lost_and_says_so(world: World) -> None:
    talk = world.arrive(world.parent, world.ada)
    keep(world, talk, "t1", words("q.one", "mine"))
    for path in _key_files(world):
        path.unlink()
    with pytest.raises(CannotOpen):
        values(world, talk)


def _flip(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def test_a_changed_moved_or_cut_answer_never_opens(world: World) -> None:
    """C-01: each byte flipped, rows swapped between questions and people, cut: an error, never words."""
    mother, teen = world.arrive(world.parent, world.ada), world.arrive(world.teen, world.ada)
    keep(world, mother, "t1", words("q.one", "one"), words("q.two", "two"))
    keep(world, teen, "t1", words("q.one", "teen"))
    send(world, mother)
    send(world, teen)
    with world.database.read() as tx:
        rows = tx.connection.execute(
            select(SentAnswerRow.__table__).order_by(SentAnswerRow.participant_id, SentAnswerRow.place)
        ).all()
    first, second = (row for row in rows if row.participant_id == world.parent.id)
    alien = next(row for row in rows if row.participant_id == world.teen.id)
    changes: list[dict[str, object]] = [
        {"sealed": _flip(first.sealed, place)} for place in range(len(first.sealed))
    ]
    changes += [{"tag": _flip(first.tag, place)} for place in range(len(first.tag))]
    changes += [
        {"sealed": second.sealed, "tag": second.tag},
        {"sealed": alien.sealed, "tag": alien.tag},
        {"sealed": first.sealed[:-1]},
        {"sealed": b""},
        {"question_hash": second.question_hash},
        {"sent_at": first.sent_at + timedelta(microseconds=1)},
        {"place": 7},
        {"round": 2},
        {"participant_id": world.teen.id, "place": 9},
    ]
    original = {"question_hash": first.question_hash, "sealed": first.sealed, "tag": first.tag}
    original |= {"sent_at": first.sent_at, "place": first.place, "round": first.round}
    original["participant_id"] = first.participant_id
    here = update(SentAnswerRow).where(SentAnswerRow.id == first.id)
    step = 7 if world.database.is_sqlite else 31
    tried = changes[::step] + changes[-9:]
    assert len(tried) > 15
    for change in tried:
        reader = str(change.get("participant_id", world.parent.id))
        with world.database.begin() as tx:
            tx.connection.execute(here.values(**change))
        with pytest.raises(CannotOpen):
            opened(world, world.ada, reader)
        with world.database.begin() as tx:
            tx.connection.execute(here.values(**original))
    assert [a.parts for a in opened(world, world.ada, world.parent.id)] == [("one",), ("two",)]


@pytest.mark.parametrize("step", ["append", "_write"])
def test_no_audit_row_no_page(world: World, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """W-07: the row comes first; where it cannot be written nothing is read."""
    talk = world.arrive(world.parent, world.ada)
    keep(world, talk, "t1", words("q.one", CANARY))
    send(world, talk)
    opened(world, world.ada, world.parent.id)
    with world.database.read() as tx:
        rows = [row for row in audit.of(tx, world.parent.id) if row.action == "answers.opened"]
    assert [(row.actor, row.outcome) for row in rows] == [(world.ada.id, "done")]

    def broken(*_: object, **__: object) -> int:
        raise RuntimeError

    monkeypatch.setattr(audit, step, broken)
    with pytest.raises(RuntimeError):
        opened(world, world.ada, world.parent.id)


def test_ask_me_first_waits_for_the_yes(world: World) -> None:
    talk = world.arrive(world.parent, world.ada)
    keep(world, talk, "t1", words("q.one", "one"), words("q.two", "two"))
    with world.database.begin() as tx:
        drafts.set_sharing(tx, talk.scope, "read_out", None, NOW)
        drafts.set_sharing(tx, talk.scope, "ask_first", "q.two", NOW)
    send(world, talk)
    one, two = opened(world, world.ada, world.parent.id)
    assert (one.sharing, two.sharing, two.yes_at) == ("read_out", "ask_first", None)
    for scope, answer in ((world.bea.scope, two), (world.ada.scope, one)):
        with pytest.raises(NotFound), world.database.begin() as tx:
            sent_answers.record_yes(tx, scope, answer.id, NOW)
    with world.database.begin() as tx:
        sent_answers.record_yes(tx, world.ada.scope, two.id, NOW)
    assert opened(world, world.ada, world.parent.id)[1].yes_at == NOW


def test_drafts_and_answers_are_in_no_file_of_the_database(
    world: World, store: Store, server: Server
) -> None:
    """P-01 at record level, after proving that the search finds what is there."""
    talk = world.arrive(world.parent, world.ada)
    keep(world, talk, "t1", words("q.secretquestion", CANARY))
    keep(world, talk, "t2", _came_in(words("q.two", EDITED_AWAY)))
    edit(world, talk, "what it says now")
    with world.database.begin() as tx:
        alerts.record(tx, talk.scope, kind="weapon", level="now", words=CANARY, now=NOW)
        notices.seen(tx, talk.scope, "safety.concern", "v1", "pl", NOW)
    forms = (
        CANARY,
        EDITED_AWAY,
        "weapon",
        "safety.concern",
        "Pytanie q.secretquestion",
        "q.secretquestion",
        "Ewa Rowan",
        "only text Ewa",
    )
    for after in ("draft", "sent", "erased"):
        if after == "sent":
            send(world, talk)
        if after == "erased":
            erase.participant(world.database, world.parent.id, NOW)
        blobs = _everything(store, server)
        assert any(b"initial_conference" in blob for blob in blobs), "the search finds nothing at all"
        for form in forms:
            for coded in (form.encode(), form.encode("utf-16-le"), form.encode("utf-16-be")):
                assert not any(coded in blob for blob in blobs), (after, form)


def test_erasing_takes_the_wraps_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """P-14 at record level: a crash half-way leaves rows that nobody can open."""
    talk, other = world.arrive(world.parent, world.ada), world.arrive(world.teen, world.ada)
    for one in (talk, other):
        keep(world, one, "t1", words("q.one", CANARY))
        send(world, one)
    keep(world, talk, "t2", words("q.one", "unsent"))
    with monkeypatch.context() as crash:
        crash.setattr(drafts, "delete_all", _raise)
        with pytest.raises(ZeroDivisionError):
            erase.participant(world.database, world.parent.id, NOW)
    with world.database.read() as tx:
        assert _holders(tx, world.parent.id) == []
        assert tx.connection.execute(select(SentAnswerRow.id)).all()
    with pytest.raises(NotFound):
        opened(world, world.ada, world.parent.id)
    erase.participant(world.database, world.parent.id, NOW)
    with world.database.read() as tx:
        left = tx.connection.execute(select(SentAnswerRow.participant_id)).scalars().all()
        assert set(left) == {world.teen.id}
        assert tx.connection.execute(select(DraftPartRow.id)).all() == []
        with pytest.raises(NotFound):
            participants.get(tx, world.ada.scope, world.parent.id)
    assert _key_files(world) == []
    assert opened(world, world.ada, world.teen.id)[0].parts == (CANARY,)
    with pytest.raises(NotFound):
        erase.participant(world.database, world.parent.id, NOW)


def test_handing_over_and_recovering_a_case(world: World) -> None:
    """C-02, C-03, C-06 at record level: by an assigned worker's key, or by both sheets."""
    talk = world.arrive(world.parent, world.ada)
    keep(world, talk, "t1", words("q.one", CANARY))
    send(world, talk)
    with world.database.begin() as tx:
        cases.assign(tx, world.ada.scope, world.case.id, world.bea.id, world.ada.key, NOW)
    assert opened(world, world.bea, world.parent.id)[0].parts == (CANARY,)
    with world.database.begin() as tx:
        cases.unassign(tx, world.bea.scope, world.case.id, world.ada.id, NOW)
    with pytest.raises(NotFound):
        opened(world, world.ada, world.parent.id)
    for who in (world.ada, world.cai):
        with pytest.raises(NotFound), world.database.begin() as tx:
            cases.assign(tx, who.scope, world.case.id, world.ada.id, who.key, NOW)
    with pytest.raises(RecordsRefused), world.database.begin() as tx:
        cases.unassign(tx, world.bea.scope, world.case.id, world.bea.id, NOW)
    sheets = world.recovery.sheets
    with world.database.begin() as tx:
        tx.connection.execute(delete(KeyWrapRow).where(KeyWrapRow.holder == world.bea.id))
    with world.database.begin() as tx:
        half = recovery_half(sheets[1], sheets[0].lower().replace(" ", ""))
        assert cases.recover(tx, world.case.id, world.ada.id, half, NOW) == 2
    assert opened(world, world.ada, world.parent.id)[0].parts == (CANARY,)
    other = make_recovery().sheets
    for wrong in (recovery_half(*other), recovery_half(sheets[0], other[1])):
        with pytest.raises(CannotOpen), world.database.begin() as tx:
            cases.recover(tx, world.case.id, world.bea.id, wrong, NOW)
    with pytest.raises(NotFound), world.database.begin() as tx:
        cases.recover(tx, world.case.id, world.cai.id, half, NOW)


def test_the_safe_contact_note_is_the_workers_only(world: World) -> None:
    read: Callable[[Worker], str] = lambda worker: safe_contact.opened(  # noqa: E731
        world.database, worker.scope, worker.key, world.parent.id, NOW
    )
    assert read(world.ada) == "only text Ewa Rowan"
    for stranger in (world.bea, world.cai):
        with pytest.raises(NotFound):
            read(stranger)
    with world.database.read() as tx:
        actions = [row.action for row in audit.of(tx, world.parent.id)]
    assert actions.count("safe_contact.opened") == 1


def _send_and_fail(world: World, talk: Conversation) -> None:
    with world.database.begin() as tx:
        sending.send(tx, talk.scope, NOW)
        raise ZeroDivisionError


def _key_files(world: World) -> list[Path]:
    with world.database.read() as tx:
        return sorted(tx.keyring._folder.glob("*"))


def _holders(tx: Tx, participant_id: str) -> list[str]:
    return list(
        tx.connection.execute(
            select(KeyWrapRow.holder).where(KeyWrapRow.participant_id == participant_id)
        ).scalars()
    )


def _raise(*_: object) -> None:
    raise ZeroDivisionError


def _everything(store: Store, server: Server) -> list[bytes]:
    """Every byte of the state folder, and of the server's data written out."""
    if store.url.startswith("postgresql"):
        with server.connect() as connection:
            connection.execute("CHECKPOINT")
    folders = {store.folder, store.files}
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    found = []
    for path in paths:
        if not path.name.startswith("postmaster"):
            # The server takes files away while they are being read: what is gone holds nothing.
            with suppress(FileNotFoundError):
                found.append(path.read_bytes())
    return found


def test_a_helpers_words_are_rows_of_their_own(world: World) -> None:
    """What a child changes leaves the helper's words alone, and the other way about; both are sent apart."""
    talk = world.arrive(world.parent, world.ada)
    keep(world, talk, "t1", words("q.smile", "mine, first"))
    keep(world, talk, "t2", replace(words("q.smile", "theirs, first"), by="helper"))
    keep(world, talk, "t3", words("q.smile", "mine", replace=True))
    assert values(world, talk) == ["theirs, first", "mine"]
    keep(world, talk, "t4", replace(words("q.smile", "theirs", replace=True), by="helper"))
    with world.database.begin() as tx:
        drafts.set_sharing(tx, talk.scope, "read_out", "q.smile", NOW)
    keep(world, talk, "t5", replace(words("q.smile", "and more of theirs"), by="helper"))
    send(world, talk)
    answers = opened(world, world.ada, world.parent.id)
    assert [(one.by, one.parts, one.sharing) for one in answers] == [
        ("", ("mine",), "read_out"),
        ("helper", ("theirs", "and more of theirs"), "read_out"),
    ]


def test_a_question_that_is_reopened_is_as_if_never_asked(world: World) -> None:
    talk = world.arrive(world.parent, world.ada)
    keep(world, talk, "t1", words("q.one", "", kind="seen"), words("q.two", "kept"))
    with world.database.begin() as tx:
        drafts.drop(tx, talk.scope, "q.one")
    assert values(world, talk) == ["kept"]


def test_what_was_edited_away_is_sealed_with_its_answer_and_goes_with_it(world: World) -> None:
    talk, other = world.arrive(world.parent, world.ada), world.arrive(world.teen, world.ada)
    for here in (talk, other):
        keep(world, here, "t1", words("q.one", "first"))
        keep(world, here, "t2", _came_in(words("q.one", EDITED_AWAY)))
        edit(world, here, "now")
        assert values(world, here) == ["first", "now"]
    send(world, talk)
    (answer,) = opened(world, world.ada, world.parent.id)
    assert (answer.parts, answer.before) == (("first", "now"), ((), (EDITED_AWAY,)))
    assert EDITED_AWAY not in repr(answer)
    with world.database.begin() as tx:
        assert proofs.receipts(tx, world.ada.scope, world.parent.id)[0].answers == 1
        drafts.delete_all(tx, other.scope)
        assert drafts.load(tx, other.scope) == []
        assert tx.connection.execute(select(DraftPartRow.id)).all() == []
    ada, person = world.ada, world.parent.id
    for one, whole in ((answer, True), (replace(answer, before=()), False)):
        sent = {1: [one.payload()]}
        assert proofs.check(world.database, ada.scope, ada.key, person, sent) is whole
    erase.participant(world.database, world.parent.id, NOW)
    with world.database.read() as tx:
        assert tx.connection.execute(select(SentAnswerRow.id)).all() == []


def test_an_edit_of_a_part_that_is_gone_brings_nothing_back(world: World) -> None:
    talk = world.arrive(world.parent, world.ada)
    keep(world, talk, "t1", _came_in(words("q.one", "first")))
    with world.database.begin() as tx:
        (part,) = drafts.load(tx, talk.scope)
        drafts.delete_all(tx, talk.scope)
    with world.database.begin() as tx:
        drafts.rewrite(tx, talk.scope, part)
    assert values(world, talk) == []
    assert _key_files(world) == []
