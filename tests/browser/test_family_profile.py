"""P-01: a thief with the whole browser profile finds nothing that was said, told or given."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bot.web.app import LEAVE_TO
from tests.browser.conftest import CHROMIUM, FLAGS, Live, _stay_here
from tests.browser.family_steps import Visitor
from tests.privacy.canary import search
from tests.web.visitor import invite_somebody

SAID = "My kanarek-browser łódź اب sings in the morning"
SCRIPT = ["!choose en\n", "!choose choices.next\n", "!choose choices.have_read\n"]

Browse = Callable[[Callable[[Page], None]], None]


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def browse(chromium: Browser, profile: Path) -> Browse:
    """Return a way to do something in a window of this profile, and close the browser after it."""

    def in_a_window(doing: Callable[[Page], None]) -> None:
        context = chromium.browser_type.launch_persistent_context(
            profile, executable_path=CHROMIUM, args=FLAGS, locale="en-GB"
        )
        context.route("**/*", _stay_here)
        doing(context.new_page())
        context.close()

    return in_a_window


@pytest.mark.parametrize("leaves", [True, False], ids=["after leaving", "after the browser was just closed"])
def test_the_profile_holds_nothing(live: Live, profile: Path, browse: Browse, leaves: bool) -> None:
    needles: dict[str, str] = {"said": SAID}

    def talk(page: Page) -> None:
        invite = invite_somebody(live.stack)
        visitor = Visitor(page, live.family)
        visitor.open_link(invite.token, invite.pin)
        visitor.choose_digits()
        visitor.follow(SCRIPT)
        visitor.say(SAID)
        needles["return code"] = visitor.code
        needles["told"] = "Sam Ashby"
        needles["cookie"] = page.context.cookies()[0]["value"]
        assert needles["told"] in " ".join(visitor.told)
        if leaves:
            page.click(".leave")
            page.wait_for_url(LEAVE_TO)

    browse(talk)
    assert len(needles) == 4
    assert search([profile], needles) == []


def test_the_search_finds_what_a_profile_does_keep(live: Live, profile: Path, browse: Browse) -> None:
    def plant(page: Page) -> None:
        page.goto(f"{live.family}/?planted=kanarek-browser")

    browse(plant)
    assert search([profile], {"planted": "kanarek-browser"})
