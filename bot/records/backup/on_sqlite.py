"""SQLite's own online backup: one moment, while others go on writing."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.errors import BackupRefused
from bot.records.backup.archive import sync_folder
from bot.records.backup.contents import WITHOUT_ROWS, Moment, look
from bot.records.database import Database


def dump(database: Database, target: Path) -> Moment:
    """Copy the database without the rows that stay out; return what it held. Raises BackupRefused."""
    raw = database.engine.raw_connection()
    try:
        with closing(sqlite3.connect(target)) as copy:
            target.chmod(0o600)
            driver = raw.driver_connection
            assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - Database opened it as SQLite
            driver.backup(copy)
    except sqlite3.Error as fault:
        raise _failed(fault) from None
    finally:
        raw.close()
    opened = database.beside(f"sqlite:///{target}")
    try:
        with opened.read() as tx:
            moment = look(tx)
    finally:
        opened.close()
    _strip(target)
    return moment


def _strip(path: Path) -> None:
    """Take out the rows that stay out, to the last byte, and leave one file without a log beside it."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as copy:
            copy.execute("PRAGMA secure_delete=ON")
            copy.execute("PRAGMA temp_store=MEMORY")
            for name in WITHOUT_ROWS:
                copy.execute(f"DELETE FROM {name}")  # noqa: S608 - our own list of tables
            copy.execute("VACUUM")
            (mode,) = copy.execute("PRAGMA journal_mode=DELETE").fetchone()
            (sound,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.Error as fault:
        raise _failed(fault) from None
    if (mode, sound) != ("delete", "ok"):
        raise BackupRefused(
            "The database is damaged: its copy is not sound.",
            remedy="Keep the file as it is and go back to the last backup.",
        )


def load(dumped: Path, part: Path) -> None:
    """Put a copy where it has the name of something unfinished."""
    try:
        for left in ("", "-wal", "-shm"):
            part.with_name(part.name + left).unlink(missing_ok=True)
        shutil.copyfile(dumped, part)
        part.chmod(0o600)
    except OSError as fault:
        raise BackupRefused(
            f"The database cannot be written ({fault.strerror}).",
            remedy="Let the account own the folder, and see that its disk has room.",
        ) from None


def finish(part: Path, path: Path) -> None:
    """Give a copy that was checked its name. Nobody may have it open."""
    # A log of another database beside the new one would be played into it.
    for file in (part, path):
        if file.with_name(f"{file.name}-wal").exists():
            raise BackupRefused(
                f"{file.name} is open, or has a log beside it.",
                remedy="End whatever has it open, move the log away, and try again.",
            )
    descriptor = os.open(part, os.O_RDWR | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    part.rename(path)
    sync_folder(path.parent)


def _failed(fault: sqlite3.Error) -> BackupRefused:
    return BackupRefused(
        f"The database cannot be copied ({type(fault).__name__}).",
        remedy="See that the disk has room for a second copy of it.",
    )
