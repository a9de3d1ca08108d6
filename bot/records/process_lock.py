"""One family process, and no second beside it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from bot.errors import RecordsRefused
from bot.records.database import Database

_NUMBER = 0x6265666F7265  # "before": the number of this lock on a PostgreSQL server


@contextmanager
def family_lock(database: Database, state: Path) -> Iterator[None]:
    """Hold the lock for as long as the family process runs; the kernel lets go of it after a kill.

    Raises RecordsRefused when another process holds it, on this machine or on the same PostgreSQL.
    """
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(state / "family.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _running() from None
        if database.is_sqlite:
            yield
        else:
            with _server_lock(database):
                yield
    finally:
        os.close(descriptor)


@contextmanager
def _server_lock(database: Database) -> Iterator[None]:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        got = connection.execute(text("SELECT pg_try_advisory_lock(:n)"), {"n": _NUMBER}).scalar_one()
        if not got:
            raise _running()
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:n)"), {"n": _NUMBER})


def _running() -> RecordsRefused:
    return RecordsRefused(
        "Beforehand is running already on these records.",
        remedy="Stop the other one first, or name another state folder and database.",
    )
