"""The portal over a real database, with a clock that tests move."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from pathlib import Path

import pytest

from bot.records.database import Database
from bot.services.texts import Texts
from tests.portal.office import STAFF, Clock, Office, make_app, make_office, make_settings, make_texts
from tests.world import cheap_hashes


@pytest.fixture(scope="session")
def texts() -> Texts:
    return make_texts()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, texts: Texts) -> Office:
    """The office as it is before each test: made once, closed, and copied from then on."""
    settings = make_settings(tmp_path_factory.mktemp("built"))
    database = Database.open(settings)
    database.migrate()
    with cheap_hashes():
        office = make_office(database, settings, texts, Clock())
    database.scrub()
    database.close()
    return office


@pytest.fixture(autouse=True)
def _hashes(request: pytest.FixtureRequest) -> Iterator[None]:
    """Argon2 at its real cost only where a test asks for `real_cost`, because it measures it."""
    if "real_cost" in request.fixturenames:
        yield
        return
    with cheap_hashes():
        yield


@pytest.fixture
def real_cost() -> None:
    """Ask for argon2 at the cost of the product."""


@pytest.fixture
def office(tmp_path: Path, built: Office) -> Iterator[Office]:
    shutil.copytree(built.settings.state, tmp_path / "state")
    settings = make_settings(tmp_path / "state")
    database = Database.open(settings)
    clock = Clock(built.clock.now)
    app = make_app(database, settings, built.texts, clock)
    people = {name: copy(getattr(built, name)) for name in STAFF}
    yield replace(built, database=database, settings=settings, clock=clock, app=app, **people)
    database.close()
