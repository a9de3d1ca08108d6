"""A real PostgreSQL server for tests: on a socket in a folder of its own, gone afterwards."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

SECONDS = 60


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `folder` holds its data, so that a test can search it."""

    folder: Path
    programs: Path
    run_as: tuple[str, ...]

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def connect(self, name: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(host=str(self.folder), user="postgres", dbname=name, autocommit=True)

    def create(self, template: str | None = None) -> str:
        """Make a database, empty or a copy of `template`; return its name."""
        name = f"test_{secrets.token_hex(6)}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template or "template0")
        )
        with self.connect() as connection:
            connection.execute(statement)
        return name

    def drop(self, name: str) -> None:
        with self.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def control(self, *arguments: str) -> None:
        """Run pg_ctl, for instance `("stop", "-m", "immediate")`."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-s", *arguments)

    def start(self) -> None:
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=off"
        self.control("-o", options, "-l", str(self.folder / "log"), "start")

    def start_again(self) -> None:
        """Start it if it gave up, as whoever keeps a machine has it started again."""
        with suppress(subprocess.CalledProcessError):
            self.control("status")
            return
        self.start()

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [*self.run_as, str(self.programs / program), *arguments],
            check=True,
            timeout=SECONDS,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd="/",
        )


@contextmanager
def running_server() -> Iterator[Server]:
    """Start a server and stop it. Fails, naming the Debian package, where there is no PostgreSQL."""
    folder = Path(tempfile.mkdtemp(prefix="bh-postgres-"))
    server = Server(folder, _programs(), _somebody_else(folder))
    server._run(
        "initdb", "-D", str(folder / "data"), "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8"
    )
    server.start()
    try:
        yield server
    finally:
        server.control("stop", "-m", "immediate")
        shutil.rmtree(folder)


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise AssertionError("PostgreSQL is not here: apt-get install postgresql")
    return found[-1].parent


def _somebody_else(folder: Path) -> tuple[str, ...]:
    """PostgreSQL refuses to run as root, so root lends it another account."""
    if os.geteuid() != 0:
        return ()
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    account = names.get("postgres") or names["nobody"]
    os.chown(folder, account.pw_uid, account.pw_gid)
    folder.chmod(0o755)
    return (
        "setpriv",
        f"--reuid={account.pw_uid}",
        f"--regid={account.pw_gid}",
        "--clear-groups",
        "--",
    )
