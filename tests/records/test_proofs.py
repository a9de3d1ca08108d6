"""What was sent can be proved, and only to whom it was sent; what was exported is known to the last byte."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.errors import CannotOpen, NotFound
from bot.records import drafts, proofs, sending, sent_answers, signatures
from bot.records.sent_answers import SentAnswer
from bot.records.tables import ExportRow, SendingRow
from tests.records.parts import words
from tests.world import NOW, World

LATER = NOW + timedelta(hours=1)


def sent(world: World, *answers: str) -> str:
    """Send some answers as the parent; return the receipt."""
    scope = world.arrive(world.parent, world.ada).scope
    with world.database.begin() as tx:
        parts = [words(f"q{place}", answer) for place, answer in enumerate(answers)]
        drafts.keep(tx, scope, f"turn {answers}", parts, NOW)
        return sending.send(tx, scope, NOW).receipt


def opened(world: World) -> list[SentAnswer]:
    return sent_answers.open_all(world.database, world.ada.scope, world.ada.key, world.parent.id, LATER)


def is_what_was_sent(world: World, answers: list[SentAnswer]) -> bool:
    rounds: dict[int, list[dict[str, object]]] = {}
    for answer in answers:
        rounds.setdefault(answer.round, []).append(answer.payload())
    return proofs.check(world.database, world.ada.scope, world.ada.key, world.parent.id, rounds)


def test_a_receipt_is_random_and_the_digest_holds(world: World) -> None:
    code = sent(world, "one", "two")
    with world.database.read() as tx:
        (receipt,) = proofs.receipts(tx, world.ada.scope, world.parent.id)
    assert (receipt.code, receipt.answers, receipt.round) == (code, 2, 1)
    assert is_what_was_sent(world, opened(world))


def test_the_same_answers_twice_have_nothing_in_common(world: World) -> None:
    sent(world, "the same")
    first = opened(world)
    sent(world, "the same")
    with world.database.read() as tx:
        one, two = proofs.receipts(tx, world.ada.scope, world.parent.id)
    assert one.digest != two.digest
    assert one.code != two.code
    assert not is_what_was_sent(world, first), "one sending of two is not all of it"
    assert is_what_was_sent(world, opened(world))


@pytest.mark.parametrize("change", ["words", "order", "question", "gone", "added"])
def test_anything_changed_is_not_what_was_sent(world: World, change: str) -> None:
    sent(world, "one", "two")
    one, two = opened(world)
    changed = {
        "words": [replace(one, parts=("One",)), two],
        "order": [two, one],
        "question": [replace(one, asked="Something else?"), two],
        "gone": [one],
        "added": [one, two, two],
    }[change]
    assert not is_what_was_sent(world, changed)


def test_another_worker_is_told_nothing(world: World) -> None:
    sent(world, "one")
    with world.database.read() as tx, pytest.raises(NotFound):
        proofs.receipts(tx, world.bea.scope, world.parent.id)
    with pytest.raises(NotFound):
        proofs.check(world.database, world.bea.scope, world.bea.key, world.parent.id, {})
    with world.database.begin() as tx, pytest.raises(NotFound):
        proofs.record_export(
            tx, world.bea.scope, world.parent.id, kind="meeting", form="pdf", body=b"x", now=LATER
        )


def test_the_first_opening_is_written_down_once(world: World) -> None:
    sent(world, "one")
    opened(world)
    sent_answers.open_all(
        world.database, world.ada.scope, world.ada.key, world.parent.id, LATER + timedelta(days=1)
    )
    with world.database.read() as tx:
        row = tx.connection.execute(select(SendingRow.opened_at, SendingRow.opened_by)).one()
    assert tuple(row) == (LATER, world.ada.id)


def test_an_export_is_known_to_the_last_byte(world: World) -> None:
    with world.database.begin() as tx:
        made = proofs.record_export(
            tx, world.ada.scope, world.parent.id, kind="meeting", form="pdf", body=b"a document", now=LATER
        )
    with world.database.read() as tx:
        assert proofs.find_export(tx, b"a document") == made
        assert proofs.find_export(tx, b"a documenu") is None
        assert proofs.find_export(tx, b"") is None


def test_a_changed_record_of_an_export_shows(world: World) -> None:
    with world.database.begin() as tx:
        proofs.record_export(
            tx, world.ada.scope, world.parent.id, kind="meeting", form="pdf", body=b"a document", now=LATER
        )
        tx.connection.execute(update(ExportRow).values(signature=bytes(64)))
    with world.database.read() as tx, pytest.raises(CannotOpen):
        proofs.find_export(tx, b"a document")


def test_signatures_are_this_installs_own(world: World) -> None:
    with world.database.read() as tx:
        signature = signatures.sign(tx, b"body")
        assert signatures.is_signed(tx, b"body", signature)
        assert not signatures.is_signed(tx, b"bodY", signature)
        for nonsense in ("", "zz", "00" * 64, signature[:-2]):
            assert not signatures.is_signed(tx, b"body", nonsense)
        assert len(signatures.verify_key(tx)) == 64
