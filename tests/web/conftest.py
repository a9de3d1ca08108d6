"""The whole product over real HTTP, once for each file of tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from itertools import count
from types import SimpleNamespace

import pytest
import pytest_asyncio

from tests.stack import Stack, running
from tests.web.visitor import Visitor, client

A_WHILE = 1000.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    async with running(tmp_path_factory.mktemp("state")) as stack:
        yield stack


@pytest_asyncio.fixture(loop_scope="module")
async def visit(stack: Stack) -> AsyncIterator[Callable[[], Visitor]]:
    """Return somebody new: `visit()`."""
    opened = []

    def visit_one(**headers: str) -> Visitor:
        opened.append(client(stack, **headers))
        return Visitor(opened[-1])

    yield visit_one
    for http in opened:
        await http.aclose()


_later = count(1)


@pytest.fixture(autouse=True)
def nobody_tried_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let so much time pass before each test that wrong tries of earlier ones are forgotten."""
    now = next(_later) * A_WHILE
    monkeypatch.setattr("bot.web.arriving.time", SimpleNamespace(monotonic=lambda: now))
