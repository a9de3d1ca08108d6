"""Which version the tables are, and how they get to the next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from bot.errors import RecordsRefused

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).with_name("migrations")
HEAD = (MIGRATIONS / "head").read_text().strip()


def upgrade(connection: Connection, to: str = HEAD) -> None:
    """Run the migrations that are missing, inside the caller's transaction.

    Raises RecordsRefused when the database is newer than this code.
    """
    # Who only looks at the version, as the family's process does, needs none of this: 11 MB.
    from alembic import command  # noqa: PLC0415

    found = current(connection)
    if found is not None and found > HEAD:
        raise _newer()
    command.upgrade(_config(connection), to)


def downgrade(connection: Connection, to: str) -> None:
    """Undo migrations down to `to` ("base" for all)."""
    from alembic import command  # noqa: PLC0415

    command.downgrade(_config(connection), to)


def current(connection: Connection) -> str | None:
    """Return the version of the tables, None when there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(
        text("SELECT version_num FROM alembic_version")
    ).scalar_one_or_none()
    return version


def check(connection: Connection) -> None:
    """Raise RecordsRefused unless the tables are this code's version."""
    found = current(connection)
    if found is None:
        raise RecordsRefused(
            "The database is empty.", remedy="Run ./run init (or ./run demo), which makes the tables."
        )
    if found > HEAD:
        raise _newer()
    if found < HEAD:
        raise RecordsRefused(
            f"The database is at version {found}, this code needs {HEAD}.",
            remedy="Make a backup, then run ./run init, which brings the tables up to date.",
        )


def _newer() -> RecordsRefused:
    return RecordsRefused(
        f"The database is newer than this code, which knows {HEAD}.",
        remedy="Start the newer release again, or restore a backup made by this one.",
    )


def _config(connection: Connection) -> Config:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
