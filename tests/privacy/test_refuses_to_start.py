"""S-01: started wrongly, it does not start; it says why in one line, with the remedy and no secret.

The engine's own refusals (a tracker store that keeps words, another door) are in `tests/engine`.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.records import install
from bot.records.database import Database
from bot.records.recovery import make_recovery
from bot.settings import Mode, Settings
from tests.stack import environment

Environ = dict[str, str]
TOKEN = "1234567:telegram-token-of-a-test"
PASSWORD = "a-password-of-a-test"


@pytest.fixture
def environ(tmp_path: Path) -> Environ:
    """Return what `./run serve` starts with when all is well but for the engine, which is not reached."""
    return environment(tmp_path / "state") | {"BEFOREHAND_MODE": "serve"}


def set_up(environ: Environ, mode: Mode) -> None:
    database = Database.open(Settings.load(environ))
    database.migrate()
    with database.begin() as tx:
        install.create(tx, mode, make_recovery().public, datetime.now(UTC))
    database.close()


def refusal(environ: Environ) -> str:
    """Start the product, which must refuse; return its one line."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("BEFOREHAND_")}
    held = secrets_of(environ)
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "serve"],
        env=given | environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2, done.stderr[-2000:]
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("beforehand: B")
    assert len(line.partition(" Remedy: ")[2]) > 10
    assert held
    assert [one for one in held if one in line] == []
    return line


def secrets_of(environ: Environ) -> list[str]:
    """Return every secret that this start is given."""
    folder = Path(environ["BEFOREHAND_STATE"])
    return [TOKEN, PASSWORD, *(text for path in folder.rglob("*.key") if (text := path.read_text().strip()))]


def key(environ: Environ, name: str) -> Path:
    return Path(environ["BEFOREHAND_STATE"]) / "secrets" / f"{name}.key"


def missing(environ: Environ) -> None:
    key(environ, "service").unlink()


def short(environ: Environ) -> None:
    key(environ, "index").write_text(secrets.token_hex(16))


def empty(environ: Environ) -> None:
    key(environ, "engine").write_text("")


def guessable(environ: Environ) -> None:
    key(environ, "service").write_text("ab" * 32)


def open_to_all(environ: Environ) -> None:
    key(environ, "service").chmod(0o644)


def open_to_the_group(environ: Environ) -> None:
    key(environ, "engine").chmod(0o640)


def twins(environ: Environ) -> None:
    key(environ, "index").write_text(key(environ, "service").read_text())


def token_in_the_environment(environ: Environ) -> None:
    environ["BEFOREHAND_TELEGRAM_TOKEN"] = TOKEN


def password_in_the_address(environ: Environ) -> None:
    environ["BEFOREHAND_DATABASE_URL"] = f"postgresql://one:{PASSWORD}@127.0.0.1:1/records"


def plain_http(environ: Environ) -> None:
    environ["BEFOREHAND_FAMILY_URL"] = "http://families.example"


def plain_http_for_the_worker(environ: Environ) -> None:
    environ["BEFOREHAND_PORTAL_URL"] = "http://portal.example"


def away(environ: Environ) -> None:
    folder = Path(environ["BEFOREHAND_STATE"])
    address = folder / "secrets" / "address"
    address.write_text(f"postgresql://one:{PASSWORD}@127.0.0.1:1/records")
    address.chmod(0o600)
    environ["BEFOREHAND_DATABASE_URL_FILE"] = str(address)


def unknown_database(environ: Environ) -> None:
    environ["BEFOREHAND_DATABASE_URL"] = "mysql://localhost/records"


def no_tables(_: Environ) -> None:
    """The database is a file that was made just now."""


def demo_database(environ: Environ) -> None:
    set_up(environ, "demo")


def database_of_tests(environ: Environ) -> None:
    set_up(environ, "test")


def no_database(environ: Environ) -> None:
    """What is there is no database."""
    (Path(environ["BEFOREHAND_STATE"]) / "records.db").write_bytes(b"no database at all " * 100)


WRONG: dict[Callable[[Environ], None], str] = {
    missing: "BEFOREHAND_SERVICE_KEY_FILE is missing",
    short: "BEFOREHAND_INDEX_KEY_FILE is too weak",
    empty: "BEFOREHAND_ENGINE_KEY_FILE holds no usable secret",
    guessable: "BEFOREHAND_SERVICE_KEY_FILE is too weak",
    open_to_all: "BEFOREHAND_SERVICE_KEY_FILE is open to others",
    open_to_the_group: "BEFOREHAND_ENGINE_KEY_FILE is open to others",
    twins: "hold the same secret",
    token_in_the_environment: "BEFOREHAND_TELEGRAM_TOKEN",
    password_in_the_address: "BEFOREHAND_DATABASE_URL",
    plain_http: "BEFOREHAND_FAMILY_URL is plain http",
    plain_http_for_the_worker: "BEFOREHAND_PORTAL_URL is plain http",
    away: "database cannot be reached",
    unknown_database: "neither SQLite nor PostgreSQL",
    no_tables: "B300",
    no_database: "B300",
    demo_database: "demo",
    database_of_tests: "test",
}


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.__name__)
def test_a_wrong_start_is_refused(environ: Environ, wrong: Callable[[Environ], None]) -> None:
    wrong(environ)
    assert WRONG[wrong] in refusal(environ)


def test_what_is_refused_is_refused_for_that_alone(environ: Environ) -> None:
    """The same settings without the fault go through every check before the engine."""
    set_up(environ, "serve")
    settings = Settings.load(environ)
    database = Database.open(settings)
    database.check_version()
    with database.read() as tx:
        install.require(tx, settings.mode)
    database.close()
