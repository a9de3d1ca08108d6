"""Heads kept outside: what nobody inside can rewrite, on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, text

from bot.errors import AnchorRefused, DeliveryFailed
from bot.operations.anchoring import Anchoring
from bot.records import anchor, audit
from bot.records.audit import START, AuditEntry
from bot.records.database import Database
from bot.records.keys import ServiceKeys
from bot.records.tables import AuditRow
from tests.tables import make_tables
from tests.world import INDEX, NOW, SERVICE


def append(database: Database, count: int, actor: str = "a") -> None:
    with database.begin() as tx:
        for number in range(count):
            audit.append(tx, actor=actor, role="r", action="case.created", about=f"c-{number}", now=NOW)


def rewrite(database: Database, last: int) -> None:
    """Take the rows from the second on out and write others, so that the whole chain is sound again."""
    with database.begin() as tx:
        statements = ["ALTER TABLE audit DISABLE TRIGGER USER"]
        if database.is_sqlite:
            statements = ["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"]
        for statement in statements:
            tx.connection.execute(text(statement))
        rows = tx.connection.execute(select(AuditRow.__table__).order_by(AuditRow.seq)).all()
        tx.connection.execute(delete(AuditRow))
        prev = START
        for row in rows[:last]:
            actor = "innocent" if row.seq == 2 else row.actor
            entry = AuditEntry(row.seq, row.at, actor, row.role, row.action, row.about, row.outcome)
            made = audit._hash(entry, prev)
            tx.connection.execute(
                insert(AuditRow).values(**row._asdict() | {"actor": actor, "prev_hash": prev, "hash": made})
            )
            prev = made


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Post:
    """A mail server that keeps what it gets, and can be down."""

    sent: list[tuple[Sequence[str], str, str]] = field(default_factory=list)
    is_down: bool = False

    def send(self, to: Sequence[str], subject: str, text: str) -> None:
        if self.is_down:
            raise DeliveryFailed("down", remedy="wait")
        self.sent.append((to, subject, text))


@pytest.mark.parametrize("rows", [6, 5])
def test_a_chain_rewritten_as_a_whole_shows_only_against_the_anchor(
    database: Database, tmp_path: Path, rows: int
) -> None:
    """R-07: rewritten consistently, and as long as it was or cut; the chain itself is sound."""
    clock, path = Clock(), tmp_path / "heads"
    job = Anchoring(database, clock, path)
    for _ in range(3):
        append(database, 2)
        job.once()
        clock.now += timedelta(minutes=15)
    with database.read() as tx:
        assert anchor.compare(tx, path.read_text().splitlines()).fits
    rewrite(database, rows)
    with database.read() as tx:
        assert audit.verify(tx).first_bad is None
        found = anchor.compare(tx, path.read_text().splitlines())
    assert (found.anchors, found.not_ours, found.fits) == (3, 0, False)
    assert found.first_unfit is not None
    assert found.first_unfit.rows == 2
    # Nothing is laid over the evidence: the file stays as it was.
    before = path.read_bytes()
    with pytest.raises(AnchorRefused):
        job.once()
    assert path.read_bytes() == before


def test_a_chain_that_goes_on_fits_and_stands_still_adds_no_line(database: Database, tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "heads"
    job = Anchoring(database, clock, path)
    job.once()
    append(database, 1)
    for _ in range(3):
        job.once()
        clock.now += timedelta(minutes=15)
        assert job.is_in_time()
    assert len(path.read_text().splitlines()) == 2
    append(database, 3)
    with database.read() as tx:
        found = anchor.compare(tx, path.read_text().splitlines())
    assert (found.anchors, found.fits) == (2, True)
    assert path.stat().st_mode & 0o007 == 0
    clock.now += timedelta(hours=2)
    assert not job.is_in_time()


def test_a_changed_line_and_one_of_another_install_are_told_apart_from_ours(
    database: Database, tmp_path: Path
) -> None:
    append(database, 2)
    stranger = Database(f"sqlite:///{tmp_path}/other.db", ServiceKeys(INDEX, SERVICE), database.draft_keys)
    make_tables(stranger)
    with database.read() as tx, stranger.read() as other:
        ours, theirs = anchor.take(tx, NOW).line, anchor.take(other, NOW).line
        for wrong in (ours.replace(" 2 ", " 1 "), theirs, f"{anchor.FORM} nonsense", ours[:-4]):
            found = anchor.compare(tx, [ours, wrong])
            assert (found.anchors, found.not_ours, found.fits) == (1, 1, False), wrong
        assert not anchor.compare(tx, ["nothing here"]).fits
    stranger.close()


def test_a_mail_goes_once_a_day_and_can_be_read_back_from_the_mail(database: Database) -> None:
    append(database, 2)
    clock, post = Clock(), Post(is_down=True)
    job = Anchoring(database, clock, to="audit@oakshire.example", mail=post)
    with pytest.raises(DeliveryFailed):
        job.once()
    assert not job.is_in_time()
    post.is_down = False
    for hours in (0, 1, 22, 25):
        clock.now = NOW + timedelta(hours=hours)
        job.once()
        assert job.is_in_time()
    assert len(post.sent) == 2
    quoted = [f"> {line}" for line in post.sent[0][2].splitlines()]
    with database.read() as tx:
        assert anchor.compare(tx, quoted).fits
    rewrite(database, 2)
    with database.read() as tx:
        assert not anchor.compare(tx, quoted).fits


def test_a_file_that_cannot_be_written_is_said(database: Database, tmp_path: Path) -> None:
    job = Anchoring(database, Clock(), tmp_path / "nowhere" / "heads")
    with pytest.raises(AnchorRefused, match="cannot be written"):
        job.once()
    assert not job.is_in_time()
