"""A family of a Welsh council on Telegram: the first question whole in Welsh and in English."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.telegram.conftest import Office, office
from tests.welsh import ENGLISH, WELSH, glanafon, welsh_knowledge

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def welsh(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    folder = tmp_path_factory.mktemp("welsh")
    async with office(folder, known=welsh_knowledge(folder), council=glanafon()) as made:
        yield made


async def test_two_messages_of_one_kind_then_the_language_that_was_chosen(welsh: Office) -> None:
    phone = await welsh.arrived()
    first, second = welsh.server.to(phone.chat)[-2:]
    assert (first.text, second.text) == (WELSH, ENGLISH)
    assert list(first.buttons)[:3] == list(second.buttons)[:3] == ["Cymraeg", "English", "Polski"]
    assert (list(first.buttons)[-1], list(second.buttons)[-1]) == ("Stopio", "Stop")
    await phone.does(phone.pressed(first, "Cymraeg"))
    answer = welsh.server.to(phone.chat)[-1]
    assert "plentyn" in answer.text
    assert "Nesaf" in answer.buttons
