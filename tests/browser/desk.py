"""An office behind a real server on loopback, and what each of its pages must hold in a browser."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from playwright.sync_api import Page

from bot.records.database import Database
from tests.browser.conftest import SMALLEST_TARGET, Axes, is_wider_than_the_window, small_targets
from tests.portal.office import PASSWORD, Clock, Office, Person, make_office, make_settings, make_texts
from tests.tables import make_tables


@dataclass
class Desk:
    """An office behind a real server on loopback."""

    office: Office
    url: str

    def sign_in(self, page: Page, who: Person) -> None:
        page.goto(f"{self.url}/sign-in")
        page.fill("#email", who.email)
        page.fill("#password", PASSWORD)
        page.fill("#code", self.office.code(who))
        page.click("main button:has-text('Sign in') >> nth=0")
        page.wait_for_selector("text=Sign out")


@contextmanager
def served(state: Path, host: str = "127.0.0.1") -> Iterator[Desk]:
    """Serve an office. Security keys need a `host` with a name; `localhost` is one."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    url = f"http://{host}:{listening.getsockname()[1]}"
    settings = make_settings(
        state, BEFOREHAND_PORTAL_URL=url, BEFOREHAND_FAMILY_URL="http://family.localhost:8000"
    )
    database = Database.open(settings)
    make_tables(database)
    office = make_office(database, settings, make_texts(), Clock())
    server = uvicorn.Server(uvicorn.Config(office.app, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield Desk(office, url)
    finally:
        server.should_exit = True
        thread.join(10)
        database.close()


def check(page: Page, axe: Axes) -> None:
    """axe-core finds nothing at A or AA, nothing scrolls sideways, every target is 44 pixels."""
    axe(page)
    assert not is_wider_than_the_window(page), page.url
    # What is pressed for a tick box is its whole line.
    ticks = page.locator("label.tick").all()
    assert all((line.bounding_box() or {"height": 0})["height"] >= SMALLEST_TARGET for line in ticks), (
        page.url
    )
    others = [one for one in small_targets(page) if not re.match(r'<input type="(radio|checkbox)"', one)]
    assert others == [], page.url
