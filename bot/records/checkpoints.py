"""Where the audit begins once its oldest rows have ended: how many went, and the hash of the last of them.

What follows is chained to that hash, so whoever invents another breaks every row and every head after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, insert, inspect, select

from bot.records import signatures
from bot.records.database import Tx
from bot.records.tables import AuditCheckpointRow


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The first `rows` rows were all of before `before` and ended at `at`; `head` is the last one's hash."""

    rows: int
    head: bytes
    before: datetime
    at: datetime

    @property
    def said(self) -> bytes:
        times = (one.astimezone(UTC).isoformat(timespec="microseconds") for one in (self.before, self.at))
        return " ".join(["beforehand-audit-end-1", str(self.rows), self.head.hex(), *times]).encode()


def last(tx: Tx) -> Checkpoint | None:
    """The newest one; None while every row that ever was is there."""
    # A backup of an older version is checked before it is brought up to date: it has no such table.
    if not inspect(tx.connection).has_table(AuditCheckpointRow.__tablename__):
        return None
    row = tx.connection.execute(_newest()).one_or_none()
    return Checkpoint(row.rows, row.head, row.before, row.at) if row else None


def is_ours(tx: Tx) -> bool:
    """Whether the newest one was made by this install, and not by somebody who only has its database."""
    row = tx.connection.execute(_newest()).one()
    return signatures.is_signed(
        tx, Checkpoint(row.rows, row.head, row.before, row.at).said, row.signature.hex()
    )


def record(tx: Tx, made: Checkpoint) -> None:
    """Write one down, signed. From then on the database lets the rows go that it covers."""
    signature = bytes.fromhex(signatures.sign(tx, made.said))
    tx.connection.execute(
        insert(AuditCheckpointRow).values(
            rows=made.rows, head=made.head, before=made.before, at=made.at, signature=signature
        )
    )


def _newest() -> Select[Any]:
    return select(AuditCheckpointRow.__table__).order_by(AuditCheckpointRow.rows.desc()).limit(1)
