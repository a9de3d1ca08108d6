"""The audit's oldest rows end; what is left proves itself as before, inside and against heads outside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text

from bot.content.load import Content
from bot.errors import BeforehandError
from bot.records import anchor, audit, audit_ending, checkpoints, ending, retention
from bot.records.checkpoints import Checkpoint
from bot.records.database import Database
from bot.records.tables import AuditRow
from bot.services.keeping import audit_before
from tests.records.test_anchor import append, rewrite
from tests.world import NOW, World

ROOT = Path(__file__).resolve().parents[2]
BORDER = datetime(2020, 11, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
OLD = BORDER - timedelta(days=40)


def written(database: Database, *times: datetime) -> list[str]:
    """Add a row at each of these times; return the heads that were written down after each."""
    lines = []
    for at in times:
        with database.begin() as tx:
            audit.append(tx, actor="a", role="r", action="case.created", about="x", now=at)
        with database.read() as tx:
            lines.append(anchor.take(tx, at).line)
    return lines


def numbers(database: Database) -> list[int]:
    with database.read() as tx:
        return list(tx.connection.execute(select(AuditRow.seq).order_by(AuditRow.seq)).scalars())


def test_rows_end_at_the_border_once_and_it_is_written_down(database: Database) -> None:
    """P-15, R-05: a second before nothing; at the border those before it; again nothing; still one chain."""
    written(database, OLD, BORDER - SECOND, BORDER, BORDER + SECOND)
    assert retention.run(database, NOW, audit_before=OLD).audit_rows == 0
    assert numbers(database) == [1, 2, 3, 4]
    assert retention.run(database, NOW, audit_before=BORDER).audit_rows == 2
    assert numbers(database) == [3, 4, 5]
    assert retention.run(database, NOW, audit_before=BORDER).audit_rows == 0
    with database.read() as tx:
        verdict = audit.verify(tx)
        assert audit.after(tx, 4) == [("audit.ended", "install")]
    assert (verdict.rows, verdict.first_bad, verdict.ended, verdict.ended_before) == (5, None, 2, BORDER)
    assert retention.run(database, NOW, audit_before=BORDER + SECOND).audit_rows == 1
    assert numbers(database) == [4, 5, 6]


def test_no_end_is_asked_for_and_nothing_ends(database: Database) -> None:
    written(database, OLD)
    assert retention.run(database, NOW).audit_rows == 0
    assert numbers(database) == [1]


def test_a_whole_chain_that_ends_is_gone_on_with(database: Database) -> None:
    written(database, OLD, OLD)
    with database.begin() as tx:
        tx.connection.execute(select(1))
        assert audit_ending.end(tx, BORDER, NOW) == 2
    append(database, 1)
    with database.read() as tx:
        assert audit.verify(tx).first_bad is None
    assert numbers(database) == [3, 4]


def test_heads_kept_outside_still_prove_what_is_left(database: Database) -> None:
    """R-07 over an end: later heads fit, the last ended one too; rewritten, they do not."""
    lines = written(database, OLD, OLD + SECOND, BORDER, BORDER + SECOND)
    retention.run(database, NOW, audit_before=BORDER)
    with database.read() as tx:
        found = anchor.compare(tx, lines)
        assert (found.anchors, found.ended, found.fits) == (4, 1, True)
        assert not anchor.compare(tx, lines[:1]).fits, "a check that has nothing to check"
        begun = checkpoints.last(tx)
    assert begun is not None
    assert begun.head.hex() == lines[1].split()[3]
    with database.begin() as tx:
        for statement in triggers_off(database):
            tx.connection.execute(text(statement))
        tx.connection.execute(delete(AuditRow).where(AuditRow.seq == 4))
    with database.read() as tx:
        assert not anchor.compare(tx, lines).fits


def test_who_ends_rows_before_their_time_is_told_by_a_head_that_is_younger(database: Database) -> None:
    """R-07: with the install's own key, so that the chain and its checkpoint are sound in themselves."""
    lines = written(database, OLD, NOW - timedelta(days=2), NOW - timedelta(days=1), NOW)
    with database.begin() as tx:
        forged = Checkpoint(3, audit_head(database, 3), BORDER, NOW)
        checkpoints.record(tx, forged)
        tx.connection.execute(delete(AuditRow).where(AuditRow.seq <= 3))
    with database.read() as tx:
        assert audit.verify(tx).first_bad is None
        found = anchor.compare(tx, lines)
    assert found.first_unfit is None
    assert found.too_early is not None
    assert found.too_early.rows == 2
    assert not found.fits


