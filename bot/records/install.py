"""The one row that says what this database is: a demo or for real use, and its recovery key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from bot.errors import CannotOpen, Conflict, SettingsRefused
from bot.records.database import Tx
from bot.records.sealing import PrivateHalf
from bot.records.tables import InstallRow
from bot.settings import Mode


@dataclass(frozen=True, slots=True)
class Install:
    mode: str
    recovery_public: bytes
    created_at: datetime


def create(tx: Tx, mode: Mode, recovery_public: bytes, now: datetime) -> None:
    """Say once what this database is. Raises Conflict when it was said before."""
    if get(tx) is not None:
        raise Conflict("This database is set up already.", remedy="Use it, or name another in the settings.")
    tx.connection.execute(
        insert(InstallRow).values(id=1, mode=mode, recovery_public=recovery_public, created_at=now)
    )


def get(tx: Tx) -> Install | None:
    row = tx.connection.execute(
        select(InstallRow.mode, InstallRow.recovery_public, InstallRow.created_at)
    ).one_or_none()
    return Install(*row) if row else None


def require_recovery(tx: Tx, recovery: PrivateHalf) -> None:
    """Raises CannotOpen when this recovery key is another install's."""
    found = get(tx)
    if found is None or found.recovery_public != recovery.public:
        raise CannotOpen(
            "These recovery sheets belong to another install.",
            remedy="Find the two sheets that ./run init printed for this one.",
        )


def require(tx: Tx, mode: Mode) -> Install:
    """Return what this database is. Raises SettingsRefused when it is not for this mode."""
    found = get(tx)
    if found is None:
        raise SettingsRefused(
            "The database has not been set up.", remedy="Run ./run init, or ./run demo to look around."
        )
    if found.mode != mode:
        raise SettingsRefused(
            f"The database was made for {found.mode}, and this is {mode}.",
            remedy="Name another database or state folder: demo data and real data never share one.",
        )
    return found
