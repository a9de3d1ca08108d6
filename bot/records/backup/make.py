"""Making a backup: the records into one file, the keyring into another, of one moment."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import BackupRefused
from bot.records.backup import on_postgresql, on_sqlite
from bot.records.backup.archive import member, refuse_taken, workplace, write
from bot.records.backup.contents import DATABASE, STATE_FILES, WITHOUT_ROWS, Moment, look, write_keys
from bot.records.backup.manifest import FORM, Kind, Manifest, proof
from bot.records.database import Database


def make(
    database: Database, state: Path, records: Path | None, keyring: Path | None, now: datetime
) -> Moment:
    """Write the files that are named; return what the records held at that moment.

    Raises BackupRefused, RecordsRefused. Of two files the keyring's is written first: records without
    their keys are of less use than keys without records.
    """
    if (records is None and keyring is None) or records == keyring:
        raise BackupRefused(
            "A backup needs a name, and the keyring another.",
            remedy="./run backup OUT --keyring OUT2, or one of the two.",
        )
    for target in (keyring, records):
        if target is not None:
            refuse_taken(target)
    with workplace(state, "backup") as work:
        # Before and after: a key that was made or destroyed beside the dump is in one of the two.
        keys = database.draft_keys.copies()
        if records is None:
            with database.snapshot() as tx:
                moment = look(tx)
        else:
            moment = _dump(database, work / DATABASE)
        if keyring is not None:
            keys |= database.draft_keys.copies()
            files = write_keys(work, moment.wraps, keys)
            held = {"key_wrap": len(moment.wraps), "draft_keys": len(keys)}
            _write(database, keyring, "keyring", moment, held, files, now)
        if records is not None:
            files = {DATABASE: work / DATABASE} | _state(state, work)
            held = {name: count for name, count in moment.counts.items() if name not in WITHOUT_ROWS}
            _write(database, records, "records", moment, held, files, now)
    return moment


def _dump(database: Database, target: Path) -> Moment:
    if database.is_sqlite:
        return on_sqlite.dump(database, target)
    return on_postgresql.dump(database, target)


def _state(state: Path, work: Path) -> dict[str, Path]:
    """Copy what the state folder holds by the list: what is not on it is never taken by accident."""
    found = {}
    for name in STATE_FILES:
        if (state / name).is_file():
            shutil.copyfile(state / name, work / name)
            found[name] = work / name
    return found


def _write(
    database: Database,
    target: Path,
    kind: Kind,
    moment: Moment,
    counts: Mapping[str, int],
    files: Mapping[str, Path],
    now: datetime,
) -> None:
    keys = database.service_keys
    manifest = Manifest(
        form=FORM,
        kind=kind,
        made_at=now.astimezone(UTC).isoformat(),
        schema=moment.schema,
        dialect="sqlite" if database.is_sqlite else "postgresql",
        mode=moment.mode,
        audit_rows=moment.verdict.rows,
        audit_head=moment.verdict.head,
        audit_first_bad=moment.verdict.first_bad,
        counts=counts,
        members=tuple(member(name, path) for name, path in files.items()),
        proof=proof(keys),
    )
    write(target, manifest, files, keys)
