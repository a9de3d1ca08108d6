"""A rehearsal: backup and restore into a place that is gone afterwards, and what that proves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from bot.errors import CannotOpen
from bot.records import audit, drafts
from bot.records.backup import on_postgresql
from bot.records.backup.archive import workplace
from bot.records.backup.contents import LEFT_OUT, counts
from bot.records.backup.make import make
from bot.records.backup.restore import Place, restore
from bot.records.database import Database
from bot.records.ids import new_id
from bot.records.scopes import ParticipantScope
from bot.records.tables import ConversationRow, DraftPartRow


@dataclass(frozen=True, slots=True)
class Drilled:
    """`opens` and `opens_without_key` are None where there is no unsent draft to try."""

    here: Mapping[str, int]
    restored: Mapping[str, int]
    chain: bool
    opens: bool | None
    opens_without_key: bool | None
    removed: bool

    @property
    def passed(self) -> bool:
        return (
            self.here == self.restored
            and self.chain
            and self.opens is not False
            and not self.opens_without_key
            and self.removed
        )


def drill(database: Database, place: Place, now: datetime) -> Drilled:
    """Back up, restore beside, compare, remove. Raises what `make` and `restore` raise."""
    name = f"bh_drill_{new_id().lower().replace('-', '_')}"
    with workplace(place.state, "drill") as work:
        try:
            url = f"sqlite:///{work / 'records.db'}"
            if not database.is_sqlite:
                url = on_postgresql.create(database, name)
            found = _rehearse(
                database, place.state, Place(url, work / "state", place.mode, place.keys), work, now
            )
        finally:
            if not database.is_sqlite:
                on_postgresql.drop(database, name)
    return Drilled(*found, removed=not work.exists())


def _rehearse(
    database: Database, state: Path, there: Place, work: Path, now: datetime
) -> tuple[Mapping[str, int], Mapping[str, int], bool, bool | None, bool | None]:
    records, keyring = work / "records.backup", work / "keyring.backup"
    moment = make(database, state, records, keyring, now)
    done = restore(there, records, keyring, now)
    here = {name: count for name, count in moment.counts.items() if name not in LEFT_OUT}
    opened = database.beside(there.url, there.state / "keyring")
    try:
        with opened.read() as tx:
            restored = counts(tx, here)
            chain = audit.verify(tx).first_bad is None and audit.has_head(
                tx, done.backup.audit_rows, done.backup.audit_head
            )
        # The restore's own row.
        restored["audit"] -= 1
        return here, restored, chain, _opens(opened), _opens(opened.beside(there.url, work / "no-keys"))
    finally:
        opened.close()


def _opens(database: Database) -> bool | None:
    """Whether the first unsent draft opens; what it says is dropped unread."""
    try:
        with database.read() as tx:
            row = tx.connection.execute(
                select(ConversationRow.participant_id, ConversationRow.id)
                .join(DraftPartRow, DraftPartRow.conversation_id == ConversationRow.id)
                .limit(1)
            ).one_or_none()
            if row is None:
                return None
            return drafts.try_key(tx, ParticipantScope(row.participant_id, row.id))
    except CannotOpen:
        return False
    finally:
        database.close()
