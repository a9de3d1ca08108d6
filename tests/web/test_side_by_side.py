"""A family of a Welsh council on the web and in a terminal: Welsh and English alike, until one is chosen."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import update

from bot.records import tables
from tests.stack import Stack, running
from tests.web.visitor import Visitor, client
from tests.welsh import ENGLISH, POLISH, WELSH, glanafon, welsh_knowledge

pytestmark = pytest.mark.asyncio(loop_scope="module")
_OURS = re.compile(
    r'<div class="message ours" lang="([a-z]+)" dir="([a-z]+)".*?<p class="lines">(.*?)</p>', re.DOTALL
)
_BUTTON = re.compile(r'<button name="button" [^>]*class="(choice|plain)[^>]* lang="([a-z]+)"[^>]*>([^<]+)<')
_LINKS = re.compile(r'<li><a href="/\?language=([a-z]+)"')


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    folder = tmp_path_factory.mktemp("state")
    async with running(folder, welsh_knowledge(folder), council=glanafon()) as stack:
        yield stack


def said(visitor: Visitor) -> list[tuple[str, str, str]]:
    return [(code, way, html.unescape(text)) for code, way, text in _OURS.findall(visitor.page)]


async def test_the_first_page_says_it_whole_in_both_and_the_next_in_the_one_chosen(stack: Stack) -> None:
    async with client(stack) as http:
        visitor = Visitor(http)
        await visitor.come_in(stack)
        assert said(visitor) == [("cy", "ltr", WELSH), ("en", "ltr", ENGLISH)]
        buttons = _BUTTON.findall(visitor.page)
        names = [name for kind, _, name in buttons if kind == "choice"]
        assert names[:3] == ["Cymraeg", "English", "Polski"]
        assert len(names) == len(set(names))
        assert [(code, name) for _, code, name in buttons if "Stop" in name] == [
            ("cy", "Stopio"),
            ("en", "Stop"),
        ]
        await visitor.press("Cymraeg")
        assert said(visitor)[:2] == [("cy", "ltr", WELSH), ("en", "ltr", ENGLISH)]
        assert {code for code, _, _ in said(visitor)[2:]} == {"cy"}
        assert '<html lang="cy"' in visitor.page


async def test_whoever_comes_back_is_spoken_to_in_the_language_they_chose(stack: Stack) -> None:
    async with client(stack) as first, client(stack) as second:
        visitor = Visitor(first)
        await visitor.come_in(stack)
        await visitor.press("Cymraeg")
        again = Visitor(second)
        await again.post("/back", {"code": visitor.code, "digits": "482913", "chosen": "en"})
        assert {code for code, _, _ in said(again)} == {"cy"}


async def test_whoever_starts_again_is_asked_in_the_language_they_chose(stack: Stack) -> None:
    async with client(stack) as http:
        visitor = Visitor(http)
        await visitor.come_in(stack)
        await visitor.follow("!choose en\n!choose choices.next\n!choose choices.have_read\n")
        await visitor.say("start again")
        before = len(said(visitor))
        await visitor.press(visitor.label("choices.start_again"))
        assert said(visitor)[-1] == ("en", "ltr", ENGLISH)
        assert {code for code, _, _ in said(visitor)[before:]} == {"en"}


async def test_the_front_page_names_them_first_and_is_whole_in_welsh(stack: Stack) -> None:
    async with client(stack, **{"accept-language": "pl"}) as http:
        front = await http.get("/")
        assert _LINKS.findall(front.text)[:3] == ["cy", "en", "pl"]
        welsh = await http.get("/?language=cy")
        assert '<html lang="cy"' in welsh.text
        assert "Which language" not in welsh.text


async def test_in_a_terminal_an_invite_in_polish_brings_polish_as_the_third(stack: Stack) -> None:
    talk = await stack.talk("father")
    with stack.database.begin() as tx:
        row = tables.ConversationRow
        tx.connection.execute(update(row).where(row.id == talk.conversation_id).values(language="pl"))
    begun = await talk.begin()
    assert [(one.language, one.text) for one in begun.replies] == [
        ("cy", WELSH),
        ("en", ENGLISH),
        ("pl", POLISH),
    ]
    assert [choice.name for choice in begun.replies[0].choices][:3] == ["cy", "en", "pl"]
    assert {one.language for one in (await talk.press("pl")).replies} == {"pl"}
