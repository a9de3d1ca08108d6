"""The portal over a real database, with a clock that tests move."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.records.database import Database
from bot.records.passwords import COST
from bot.services.texts import Texts
from tests.portal.office import Clock, Office, make_office, make_settings, make_texts


@pytest.fixture(scope="session")
def texts() -> Texts:
    return make_texts()


@pytest.fixture(autouse=True)
def _cheap_hashes(request: pytest.FixtureRequest) -> Iterator[None]:
    """Argon2 at its real cost only where a test asks for `real_cost`, because it measures it."""
    before = COST.time, COST.memory_kib
    if "real_cost" not in request.fixturenames:
        COST.time, COST.memory_kib = 1, 64
    yield
    COST.time, COST.memory_kib = before


@pytest.fixture
def real_cost() -> None:
    """Ask for argon2 at the cost of the product."""


@pytest.fixture
def office(tmp_path: Path, texts: Texts) -> Iterator[Office]:
    settings = make_settings(tmp_path)
    database = Database.open(settings)
    database.migrate()
    yield make_office(database, settings, texts, Clock())
    database.close()
