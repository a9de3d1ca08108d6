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
from tests.tables import make_tables


@pytest.fixture(scope="session")
def texts() -> Texts:
    return make_texts()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, texts: Texts) -> Office:
    """The office as it is before each test: made once, closed, and copied from then on."""
    settings = make_settings(tmp_path_factory.mktemp("built"))
    database = Database.open(settings)
    make_tables(database)
    office = make_office(database, settings, texts, Clock())
    database.scrub()
    database.close()
    return office


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
