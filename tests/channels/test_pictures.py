"""The same picture on each channel: drawn, sent as a photo, or told in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from telegram import Bot

from bot.channels.telegram import MOST_CAPTION, TelegramSender
from bot.channels.telegram_pace import Pace
from bot.channels.terminal import printed, turn_object
from bot.conversation.renderer import Values
from bot.messages import Choice, Picture, Reply, Say
from bot.web.messages import shown
from tests.stack import knowledge
from tests.telegram_server import TOKEN, TelegramServer, telegram_server

CLOUDS = Picture("worry_sizes", "Three grey clouds.")
BIG = Choice("c:h1:h2", "A big worry", "choices.worry_big", "worry_big")
SIZE = Reply("child.worries.size", "How big is this worry?", "en", "ltr", (BIG,), picture=CLOUDS)


def _rendered(language: str, item: str, *choices: str) -> list[Reply]:
    values = Values(language, "england", "child", {"worker": "Sam", "emergency_number": "999"})
    return knowledge().renderer.replies(Say(item, {}, choices), values, lambda _: ())


async def _sent(reply: Reply) -> TelegramServer:
    async with (
        telegram_server() as server,
        Bot(TOKEN, base_url=f"{server.url}/bot") as bot,
    ):
        await TelegramSender(bot, Pace(each_chat=0.0)).send("77", reply)
        return server


async def test_telegram_gets_one_photo_with_the_words_under_it() -> None:
    server = await _sent(SIZE)
    (one,) = server.to(77)
    assert (one.photo, one.text, one.buttons) == (True, SIZE.text, {"A big worry": BIG.id})
    assert one.protected
    # The name of the file could tell somebody over a shoulder what is talked about.
    upload = next(fields["photo"] for method, fields in server.calls if method == "sendPhoto")
    assert (upload.filename, upload.content_type) == ("picture.png", "image/png")


async def test_telegram_leaves_a_picture_out_before_it_cuts_words() -> None:
    server = await _sent(replace(SIZE, text="x" * (MOST_CAPTION + 1)))
    (one,) = server.to(77)
    assert (one.photo, len(one.text)) == (False, MOST_CAPTION + 1)


def test_a_terminal_tells_what_a_picture_shows() -> None:
    assert printed(SIZE).startswith("[Three grey clouds.]\nHow big is this worry?")
    assert turn_object(None, [SIZE], 1)["replies"][0]["picture"] == "Three grey clouds."
    assert "picture" not in turn_object(None, [replace(SIZE, picture=None)], 1)["replies"][0]


def test_a_page_has_the_picture_with_its_words() -> None:
    page = shown([SIZE])
    assert page.messages[0].picture == CLOUDS
    assert [choice.picture for choice in page.choices] == ["worry_big"]


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_picture_comes_once_and_in_the_language(language: str) -> None:
    first, *rest = _rendered(language, "child.worries.intro")
    told = knowledge().texts.messages("pictures.house_worries", language)[0]
    assert first.picture == Picture("house_worries", told)
    assert [reply.picture for reply in rest] == [None]


def test_only_choices_with_a_picture_have_one() -> None:
    question = "child.worries.size"
    named = ("choices.worry_big", "choices.not_sure")
    (reply,) = _rendered("en", question, *(f"choose:{question}:{one}" for one in named), "control:skip")
    assert [choice.picture for choice in reply.choices] == ["worry_big", None, None]
