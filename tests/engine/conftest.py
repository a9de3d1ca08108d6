"""Real Rasa, the real trained model, real processes. The stand-in comes before any import of Rasa."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.engine import stand_in

os.environ["SQLALCHEMY_SILENCE_UBER_WARNING"] = "1"
stand_in.install()

from tests.engine.engine_process import Engine  # noqa: E402
from tests.engine.guide_actions import ActionServer  # noqa: E402


@pytest.fixture(scope="session")
def key() -> bytes:
    return secrets.token_hex(32).encode()


@pytest.fixture(scope="session")
def served(key: bytes) -> Iterator[ActionServer]:
    server = ActionServer(key)
    yield server
    server.close()


@pytest.fixture
def actions(served: ActionServer) -> ActionServer:
    served.calls.clear()
    served.instead.clear()
    served.delay = 0.0
    return served


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory, key: bytes, served: ActionServer) -> Iterator[Engine]:
    running = Engine(tmp_path_factory.mktemp("engine"), key, served.port)
    yield running
    running.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
