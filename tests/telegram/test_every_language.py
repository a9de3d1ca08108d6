"""Every language on Telegram: chosen by its own name, said whole, and names stand apart in it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.language.direction import isolate
from tests.stack import knowledge
from tests.telegram.conftest import Office, office

pytestmark = pytest.mark.asyncio(loop_scope="module")
QUICK = 0.2
WORKER = "Sam Ashby (invented)"
KNOWN = knowledge()
LANGUAGES = [code for code in KNOWN.texts.catalogues.offered if code != "en"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def quick(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    async with office(tmp_path_factory.mktemp("languages"), pace=QUICK) as made:
        yield made


def pieces(item: str, language: str) -> list[str]:
    """What an item says in a language, as the words around what is put into it."""
    texts = KNOWN.texts.messages(item, language)
    around = [piece.strip() for text in texts for piece in text.replace("}", "{").split("{")[::2]]
    return [piece for piece in around if piece]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_language_is_chosen_by_its_name_and_everything_is_in_it(quick: Office, language: str) -> None:
    assert len(LANGUAGES) == 15
    phone = await quick.arrived()
    first = quick.server.to(phone.chat)[-1]
    own_name = KNOWN.texts.catalogues.own_name(language)
    assert own_name in first.buttons
    before = len(phone.heard())
    answer = await phone.presses(own_name)
    said = "\n".join(phone.heard()[before:])
    assert all(piece in said for piece in pieces("arrival.welcome", language))
    assert KNOWN.texts.short("choices.next", language) in answer.buttons
    before = len(phone.heard())
    await phone.presses(KNOWN.texts.short("choices.next", language))
    said = "\n".join(phone.heard()[before:])
    assert all(piece in said for piece in pieces("arrival.who_sees", language))
    assert isolate(WORKER) in said


@pytest.mark.parametrize("language", ["ar", "bn", "pa"])
async def test_the_same_question_comes_back_in_another_language(quick: Office, language: str) -> None:
    phone = await quick.at_first_question()
    english = phone.heard()[-1]
    await phone.does(phone.message(KNOWN.texts.catalogues.own_name(language)))
    asked = await phone.presses(KNOWN.texts.catalogues.own_name(language))
    assert quick.about(phone) == "parent.good.ordinary_moment"
    assert all(piece in asked.text for piece in pieces("parent.good.ordinary_moment", language)[-1:])
    assert asked.text != english
