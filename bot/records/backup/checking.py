"""Whether what came back is what was backed up, and whether its keys open it: before it is a database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.errors import BackupDamaged, CannotOpen, KeysUnfit
from bot.records import audit, drafts, versions
from bot.records.backup import on_postgresql
from bot.records.backup.contents import Wrap, counts, put_wraps_back
from bot.records.backup.manifest import Manifest
from bot.records.database import Database, Tx
from bot.records.scopes import ParticipantScope
from bot.records.tables import ConversationRow


@dataclass(frozen=True, slots=True)
class Outcome:
    without_keys: tuple[str, ...]
    drafts_opened: int
    drafts_lost: int


def finish(
    database: Database,
    backup: Manifest,
    wraps: Iterable[Wrap],
    draft_keys: Mapping[str, bytes],
    now: datetime,
) -> Outcome:
    """Check what was loaded and put the keys to it, in one transaction. Raises BackupDamaged, KeysUnfit."""
    with database.begin() as tx:
        if not database.is_sqlite:
            on_postgresql.set_version(tx, backup.schema)
        _require_same(tx, backup)
        versions.upgrade(tx.connection)
        without = put_wraps_back(tx, wraps)
        opened, lost = _drafts(tx, draft_keys, now)
        audit.by_nobody(tx, "records.restored", "install", now)
    return Outcome(tuple(without), opened, lost)


def _require_same(tx: Tx, backup: Manifest) -> None:
    found = counts(tx, backup.counts)
    wrong = sorted(name for name, count in backup.counts.items() if found[name] != count)
    if wrong:
        raise BackupDamaged(
            f"Tables have other numbers of rows than when they were backed up: {', '.join(wrong)}.",
            remedy="Take another copy of the backup, or the one before it.",
        )
    verdict = audit.verify(tx)
    # A chain that was broken already when it was backed up comes back as it was, and is told.
    if (verdict.rows, verdict.head, verdict.first_bad) != (
        backup.audit_rows,
        backup.audit_head,
        backup.audit_first_bad,
    ):
        raise BackupDamaged(
            "The audit that came back is not the one that was backed up.",
            remedy="Take another copy of the backup, or the one before it.",
        )


def _drafts(tx: Tx, draft_keys: Mapping[str, bytes], now: datetime) -> tuple[int, int]:
    """Put back the keys that are named, open a part with each; let go what has no key any more."""
    opened = lost = 0
    rows = tx.connection.execute(
        select(ConversationRow.participant_id, ConversationRow.id, ConversationRow.draft_key).where(
            ConversationRow.draft_key.is_not(None)
        )
    ).all()
    tx.keyring.put_back(
        {row.draft_key: draft_keys[row.draft_key] for row in rows if row.draft_key in draft_keys}
    )
    for row in rows:
        scope = ParticipantScope(row.participant_id, row.id)
        if row.draft_key not in draft_keys:
            # Sent or deleted after the backup, or there is no keyring: nobody can ever open it.
            drafts.delete_all(tx, scope)
            audit.by_nobody(tx, "drafts.not_restored", row.participant_id, now)
            lost += 1
            continue
        try:
            opened += drafts.try_key(tx, scope)
        except CannotOpen:
            raise KeysUnfit(
                "A key of the keyring does not open the draft that names it.",
                remedy="Give the keyring of the same run as the backup.",
            ) from None
    return opened, lost
