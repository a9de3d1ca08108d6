"""A security key in a real browser, by its own authenticator: adding it, and signing in with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page

from tests.browser.conftest import Axes, Open
from tests.browser.desk import Desk, check, served
from tests.portal.office import PASSWORD, Office, Person


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """An office at an address with a name: at a bare IP address browsers know no security keys."""
    with served(tmp_path_factory.mktemp("named"), "localhost") as desk:
        yield desk


def plug_in(page: Page) -> tuple[CDPSession, str]:
    """Give the browser a key that knows its owner and is always touched."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools, made["authenticatorId"]


def add(desk: Desk, page: Page, who: Person) -> None:
    page.goto(f"{desk.url}/security-keys")
    page.fill("#name", "Blue key")
    page.fill("#password", PASSWORD)
    page.fill("#code", desk.office.code(who))
    page.click("text=Add this key")
    page.wait_for_selector("text=Not used yet.")


def sign_in_with_key(desk: Desk, page: Page, who: Person) -> None:
    desk.office.clock.move(minutes=2)
    page.goto(f"{desk.url}/sign-in")
    page.fill("#email", who.email)
    page.fill("#password", PASSWORD)
    page.click("text=Sign in with a security key")


def leave(page: Page) -> None:
    page.click("text=Sign out")
    page.wait_for_selector("h1:has-text('Sign in')")


def stored(devtools: CDPSession, key: str) -> dict[str, Any]:
    held: list[dict[str, Any]] = devtools.send("WebAuthn.getCredentials", {"authenticatorId": key})[
        "credentials"
    ]
    assert len(held) == 1
    return held[0]


def test_a_key_is_added_and_signs_in(named: Desk, open_page: Open, axe: Axes) -> None:
    """The whole way, with the browser's own policy in force; a copy that is a count behind gets nowhere."""
    page = open_page(width=320)
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    devtools, key = plug_in(page)
    office: Office = named.office
    named.sign_in(page, office.ada)
    page.goto(f"{named.url}/security-keys")
    check(page, axe)
    assert not page.is_visible("text=Your browser cannot ask for a key")
    add(named, page, office.ada)
    check(page, axe)
    copy = stored(devtools, key)
    leave(page)
    check(page, axe)
    for _ in range(2):
        sign_in_with_key(named, page, office.ada)
        page.wait_for_selector("h1:has-text('My cases')")
        leave(page)
    assert stored(devtools, key)["signCount"] > copy["signCount"]
    assert faults == []
    devtools.send("WebAuthn.clearCredentials", {"authenticatorId": key})
    devtools.send("WebAuthn.addCredential", {"authenticatorId": key, "credential": copy})
    sign_in_with_key(named, page, office.ada)
    page.wait_for_selector("text=That did not work.")


def test_no_key_there_is_said_and_the_code_still_works(named: Desk, open_page: Open) -> None:
    """The browser finds nothing that fits: a line says so, nothing is sent, the code is asked for as ever."""
    page = open_page(width=1280)
    plug_in(page)
    sign_in_with_key(named, page, named.office.bea)
    page.wait_for_selector("text=Your browser got no answer from a security key.")
    assert page.get_attribute("#code", "required") is not None
    page.fill("#code", named.office.code(named.office.bea))
    page.click("main button.main")
    page.wait_for_selector("h1:has-text('My cases')")


def test_without_scripts_the_key_is_not_offered(named: Desk, open_page: Open) -> None:
    page = open_page(width=1280, scripts=False)
    named.sign_in(page, named.office.bea)
    leave(page)
    assert not page.is_visible("text=Sign in with a security key")
    named.sign_in(page, named.office.bea)
    page.goto(f"{named.url}/security-keys")
    assert not page.is_visible("text=Add this key")
    assert page.is_visible("text=Your browser cannot ask for a key")


@pytest.mark.parametrize("look", ["phone", "desk"])
def test_the_new_pages_of_managers_and_auditors_are_accessible(
    named: Desk, open_page: Open, axe: Axes, look: str
) -> None:
    page = open_page(
        width=320 if look == "phone" else 1280, color_scheme="light" if look == "phone" else "dark"
    )
    office = named.office
    for who, addresses in (
        (office.manager, ("/team", f"/team/{office.ada.id}")),
        (office.auditor, ("/audit", "/audit?first=nonsense", "/audit?action=answers.opened", "/audit/check")),
        (office.admin, ("/staff", f"/staff/{office.ada.id}", f"/staff/{office.admin.id}")),
        (office.officer, ("/sessions", "/security-keys")),
    ):
        named.sign_in(page, who)
        for address in addresses:
            page.goto(named.url + address)
            check(page, axe)
        leave(page)
