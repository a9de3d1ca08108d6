"""A new service key at the command line: made, and the one before destroyed when nothing needs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.administration import open_records
from bot.errors import SettingsRefused
from bot.records import rotation
from bot.records.process_lock import family_lock
from bot.secret_files import destroy_older_key, read_secret, renew_service_key
from bot.settings import PREFIX

_SETTING = f"{PREFIX}SERVICE_KEY_FILE"


def renew(environ: Mapping[str, str]) -> Iterator[str]:
    """Make a new key while nothing runs, and yield what to do then.

    Raises RecordsRefused while the service runs, SettingsRefused while an older key is needed.
    """
    settings, database = open_records(environ)
    with family_lock(database, settings.state):
        older = renew_service_key(read_secret(_SETTING, _path(environ, settings.state)))
    yield f"A new service key. The one before is {older.name}, beside it."
    yield "Put both into the safe and start every process again. What is left is renewed by the hour."
    yield "When beforehand_under_older_key is 0, run ./run keys drop."


def drop(environ: Mapping[str, str]) -> Iterator[str]:
    """Destroy the key before, and yield what is left of it. Raises SettingsRefused while it is needed."""
    settings, database = open_records(environ)
    rotation.run(database)
    with database.read() as tx:
        left = rotation.left(tx)
    if left:
        raise SettingsRefused(
            f"{left} entries are not under the new service key.",
            remedy="See that every process was started again since, then run ./run keys drop once more.",
        )
    destroy_older_key(read_secret(_SETTING, _path(environ, settings.state)))
    yield "Nothing is under the older key, and its file is gone."
    yield "Keep its copy in the safe for 30 days: backups from before open with it alone."


def _path(environ: Mapping[str, str], state: Path) -> Path:
    return Path(environ.get(_SETTING, "").strip() or state / "secrets" / "service.key")
