"""A family in records of their own, and all that is said, with no engine behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.conversation.knowledge import Knowledge
from bot.records.database import Database
from tests.stack import knowledge
from tests.tables import make_tables
from tests.world import World, make_world, open_database


@pytest.fixture
def known() -> Knowledge:
    return knowledge()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path}/records.db", tmp_path)
    make_tables(opened)
    yield opened
    opened.close()


@pytest.fixture
def world(database: Database) -> World:
    return make_world(database)