@pytest.mark.parametrize("forged", ["unsigned", "another_head", "without_rows"])
def test_a_checkpoint_that_is_not_ours_is_a_broken_chain(database: Database, forged: str) -> None:
    """R-03: somebody with the database and no key cuts the beginning off, or only says that it was."""
    written(database, OLD, OLD, NOW, NOW)
    head = audit_head(database, 2) if forged != "another_head" else bytes(32)
    with database.begin() as tx:
        if forged == "without_rows":
            checkpoints.record(tx, Checkpoint(2, head, BORDER, NOW))
        else:
            signature = "X'00'" if database.is_sqlite else "'\\x00'"
            tx.connection.execute(
                text(
                    f"INSERT INTO audit_checkpoint (rows, head, before, at, signature) "  # noqa: S608 - a constant
                    f"VALUES (2, :head, '2020-11-01 00:00:00', '2026-11-01 00:00:00', {signature})"
                ),
                {"head": head},
            )
            tx.connection.execute(delete(AuditRow).where(AuditRow.seq <= 2))
    with database.read() as tx:
        assert audit.verify(tx).first_bad == 3


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit WHERE seq = 3",
        "UPDATE audit SET actor = 'b' WHERE seq = 3",
        "DELETE FROM audit_checkpoint",
        "UPDATE audit_checkpoint SET rows = 3",
    ],
)
def test_the_database_lets_go_of_nothing_beyond_the_checkpoint(database: Database, statement: str) -> None:
    written(database, OLD, OLD, NOW, NOW)
    retention.run(database, NOW, audit_before=BORDER)
    with pytest.raises(BeforehandError), database.begin() as tx:
        tx.connection.execute(text(statement))
    assert numbers(database) == [3, 4, 5]


def test_what_was_done_about_somebody_who_is_held_stays_with_all_that_follows(world: World) -> None:
    """A court may ask who opened what: neither that family's rows nor those after them end."""
    later = NOW + timedelta(days=3000)
    with world.database.begin() as tx:
        ending.hold(tx, world.ada.scope, world.teen.id, "court", NOW)
    before = numbers(world.database)
    with world.database.read() as tx:
        first = tx.connection.execute(
            select(AuditRow.seq).where(AuditRow.about == world.teen.id).order_by(AuditRow.seq).limit(1)
        ).scalar_one()
    swept = retention.run(world.database, later, audit_before=later)
    assert swept.audit_rows == first - 1 > 0
    assert set(numbers(world.database)) > {one for one in before if one >= first}


def test_a_chain_rewritten_after_its_end_is_told(database: Database) -> None:
    lines = written(database, OLD, NOW, NOW)
    retention.run(database, NOW, audit_before=BORDER)
    rewrite(database, 3)
    with database.read() as tx:
        assert not anchor.compare(tx, lines).fits


def test_the_longest_of_the_councils_counts_and_an_invented_one_does_not() -> None:
    """Six years where nobody says anything, by whole months."""
    content = Content.load(ROOT / "dialogues/content")
    assert audit_before(content, NOW) == BORDER
    assert audit_before(content, datetime(2026, 12, 1, tzinfo=UTC)) == datetime(2020, 12, 1, tzinfo=UTC)
    assert audit_before(content, datetime(2024, 2, 29, 9, tzinfo=UTC)) == datetime(2018, 2, 1, tzinfo=UTC)


def audit_head(database: Database, rows: int) -> bytes:
    with database.read() as tx:
        return bytes.fromhex(audit.heads(tx, {rows})[rows])


def triggers_off(database: Database) -> list[str]:
    if database.is_sqlite:
        return ["DROP TRIGGER audit_no_delete"]
    return ["ALTER TABLE audit DISABLE TRIGGER USER"]
