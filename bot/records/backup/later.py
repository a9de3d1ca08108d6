"""What was done after a backup, by the audit of the database that came after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bot.errors import BackupUnfit
from bot.records import audit
from bot.records.backup.manifest import Manifest
from bot.records.database import Database

ERASED = ("participant.erased", "case.erased")


@dataclass(frozen=True, slots=True)
class Later:
    """`erased` are the ids of people and cases that a restore would bring back."""

    erased: tuple[str, ...]
    counts: Mapping[str, int]


def after(database: Database, backup: Manifest) -> Later:
    """Raises BackupUnfit when the database does not go on from the backup, RecordsRefused."""
    with database.read() as tx:
        if not audit.has_head(tx, backup.audit_rows, backup.audit_head):
            raise BackupUnfit(
                "The old database's audit does not go on from this backup.",
                remedy="Name the database that the backup was made of, as it was last.",
            )
        done = audit.after(tx, backup.audit_rows)
    return Later(
        erased=tuple(about for action, about in done if action in ERASED),
        counts=Counter(action for action, _ in done),
    )
