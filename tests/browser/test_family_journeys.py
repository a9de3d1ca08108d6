"""The whole conversation in a real browser, against the real engine: with scripts, without, by keyboard alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.records import drafts, inbox, outbox
from tests.browser.conftest import Live, Open
from tests.browser.family_steps import DIGITS, WITHIN, Visitor
from tests.stack import knowledge

GOLDEN = Path(__file__).resolve().parents[1] / "journeys" / "golden"
BELT = "  /he hit me with a belt "


@pytest.fixture
def visitor(live: Live, open_page: Open) -> Visitor:
    return come_in(live, open_page())


def come_in(live: Live, page: Page, key: str = "mother", language: str = "en") -> Visitor:
    """Come in for the first time as far as the first question."""
    invite = live.invite(key)
    visitor = Visitor(page, live.family, language)
    visitor.open_link(invite.token, invite.pin)
    visitor.choose_digits()
    return visitor


def test_a_parent_reaches_the_end_without_scripts(live: Live, open_page: Open) -> None:
    visitor = come_in(live, open_page(scripts=False))
    steps = visitor.follow((GOLDEN / "parent.en.script").read_text().splitlines(keepends=True))
    assert steps > 30
    assert said("sent.finished") in visitor.told
    assert re.search(r"[?#&]", visitor.page.url.removesuffix("#now")) is None


def said(item: str) -> str:
    return knowledge().texts.messages(item, "en")[-1]
