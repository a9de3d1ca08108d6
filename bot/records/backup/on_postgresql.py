"""PostgreSQL's own pg_dump and pg_restore, custom form. What they print may hold rows, so nobody sees it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL, MetaData, text

from bot.errors import BackupRefused
from bot.records.backup.contents import WITHOUT_ROWS, Moment, look
from bot.records.database import Database, Tx

_DEBIAN = Path("/usr/lib/postgresql")


def dump(database: Database, target: Path) -> Moment:
    """Dump one moment without the rows that stay out; return what it held. Raises BackupRefused."""
    with database.snapshot() as tx:
        moment = look(tx)
        shared = tx.connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        # The version is written last when it comes back: half a restore is not taken for a database.
        without = [f"--exclude-table-data={name}" for name in (*WITHOUT_ROWS, "alembic_version")]
        target.touch(mode=0o600)
        _run(
            _program("pg_dump", _major(tx)),
            database.engine.url,
            target.parent,
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={shared}",
            f"--file={target}",
            *without,
        )
    return moment


def load(database: Database, dumped: Path) -> None:
    """Load a dump into an empty database, all or nothing. Raises BackupRefused."""
    with database.read() as tx:
        program = _program("pg_restore", _major(tx))
    _run(
        program,
        database.engine.url,
        dumped.parent,
        "--no-owner",
        "--no-privileges",
        "--single-transaction",
        "--exit-on-error",
        str(dumped),
    )


def set_version(tx: Tx, schema: str) -> None:
    """Say which version the loaded tables are; from here on it is a database."""
    tx.connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:v)"), {"v": schema})


def undo(database: Database) -> None:
    """Take away what was loaded into a database that was empty before."""
    with database.begin() as tx:
        held = MetaData()
        held.reflect(tx.connection)
        held.drop_all(tx.connection)
        tx.connection.execute(text("DROP FUNCTION IF EXISTS audit_refuses()"))


def create(database: Database, name: str) -> str:
    """Make an empty database on the same server; return its address. Raises RecordsRefused."""
    _outside(database, f'CREATE DATABASE "{name}" TEMPLATE template0')
    return database.engine.url.set(database=name).render_as_string(hide_password=False)


def drop(database: Database, name: str) -> None:
    _outside(database, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _outside(database: Database, statement: str) -> None:
    with database.outside() as connection:
        connection.exec_driver_sql(statement)


def _major(tx: Tx) -> int:
    number: str = tx.connection.execute(text("SHOW server_version_num")).scalar_one()
    return int(number) // 10000


def _program(name: str, server: int) -> Path:
    """The program of the server's version or the next newer: an older one refuses the server."""
    found = {int(path.parent.parent.name): path for path in _DEBIAN.glob(f"[1-9]*/bin/{name}")}
    fitting = [found[major] for major in sorted(found) if major >= server]
    if fitting:
        return fitting[0]
    elsewhere = shutil.which(name)
    if elsewhere:
        return Path(elsewhere)
    raise BackupRefused(
        f"{name} for PostgreSQL {server} is not on this machine.",
        remedy=f"apt-get install postgresql-client, of version {server} or newer.",
    )


def _without_secrets(url: URL) -> str:
    """The address as it may stand among arguments. libpq takes a password among its options too."""
    bare = url.set(drivername="postgresql", password=None)
    return bare.difference_update_query(("password", "sslpassword")).render_as_string()


def _run(program: Path, url: URL, work: Path, *arguments: str) -> None:
    """Run it with the password in a file of its own: never among the arguments, where `ps` shows it."""
    address = _without_secrets(url)
    environ = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}
    secret = work / ".pgpass"
    password = url.password or url.query.get("password")
    if password:
        escaped = str(password).replace("\\", "\\\\").replace(":", "\\:")
        secret.touch(mode=0o600)
        secret.write_text(f"*:*:*:*:{escaped}\n", encoding="utf-8")
        environ["PGPASSFILE"] = str(secret)
    elif os.environ.get("PGPASSFILE"):
        environ["PGPASSFILE"] = os.environ["PGPASSFILE"]
    try:
        done = subprocess.run(  # noqa: S603 - a program of the system, arguments of our own
            [str(program), f"--dbname={address}", "--no-password", *arguments],
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    finally:
        secret.unlink(missing_ok=True)
    if done.returncode != 0:
        raise BackupRefused(
            f"{program.name} ended with {done.returncode}.",
            remedy="See that the account may read and make every table, and that both disks have room.",
        )
