"""Both databases, real ones, for every test of records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.records.database import Database
from tests.postgres import Server, running_server
from tests.tables import make_tables
from tests.world import World, make_world, open_database


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with running_server() as running:
        yield running


@pytest.fixture(scope="session")
def template(server: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A migrated database to copy: making the tables anew for every test would take too long."""
    name = server.create()
    database = open_database(server.url(name), tmp_path_factory.mktemp("template"))
    database.migrate()
    database.close()
    return name


@dataclass(frozen=True)
class Store:
    """Where a database lies: its address, and the files to search in."""

    url: str
    folder: Path
    files: Path


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path, server: Server, template: str) -> Iterator[Store]:
    if request.param == "sqlite":
        yield Store(f"sqlite:///{tmp_path}/records.db", tmp_path, tmp_path)
        return
    name = server.create(template)
    yield Store(server.url(name), tmp_path, server.folder)
    server.drop(name)


@pytest.fixture
def database(store: Store) -> Iterator[Database]:
    opened = open_database(store.url, store.folder)
    make_tables(opened)
    yield opened
    opened.close()


@pytest.fixture
def world(database: Database) -> World:
    return make_world(database)
