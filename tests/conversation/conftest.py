"""A family in records of their own, and all that is said, with no engine behind it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.conversation.knowledge import Knowledge
from bot.records.passwords import COST
from tests.stack import knowledge
from tests.world import World, make_world, open_database


@pytest.fixture
def known() -> Knowledge:
    return knowledge()


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(COST, "time", 1)
    monkeypatch.setattr(COST, "memory_kib", 64)
    database = open_database(f"sqlite:///{tmp_path}/records.db", tmp_path)
    database.migrate()
    return make_world(database)
