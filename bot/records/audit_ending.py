"""The end of the audit's oldest rows, by whole months. What is left still proves itself."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import delete, func, select

from bot.records import audit, checkpoints
from bot.records.checkpoints import Checkpoint
from bot.records.database import Tx
from bot.records.tables import AuditRow, ParticipantRow


def month_before(now: datetime, years: int) -> datetime:
    """The border: the first moment of the month so many years ago. By months, so that few rows say so."""
    here = now.astimezone(UTC)
    return datetime(here.year - years, here.month, 1, tzinfo=UTC)


def end(tx: Tx, before: datetime, now: datetime) -> int:
    """Let go of the oldest rows that are all of before `before`; return how many.

    It stops at the first row about somebody whose records are held: their court case or complaint may
    ask who opened what. A later row with an earlier time waits for those before it.
    """
    known = checkpoints.last(tx)
    first = known.rows if known else 0
    upto = _last_row(tx, before)
    if upto <= first:
        return 0
    head = tx.connection.execute(select(AuditRow.hash).where(AuditRow.seq == upto)).scalar_one()
    checkpoints.record(tx, Checkpoint(upto, head, before, now))
    tx.connection.execute(delete(AuditRow).where(AuditRow.seq <= upto))
    audit.by_nobody(tx, "audit.ended", "install", now)
    return upto - first


def _last_row(tx: Tx, before: datetime) -> int:
    """The number of the last row that ends, 0 for none."""
    held = select(ParticipantRow.id).where(ParticipantRow.held_for.is_not(None))
    kept = (AuditRow.at >= before) | AuditRow.about.in_(held)
    first_kept = tx.connection.execute(select(func.min(AuditRow.seq)).where(kept)).scalar_one_or_none()
    return audit.head(tx)[0] if first_kept is None else first_kept - 1
