"""Every page of the portal, for every role: readable in any light, at any size, in both directions."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page as Window

from bot.portal.app import PAGES
from bot.records.scopes import Role
from tests.browser.conftest import Axes, Open, is_wider_than_the_window
from tests.browser.desk import Desk, check, served
from tests.browser.full_office import ARABIC, ENGLISH, URDU, Filled, fill
from tests.browser.ways import LEADS_ON, WAYS, Walk, opened_by, walkers, ways_to

TOO_WIDE = """[...document.querySelectorAll('*')]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
    .map(one => one.outerHTML.slice(0, 80))"""
LOOKS: dict[str, dict[str, Any]] = {
    "phone": {"width": 320},
    "desk": {"width": 1280},
    "desk, dark": {"width": 1280, "color_scheme": "dark"},
    "phone, dark, right to left": {"width": 390, "color_scheme": "dark"},
}


@dataclass
class Full:
    desk: Desk
    filled: Filled


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Full]:
    with served(tmp_path_factory.mktemp("full"), "localhost") as desk:
        # Playwright holds the event loop of this thread, and the office's own client needs one.
        with ThreadPoolExecutor(1) as apart:
            filled = apart.submit(fill, desk.office, desk.url).result()
        yield Full(desk, filled)


def walked(walk: Walk, role: Role | None) -> Iterator[str]:
    """Sign in, open every page of a role, and name each once it is shown."""
    who = walkers(walk)[role]
    walk.window.context.clear_cookies()
    walk.window.set_default_timeout(10_000)
    if who is not None:
        walk.desk.sign_in(walk.window, who)
    for page in opened_by(role):
        for way in ways_to(page):
            way(walk)
            yield page.name


def test_every_page_has_a_way() -> None:
    """A page that is new fails here until it is said how it is opened; nothing is known that is gone."""
    shown = {page.name for page in PAGES if ways_to(page)}
    assert len(shown) > 60
    assert shown | LEADS_ON == {page.name for page in PAGES}
    assert set(WAYS) <= shown


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_accessible(
    full: Full, open_page: Open, axe: Axes, look: str, role: Role | None
) -> None:
    """axe-core finds nothing at A or AA, nothing scrolls sideways, every target is 44 pixels."""
    window = open_page(**LOOKS[look])
    walk = Walk(
        full.desk, full.filled, window, f"{look.replace(', ', '.').replace(' ', '-')}.{role or 'nobody'}"
    )
    seen = 0
    for name in walked(walk, role):
        if look.endswith("right to left"):
            window.evaluate("document.documentElement.dir = 'rtl'")
        check(window, axe)
        assert window.locator("h1").count() == 1, name
        seen += 1
    assert seen >= len({page.name for page in opened_by(role)} - LEADS_ON)


@pytest.mark.parametrize("role", [None, *Role])
def test_text_twice_as_large(
    full: Full, chromium_with_large_text: Window, axe: Axes, role: Role | None
) -> None:
    """At 200 % text in 320 pixels nothing scrolls sideways, and axe-core finds nothing."""
    window = chromium_with_large_text
    walk = Walk(full.desk, full.filled, window, f"large.{role or 'nobody'}")
    for name in walked(walk, role):
        assert window.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        assert not is_wider_than_the_window(window), (name, window.evaluate(TOO_WIDE))
        axe(window)


def test_words_run_their_own_way(full: Full, open_page: Open) -> None:
    """Urdu and Arabic stand right to left in a block of their own, English beside them left to right."""
    window = open_page(width=1280)
    full.desk.sign_in(window, full.desk.office.ada)
    walk = Walk(full.desk, full.filled, window, "words")
    for name in ("answers", "worker-copy", "meeting-copy", "voice", "side-by-side", "headings"):
        walk.go(name)
        for words, runs in ((URDU, "rtl"), (ARABIC, "rtl"), (ENGLISH, "ltr")):
            if words == ENGLISH and name in ("meeting-copy", "voice"):
                continue
            said = window.locator("blockquote, .said, .words").filter(has_text=words).first
            drawn = said.evaluate(
                "one => [getComputedStyle(one).direction, getComputedStyle(one).unicodeBidi]"
            )
            assert drawn == [runs, "isolate"], (name, words)
