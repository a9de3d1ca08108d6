"""Backup, restore and drill as an administrator sees them: one line for each thing to know or do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from bot.administration import open_records
from bot.errors import BackupRefused
from bot.records.backup.drill import Drilled
from bot.records.backup.drill import drill as rehearse
from bot.records.backup.later import Later
from bot.records.backup.make import make
from bot.records.backup.restore import Place, Restored
from bot.records.backup.restore import restore as bring_back
from bot.records.database import Database
from bot.records.keys import ServiceKeys
from bot.secret_files import read_secret
from bot.settings import Settings

KEYRING_LIVES = timedelta(days=7)
_SQLITE = b"SQLite format 3\x00"


def backup(
    environ: Mapping[str, str], records: Path | None, keyring: Path | None, now: datetime
) -> Iterator[str]:
    """Write the files and yield what to keep beside them. Raises BackupRefused and what opening raises."""
    settings, database = open_records(environ)
    moment = make(database, settings.state, records, keyring, now)
    if records is not None:
        yield f"{records}: the records. Keep it 30 days."
    if keyring is not None:
        yield f"{keyring}: the keyring. Keep it elsewhere, and destroy it after {KEYRING_LIVES.days} days."
    yield f"Audit: {moment.verdict.rows} rows. Head, to be written down: {moment.verdict.head}"
    if moment.verdict.first_bad is not None:
        yield f"WARNING: row {moment.verdict.first_bad} of the audit does not fit. It was backed up as it is."


def restore(
    environ: Mapping[str, str], records: Path, keyring: Path | None, old: Path | None, now: datetime
) -> Iterator[str]:
    """Restore and yield what to know and to do. Raises BackupRefused and its kinds."""
    settings = Settings.load(environ)
    place = _place(settings)
    before = _old(old, place) if old else None
    try:
        done = bring_back(place, records, keyring, now, before)
    finally:
        if before:
            before.close()
    yield from _told(done, now)


def drill(environ: Mapping[str, str], now: datetime) -> tuple[bool, list[str]]:
    """Return whether the rehearsal passed, and its table."""
    settings, database = open_records(environ)
    done = rehearse(database, _place(settings), now)
    return done.passed, _table(done)


def _place(settings: Settings) -> Place:
    keys = ServiceKeys(settings.service_key, settings.index_key, settings.older_service_keys)
    return Place(settings.database_url, settings.state, settings.mode, keys)


def _old(path: Path, place: Place) -> Database:
    """The old database: its SQLite file, or the secret file that holds its address."""
    try:
        with path.open("rb") as file:
            is_sqlite = file.read(len(_SQLITE)) == _SQLITE
    except OSError as fault:
        raise BackupRefused(
            f"The old database cannot be read ({fault.strerror}).",
            remedy="Name its SQLite file, or the file that holds its address.",
        ) from None
    url = f"sqlite:///{path.absolute()}" if is_sqlite else read_secret("--old", path).text
    return Database(url, place.keys, place.keyring)


def _told(done: Restored, now: datetime) -> Iterator[str]:
    held = done.backup
    yield f"Restored: the records of {held.made:%d %B %Y %H:%M} UTC. Audit: {held.audit_rows} rows."
    if held.audit_first_bad is not None:
        yield f"WARNING: row {held.audit_first_bad} of the audit did not fit when it was backed up."
    yield f"Unsent drafts: {done.drafts_opened} open, {done.drafts_lost} have no key and were let go."
    if done.keys_made is not None and now - done.keys_made > KEYRING_LIVES:
        yield f"WARNING: this keyring is of {done.keys_made:%d %B %Y} and should have been destroyed."
    yield from _erased(done)
    yield "Nobody is signed in. Start with ./run audit verify, then the services."


def _erased(done: Restored) -> Iterator[str]:
    if done.keys_made is None and done.without_keys:
        yield f"WARNING: nobody can ever read what {len(done.without_keys)} people wrote, or will write."
        yield "Before you start, erase each and let their workers invite them anew:"
        yield from (f"./run erase {one}" for one in done.without_keys)
    elif done.without_keys:
        yield f"{len(done.without_keys)} people were erased after the backup. Before you start, erase again:"
        yield from (f"./run erase {one}" for one in done.without_keys)
    if done.later is None:
        yield "What was done after the backup is not known here: --old names the database that knows."
        return
    yield from _later(done.later)


def _later(later: Later) -> Iterator[str]:
    yield f"By the old audit {len(later.erased)} people and cases were erased after the backup."
    yield from (f"erased: {one}" for one in later.erased)
    if later.deleted:
        yield f"{len(later.deleted)} people had what they sent deleted. Before you start, delete it again:"
        yield from (f"./run erase {one} --sent" for one in later.deleted)
    if later.counts:
        yield "Done after the backup, and not in it:"
    yield from (f"{count:>8}  {action}" for action, count in sorted(later.counts.items()))


def _table(done: Drilled) -> list[str]:
    lines = [f"{'rows of':<24}{'here':>10}{'restored':>10}"]
    for name, count in done.here.items():
        same = "" if done.restored[name] == count else "  differs"
        lines.append(f"{name:<24}{count:>10}{done.restored[name]:>10}{same}")
    for what, value in (
        ("audit chain unbroken", done.chain),
        ("draft opens with key", done.opens),
        ("draft opens without", done.opens_without_key),
        ("copies removed", done.removed),
    ):
        lines.append(f"{what:<24}{'none to try' if value is None else 'yes' if value else 'no':>20}")
    lines.append("The drill passed." if done.passed else "The drill FAILED.")
    return lines
