"""For all tests of the first environment; those of the engine have their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.world import cheap_hashes, dear_hashes


@pytest.fixture(scope="session", autouse=True)
def _cheap_hashes() -> Iterator[None]:
    """An invented family takes ten of them: at the real cost that is four seconds for each one made."""
    with cheap_hashes():
        yield


@pytest.fixture
def real_cost() -> Iterator[None]:
    """Ask for it to have argon2 as dear as it is in use, because that is what is looked at."""
    with dear_hashes():
        yield
