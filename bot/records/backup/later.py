"""What was done after a backup, by the audit of the database that came after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bot.errors import BackupUnfit
from bot.records import audit
from bot.records.backup.manifest import Manifest
from bot.records.database import Database

ERASED = ("participant.erased", "participant.expired", "case.erased", "case.expired")
DELETED = "answers.deleted"


@dataclass(frozen=True, slots=True)
class Later:
    """`erased` are the ids of people and cases that a restore would bring back.

    `deleted` are people who are still there, and of whom it would bring back what they sent.
    """

    erased: tuple[str, ...]
    deleted: tuple[str, ...]
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
    erased = tuple(about for action, about in done if action in ERASED)
    deleted = {about: None for action, about in done if action == DELETED and about not in erased}
    return Later(
        erased=erased,
        deleted=tuple(deleted),
        counts=Counter(action for action, _ in done),
    )
