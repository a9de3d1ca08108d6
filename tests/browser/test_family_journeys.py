"""The whole conversation in a real browser, against the real engine: with scripts, without, by keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.records import drafts, inbox
from bot.records.conversations import Conversation, by_public_id
from bot.records.drafts import Part
from tests.browser.conftest import Live, Open, is_wider_than_the_window
from tests.browser.family_steps import WITHIN, Visitor
from tests.stack import knowledge

GOLDEN = Path(__file__).resolve().parents[1] / "journeys" / "golden"
BELT = "  /he hit me with a belt "
MOST_TABS = 60


def come_in(live: Live, page: Page, key: str = "mother") -> Visitor:
    """Come in as far as the first thing that is said."""
    invite = live.invite(key)
    visitor = Visitor(page, live.family)
    visitor.open_link(invite.token, invite.pin)
    visitor.choose_digits()
    return visitor


def said(item: str) -> str:
    """The last message of an item, in English."""
    return knowledge().texts.messages(item, "en")[-1]


def script(name: str) -> list[str]:
    return (GOLDEN / name).read_text().splitlines(keepends=True)


def test_a_parent_reaches_the_end_without_scripts_at_320_pixels(live: Live, open_page: Open) -> None:
    visitor = come_in(live, open_page(width=320, height=640, scripts=False))
    assert visitor.follow(script("parent.en.script")) > 30
    assert said("sent.finished") in visitor.told
    assert visitor.page.url.removeprefix(live.family) in {"/chat", "/chat#now"}


def test_a_parent_reaches_the_end_with_scripts(live: Live, open_page: Open) -> None:
    page = open_page(width=320, height=640)
    visitor = come_in(live, page, "father")
    entries = page.evaluate("history.length")
    visitor.follow(script("parent.en.script"))
    assert said("sent.finished") in visitor.told
    assert not is_wider_than_the_window(page)
    assert page.evaluate("history.length") == entries  # the whole talk is one entry, so leaving leaves none
