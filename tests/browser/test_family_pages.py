"""Every page of the family's app in a real browser: readable by anyone, at any size, in any colours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Axes, Live, Open, is_wider_than_the_window, small_targets
from tests.browser.family_steps import DIGITS, Visitor

LOOKS: dict[str, dict[str, Any]] = {
    "a small phone": {"width": 320, "height": 640},
    "dark": {"width": 390, "color_scheme": "dark"},
    "forced colours": {"width": 390, "forced_colors": "active"},
    "a desk": {"width": 1280, "height": 900},
}


def every_page(page: Page, live: Live, language: str) -> Iterator[str]:
    """Walk through all pages there are, and name each one once it is shown."""
    visitor = Visitor(page, live.family, language)
    page.goto(f"{live.family}/?language={language}")
    yield "front"
    page.fill("#spoken", "1234-5678-9012")
    page.click("form[action='/code'] button")
    page.wait_for_selector(".told")
    yield "front after a refusal"
    page.goto(f"{live.family}/nothing-here")
    yield "not found"
    page.goto(f"{live.family}/j?language={language}")
    yield "link by hand"
    invite = live.invite()
    page.goto(f"{live.family}/j/{invite.token}?language={language}")
    yield "PIN"
    visitor.open_link(invite.token, invite.pin)
    yield "digits"
    page.fill("#first", DIGITS)
    page.fill("#second", "111111")
    page.click("button.main")
    page.wait_for_selector(".told")
    yield "digits that differ"
    page.fill("#first", DIGITS)
    page.fill("#second", DIGITS)
    page.click("button.main")
    page.wait_for_selector(".code")
    yield "return code"
    page.click("button.main")
    visitor.wait_for_question()
    yield "chat"
    visitor.press_first()
    page.click("summary")
    yield "chat with its menu"
    page.fill("#words", "a" * 4097)
    page.click("form:has(#words) button")
    page.wait_for_selector("#too-long")
    yield "chat with too long a message"


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("language", ["en", "pl"])
def test_no_page_has_a_fault_at_a_or_aa(
    live: Live, open_page: Open, axe: Axes, look: str, language: str
) -> None:
    page = open_page(**LOOKS[look])
    names = []
    for name in every_page(page, live, language):
        page.wait_for_load_state()
        axe(page)
        assert small_targets(page) == [], name
        assert not is_wider_than_the_window(page), name
        assert page.title() in {"Notes", "Notatki"}, name
        assert page.locator("form[action='/exit'] button").is_visible(), name
        names.append(name)
    assert len(names) == 11


def test_every_message_says_its_language_and_direction(live: Live, open_page: Open) -> None:
    page = open_page()
    for name in every_page(page, live, "en"):
        if name == "chat with its menu":
            break
    messages = page.locator("[role=log] .message")
    assert messages.count() >= 2
    for place in range(messages.count()):
        assert messages.nth(place).get_attribute("lang") in {"en", "pl"}
        assert messages.nth(place).get_attribute("dir") == "ltr"


def test_with_text_at_twice_its_size_nothing_is_cut_off(live: Live, chromium_with_large_text: Page) -> None:
    page = chromium_with_large_text
    seen = 0
    for name in every_page(page, live, "pl"):
        page.wait_for_load_state()
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        assert not is_wider_than_the_window(page), name
        assert cut_off(page) == [], name
        seen += 1
    assert seen == 11


def cut_off(page: Page) -> list[str]:
    """Return boxes whose words do not fit into them."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('p, button, a, label, h1, h2, summary, legend')]
            .filter((one) => one.checkVisibility() && !one.matches('.heard, .skip'))
            .filter((one) => getComputedStyle(one).display !== 'inline')
            .filter((one) => one.scrollWidth > one.clientWidth + 1)
            .map((one) => one.outerHTML.slice(0, 90))"""
    )
    return found


def test_urdu_stands_in_nastaliq_with_room_for_it(live: Live, open_page: Open) -> None:
    """Where the font is there; what is written in other letters keeps its own."""
    page = open_page(width=360)
    page.goto(f"{live.family}/?language=ur")
    drawn = "one => [getComputedStyle(one).fontFamily.split(',')[0], getComputedStyle(one).lineHeight]"
    family, height = page.locator("h1").evaluate(drawn)
    size = page.locator("h1").evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    assert family == '"Noto Nastaliq Urdu"'
    assert float(height.removesuffix("px")) >= 2 * size
    assert page.locator("a[lang=en]").evaluate(drawn)[0] == "system-ui"
    assert not is_wider_than_the_window(page)
