"""P-05, P-06: after leaving, nothing can be read, neither by going back nor by looking into the browser."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, expect

from bot.web.app import LEAVE_TO
from tests.browser.conftest import Live, Open
from tests.browser.family_steps import WITHIN, Visitor
from tests.stack import knowledge

SOONEST = 0.3
SECRET = "kanarek 55102"


def in_the_chat(live: Live, page: Page) -> Visitor:
    invite = live.invite("father")
    visitor = Visitor(page, live.family)
    visitor.open_link(invite.token, invite.pin)
    visitor.choose_digits()
    visitor.press_first()
    visitor.say(SECRET)
    return visitor


def readable(page: Page) -> str:
    return page.locator("body").inner_text()


def front_heading() -> str:
    return knowledge().texts.messages("pages.front.heading", "en")[0]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_after_leaving_nothing_is_left(live: Live, open_page: Open, scripts: bool) -> None:
    page = open_page(scripts=scripts)
    visitor = in_the_chat(live, page)
    told = visitor.told[-1]
    assert page.context.cookies()
    page.click(".leave")
    page.wait_for_url(LEAVE_TO)
    assert "Rain" in readable(page)
    expect_no_cookies(page)
    for _ in range(6):
        page.go_back()
        page.wait_for_load_state()
        assert told not in page.content()
        assert page.locator("#log").count() == 0
    storage = page.context.storage_state()
    assert storage["cookies"] == []
    assert storage["origins"] == []


def expect_no_cookies(page: Page) -> None:
    until = time.monotonic() + 5
    while page.context.cookies() and time.monotonic() < until:
        page.wait_for_timeout(50)
    assert page.context.cookies() == []


def test_leaving_is_quick(live: Live, open_page: Open) -> None:
    page = open_page()
    in_the_chat(live, page)
    pressed: list[float] = []
    gone: list[float] = []
    page.on("console", lambda said: pressed.append(time.monotonic()) if said.text == "pressed" else None)
    page.on("request", lambda asked: gone.append(time.monotonic()) if asked.url == LEAVE_TO else None)
    page.evaluate("addEventListener('click', () => console.log('pressed'), { capture: true })")
    page.click(".leave")
    page.wait_for_url(LEAVE_TO)
    assert len(pressed) == len(gone) == 1
    assert gone[0] - pressed[0] < SOONEST


def test_nothing_is_ever_put_into_the_browsers_storage(live: Live, open_page: Open) -> None:
    page = open_page()
    in_the_chat(live, page)
    kept = page.evaluate(
        """async () => [localStorage.length, sessionStorage.length, (await caches.keys()).length,
                        (await indexedDB.databases()).length, document.cookie]"""
    )
    assert kept == [0, 0, 0, 0, ""]
    (cookie,) = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Strict", -1)


def test_a_page_from_the_browsers_own_memory_is_not_shown(live: Live, open_page: Open) -> None:
    page = open_page()
    visitor = in_the_chat(live, page)
    told = visitor.told[-1]
    page.goto(LEAVE_TO)
    page.context.clear_cookies()
    page.go_back()
    page.wait_for_load_state()
    expect(page.locator("h1")).to_have_text(front_heading(), timeout=WITHIN)
    assert told not in page.content()


def test_a_page_that_nobody_touches_closes_itself(live: Live, open_page: Open) -> None:
    page = open_page()
    page.clock.install()
    in_the_chat(live, page)
    page.clock.fast_forward("09:30")
    assert page.locator("#log").count() == 1
    page.clock.fast_forward("00:40")
    expect(page.locator("h1")).to_have_text(front_heading(), timeout=WITHIN)


def test_the_links_secret_does_not_stay_in_the_address(live: Live, open_page: Open) -> None:
    page = open_page()
    invite = live.invite("father")
    page.goto(f"{live.family}/j#{invite.token}")
    assert page.url == f"{live.family}/j"
    assert page.locator("#link").is_hidden()
    page.fill("#pin", invite.pin)
    page.click("button.main")
    expect(page.locator("#first")).to_be_visible(timeout=WITHIN)


def test_words_stay_in_the_field_when_the_connection_fails(live: Live, open_page: Open) -> None:
    page = open_page()
    visitor = in_the_chat(live, page)
    page.context.set_offline(True)
    page.fill("#words", SECRET)
    page.click("form:has(#words) button")
    expect(page.locator("#failed")).to_be_visible(timeout=WITHIN)
    assert page.input_value("#words") == SECRET
    page.context.set_offline(False)
    before = visitor.sent
    page.click("form:has(#words) button")
    visitor.wait_for_reply(before)
