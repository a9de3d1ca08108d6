"""A real Chromium for both apps, and what every page of ours must hold in it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from bot.conversation.knowledge import Knowledge
from bot.records.invites import IssuedInvite
from bot.web import throttle
from tests.stack import Stack, running

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SMALLEST_TARGET = 44

MANY_TRIES = 100_000
READY_WITHIN = 90

Got = TypeVar("Got")
Open = Callable[..., Page]
Axes = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class Live:
    """The whole product, in a thread of its own: Playwright's plain calls would hold up its loop."""

    stack: Stack
    loop: asyncio.AbstractEventLoop

    @property
    def family(self) -> str:
        return self.stack.settings.family_url

    @property
    def portal(self) -> str:
        return self.stack.settings.portal_url

    def do(self, work: Coroutine[Any, Any, Got]) -> Got:
        """Run something on the product's own loop, and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(READY_WITHIN)

    def invite(self, key: str = "mother") -> IssuedInvite:
        return self.do(self.stack.invite(key))


def live_with(state: Path, known: Knowledge | None = None, **more: str) -> Iterator[Live]:
    """The product, running in a thread of its own until this is closed. `more` are settings."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="product")
    thread.start()
    whole = running(state, known, **more)
    try:
        stack = asyncio.run_coroutine_threadsafe(whole.__aenter__(), loop).result(READY_WITHIN)
        yield Live(stack, loop)
        asyncio.run_coroutine_threadsafe(whole.__aexit__(None, None, None), loop).result(READY_WITHIN)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(READY_WITHIN)
        loop.close()


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Return the product, running, with an invented family; new for each file of tests."""
    with pytest.MonkeyPatch.context() as patch:
        # One address stands for everybody here; what slows guesses is tested in tests/web/test_throttle.py.
        patch.setattr(throttle, "MOST_OF_ONE", MANY_TRIES)
        patch.setattr(throttle, "MOST_OF_ALL", MANY_TRIES)
        yield from live_with(tmp_path_factory.mktemp("state"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Open]:
    """Return a new window of a new browser profile: `open_page(width=320, scripts=False, ...)`.

    A fault of a script or a refusal by the content policy fails the test that met it.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_one(*, width: int = 390, height: int = 780, scripts: bool = True, **options: Any) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=scripts, **options
        )
        contexts.append(context)
        # Leaving ends on somebody else's site, which is not here.
        context.route("**/*", _stay_here)
        page = context.new_page()
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def chromium_with_large_text(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """Return a 320-pixel window of a browser whose owner has set the text to twice its size."""
    profile = tmp_path / "profile" / "Default"
    profile.mkdir(parents=True)
    (profile / "Preferences").write_text('{"webkit": {"webprefs": {"default_font_size": 32}}}')
    context = chromium.browser_type.launch_persistent_context(
        profile.parent, executable_path=CHROMIUM, args=FLAGS, viewport={"width": 320, "height": 640}
    )
    context.route("**/*", _stay_here)
    yield context.new_page()
    context.close()


def _stay_here(route: Route) -> None:
    if route.request.url.startswith(("http://localhost:", "http://127.0.0.1:")):
        route.continue_()
    else:
        route.fulfill(status=200, content_type="text/html", body="<title>Weather</title><p>Rain.")


@pytest.fixture
def axe() -> Axes:
    """Return a check that axe-core finds nothing at A or AA, after proving that it looked at something."""
    checker = Axe()

    def check(page: Page) -> None:
        # On a busy machine a page's words are there before its style sheet.
        page.wait_for_load_state("load")
        found = checker.run(page, options={"runOnly": {"type": "tag", "values": LEVELS}}).response
        assert found["passes"], f"axe looked at nothing on {page.url}"
        faults = [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found["violations"]]
        assert faults == [], page.url

    return check


def small_targets(page: Page) -> list[str]:
    """Return what can be pressed and is under SMALLEST_TARGET CSS pixels in height or width.

    Links inside a sentence are exempt, as in WCAG 2.5.8.
    """
    found: list[str] = page.evaluate(
        """(least) => [...document.querySelectorAll('button, summary, input, textarea, select, a')]
            .filter((one) => one.checkVisibility() && !one.matches('p a, .skip'))
            .map((one) => [one, one.getBoundingClientRect()])
            .filter(([, box]) => box.height < least || box.width < least)
            .map(([one, box]) => `${one.outerHTML.slice(0, 80)} ${box.width}x${box.height}`)""",
        SMALLEST_TARGET,
    )
    return found


def is_wider_than_the_window(page: Page) -> bool:
    """Whether anything makes the page scroll sideways, once its letters are the ones it is read in."""
    page.evaluate("document.fonts.ready.then(() => true)")
    wider: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return wider
