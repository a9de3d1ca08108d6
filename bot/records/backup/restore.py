"""Bringing a backup back: into an empty place only, and all of it or nothing."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import inspect, make_url

from bot.errors import BackupNewer, BackupUnfit, BeforehandError, KeysUnfit, NotEmpty
from bot.records import versions
from bot.records.backup import later, on_postgresql, on_sqlite
from bot.records.backup.archive import sync_folder, unpack, workplace
from bot.records.backup.checking import finish
from bot.records.backup.contents import DATABASE, STATE_FILES, Wrap, read_keys
from bot.records.backup.later import Later
from bot.records.backup.manifest import Manifest
from bot.records.database import Database
from bot.records.keyring import Keyring
from bot.records.keys import ServiceKeys
from bot.records.process_lock import family_lock


@dataclass(frozen=True, slots=True)
class Place:
    """Where a backup is to go."""

    url: str = field(repr=False)
    state: Path
    mode: str
    keys: ServiceKeys = field(repr=False)

    @property
    def keyring(self) -> Keyring:
        return Keyring(self.state / "keyring")


@dataclass(frozen=True, slots=True)
class Keys:
    """What a keyring's file held; both are empty without one."""

    made: datetime | None
    wraps: tuple[Wrap, ...] = ()
    draft_keys: dict[str, bytes] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Restored:
    """`without_keys` are people whom nobody can read: erased since, unless there was no keyring at all."""

    backup: Manifest
    keys_made: datetime | None
    without_keys: tuple[str, ...]
    drafts_opened: int
    drafts_lost: int
    later: Later | None


def restore(
    place: Place, records: Path, keyring: Path | None, now: datetime, old: Database | None = None
) -> Restored:
    """Put a backup in place. Raises BackupDamaged, BackupUnfit, BackupNewer, NotEmpty, KeysUnfit.

    The database has its name, or its version, only when everything else is there and was checked.
    """
    database = Database(place.url, place.keys, place.keyring)
    try:
        with family_lock(database, place.state), workplace(place.state, "restore") as work:
            backup = unpack(records, "records", place.keys, _folder(work, "records"))
            _require_fit(backup, place, database)
            keys = _keys(keyring, backup, place, _folder(work, "keyring"))
            _require_empty(database, place, backup)
            done = later.after(old, backup) if old else None
            return _put(database, place, backup, keys, work / "records", now, done)
    finally:
        database.close()


def _folder(work: Path, name: str) -> Path:
    (work / name).mkdir(mode=0o700)
    return work / name


def _require_fit(backup: Manifest, place: Place, database: Database) -> None:
    if backup.schema > versions.HEAD:
        raise BackupNewer(
            f"The backup is of version {backup.schema}, this code knows {versions.HEAD}.",
            remedy="Install the release that made it, or a newer one.",
        )
    dialect = "sqlite" if database.is_sqlite else "postgresql"
    if backup.dialect != dialect:
        raise BackupUnfit(
            f"The backup is of {backup.dialect}, the database here is {dialect}.",
            remedy="Name a database of the same kind in the settings.",
        )
    if backup.mode != place.mode:
        raise BackupUnfit(
            f"The backup was made of {backup.mode}, and this is {place.mode}.",
            remedy="Restore it where it belongs: demo data and real data never share a place.",
        )


def _keys(keyring: Path | None, backup: Manifest, place: Place, into: Path) -> Keys:
    if keyring is None:
        return Keys(None)
    held = unpack(keyring, "keyring", place.keys, into)
    if held.made < backup.made:
        raise KeysUnfit(
            "The keyring is older than the backup, so it lacks keys that were made since.",
            remedy="Give the keyring of the same run, or a later one.",
        )
    wraps, draft_keys = read_keys(into)
    return Keys(held.made, wraps, draft_keys)


def _require_empty(database: Database, place: Place, backup: Manifest) -> None:
    with database.read() as tx:
        has_tables = bool(inspect(tx.connection).get_table_names())
    if not has_tables and not place.keyring.copies() and not any(_there(place)):
        return
    known = ""
    with contextlib.suppress(BeforehandError):
        erased = len(later.after(database, backup).erased)
        known = f" By its audit {erased} people and cases were erased after that backup."
    raise NotEmpty(
        f"There are records, keys or signatures here already.{known}",
        remedy="Restore into another state folder and an empty database, and name this one with --old.",
    )


def _there(place: Place) -> Iterator[Path]:
    return (place.state / name for name in STATE_FILES if (place.state / name).exists())


def _put(
    database: Database,
    place: Place,
    backup: Manifest,
    keys: Keys,
    held: Path,
    now: datetime,
    done: Later | None,
) -> Restored:
    try:
        with _loaded(database, place, held / DATABASE) as loaded:
            outcome = finish(loaded, backup, keys.wraps, keys.draft_keys, now)
            if database.is_sqlite:
                loaded.close()
                database.close()
                on_sqlite.finish(_part(_path(place.url)), _path(place.url))
    except BaseException:
        for key_id in keys.draft_keys:
            place.keyring.destroy(key_id)
        raise
    for name in STATE_FILES:
        if (held / name).exists():
            part = place.state / f".{name}.part"
            shutil.copyfile(held / name, part)
            part.chmod(0o600)
            part.rename(place.state / name)
    sync_folder(place.state)
    return Restored(backup, keys.made, outcome.without_keys, outcome.drafts_opened, outcome.drafts_lost, done)


@contextlib.contextmanager
def _loaded(database: Database, place: Place, dumped: Path) -> Iterator[Database]:
    """The rows, not yet a database that anything starts with; gone again when the block fails."""
    if database.is_sqlite:
        part = _part(_path(place.url))
        on_sqlite.load(dumped, part)
        loaded = database.beside(f"sqlite:///{part}")
        try:
            yield loaded
        finally:
            loaded.close()
            part.unlink(missing_ok=True)
        return
    on_postgresql.load(database, dumped)
    try:
        yield database
    except BaseException:
        on_postgresql.undo(database)
        raise


def _path(url: str) -> Path:
    return Path(str(make_url(url).database))


def _part(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")
