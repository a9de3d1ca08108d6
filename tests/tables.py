"""Tables for tests: SQLite's are made once a process and copied, which spares half a second each."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

from bot.records.database import Database
from bot.records.keyring import Keyring
from bot.records.keys import ServiceKeys


def make_tables(database: Database) -> None:
    """Do what `migrate` does to an empty database."""
    if database.is_sqlite:
        shutil.copyfile(_template(), str(database.engine.url.database))
        database.check_version()
    else:
        database.migrate()


@cache
def _template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="beforehand-tables-"))
    path = folder / "records.db"
    database = Database(f"sqlite:///{path}", ServiceKeys(bytes(32), bytes(32)), Keyring(folder / "keyring"))
    database.migrate()
    # Its log, which is not copied, is emptied into the file.
    database.scrub()
    database.close()
    return path
