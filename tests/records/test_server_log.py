"""What PostgreSQL writes into its own log when it refuses a row: nothing of it, set up as the guide says."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.errors import BeforehandError
from bot.records import server_log
from bot.records.database import Database
from bot.records.server_log import QUIET, loose
from bot.records.tables import StaffRow, UsedChallengeRow
from tests.postgres import Server
from tests.world import NOW, open_database

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "running.md"
SAID = re.findall(r"^ *(ALTER ROLE beforehand SET .*;)$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)


@dataclass
class Account:
    """A database of an account of its own that is no superuser, as in use."""

    name: str
    database: Database
    server: Server

    @property
    def url(self) -> str:
        return self.database.engine.url.render_as_string(hide_password=False)


@pytest.fixture
def account(server: Server, tmp_path: Path) -> Iterator[Account]:
    role, name = f"beforehand_{secrets.token_hex(4)}", server.create()
    with server.connect() as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN".encode())
        connection.execute(f"ALTER DATABASE {name} OWNER TO {role}".encode())
        # As talkative as whoever keeps the server may make it.
        connection.execute(f"ALTER DATABASE {name} SET log_statement = 'all'".encode())
    database = open_database(server.url(name).replace("postgres@", f"{role}@"), tmp_path)
    database.migrate()
    yield Account(role, database, server)
    database.close()
    server.drop(name)
    with server.connect() as connection:
        connection.execute(f"DROP ROLE {role}".encode())


def set_up_as_the_guide_says(account: Account) -> None:
    with account.server.connect() as connection:
        for statement in SAID:
            connection.execute(statement.replace("beforehand", account.name).encode())
    # Connections that are open go on as they were.
    account.database.engine.dispose()


def logged_of_refusals(account: Account) -> tuple[str, list[str]]:
    """Have rows refused in each way that shows values; return the log since, and what must not be in it."""
    canaries = [secrets.token_bytes(24) for _ in range(3)]
    log = account.server.folder / "log"
    before = log.stat().st_size
    twin = {"challenge_hash": canaries[0], "used_at": NOW}
    missing = {"id": "x", "email_hash": canaries[1], "email_box": canaries[2]}
    for statement, rows in (
        (insert(UsedChallengeRow), [twin, twin]),
        (insert(StaffRow), [missing]),
    ):
        with pytest.raises(BeforehandError), account.database.begin() as tx:
            tx.connection.execute(statement, rows)
    return log.read_bytes()[before:].decode(), [one.hex() for one in canaries]


def hits(logged: str, canaries: list[str]) -> set[str]:
    # The server cuts long values short: a part is enough to be told by.
    return {one for one in canaries if one[:24] in logged}


def test_set_up_as_the_guide_says_nothing_of_a_row_is_logged(account: Account) -> None:
    """P-01 in the server's own log, where rows of ours are refused."""
    set_up_as_the_guide_says(account)
    logged, canaries = logged_of_refusals(account)
    assert logged.count("ERROR") == 2
    assert hits(logged, canaries) == set()
    assert "Key (" not in logged
    assert "Failing row" not in logged
    with account.database.read() as tx:
        assert loose(tx) == []


def test_the_search_finds_them_where_nobody_followed_the_guide(account: Account) -> None:
    logged, canaries = logged_of_refusals(account)
    assert hits(logged, canaries) == set(canaries)
    with account.database.read() as tx:
        assert set(loose(tx)) == set(QUIET)


def test_the_guide_names_each_setting_that_is_looked_for() -> None:
    found = {one: value for line in SAID for one, value in re.findall(r"SET (\w+) = (\w+);", line)}
    assert found == QUIET


def test_there_is_no_such_log_on_sqlite(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/records.db", tmp_path)
    database.migrate()
    with database.read() as tx:
        assert server_log.loose(tx) == []
    database.close()
