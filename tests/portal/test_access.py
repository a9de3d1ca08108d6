"""Every page says who may open it, and nothing can be served that does not."""

from __future__ import annotations

import itertools
import re

import pytest
from starlette.routing import BaseRoute, Mount, Route

from bot.portal.access import Door, Page
from bot.portal.app import PAGES
from bot.records.scopes import Role
from tests.portal.office import Browser, Office, token_of

PLACE = re.compile(r"\{(\w+)\}")
# Written out again here, so that a page which becomes open to more people has to be changed twice.
OPEN = {"front", "sign-in", "enter", "welcome", "claim"}
EVERY_STAFF = {"sign-out", "sessions", "end-sessions"}
ADMIN = {"staff", "staff-new", "staff-add", "staff-link", "staff-stop"}
WORKER = {
    "cases", "case-new", "case-create", "case", "colleagues", "assign", "unassign", "meeting",
    "meeting-save", "person-new", "person-create", "person", "safe-contact", "contact", "contact-save",
    "replies", "reply-write", "deletion-answer",
    "opened-log", "invite", "invite-issue", "invite-stop", "answers", "record-yes",
    "meeting-copy", "worker-copy", "voice-note", "voice-sound",
    "side-by-side", "voice", "export", "report", "calendar", "alerts", "alert", "alert-handled",
}  # fmt: skip


def doors(routes: list[BaseRoute]) -> dict[str, Page]:
    found = {}
    for route in routes:
        assert isinstance(route, Route), f"{route} is no page"
        assert isinstance(route.endpoint, Door), f"{route.path} has no door"
        found[route.endpoint.page.name] = route.endpoint.page
    return found


def test_every_route_declares_who(office: Office) -> None:
    """W-05, deny by default: the walk sees the known pages first, then that there is nothing else."""
    mounts = [route for route in office.app.routes if isinstance(route, Mount)]
    pages = doors([route for route in office.app.routes if not isinstance(route, Mount)])
    assert {"sign-in", "answers", "staff"} <= set(pages)
    assert {mount.path for mount in mounts} == {"/static", "/shared"}
    assert set(pages) == OPEN | EVERY_STAFF | ADMIN | WORKER
    for name, page in pages.items():
        expected = (
            None
            if name in OPEN
            else frozenset(Role)
            if name in EVERY_STAFF
            else frozenset({Role.ADMIN if name in ADMIN else Role.WORKER})
        )
        assert page.who == expected, name


def address(page: Page, ids: dict[str, str]) -> str:
    return PLACE.sub(lambda place: ids[place[1]], page.path)


def own_ids(office: Office) -> dict[str, str]:
    answer = answer_ids(office, office.signed_in(office.ada), "Ewa")[0]
    return {
        "case": office.cases["Rowan"].id,
        "person": office.people["Ewa"].id,
        "alert": office.alert,
        "answer": answer,
        "note": "n",
        "opening": "0-x",
        "staff": office.bea.id,
        "token": "x" * 43,
    }


def answer_ids(office: Office, client: Browser, name: str) -> list[str]:
    page = client.get(f"/people/{office.people[name].id}/answers").text
    return re.findall(r"/answers/([\w-]+)/yes", page)


def try_page(client: Browser, page: Page, ids: dict[str, str], csrf: str) -> tuple[int, str]:
    answer = client.request(
        page.method, address(page, ids), **({"data": {"csrf": csrf}} if page.method == "POST" else {})
    )
    return answer.status_code, answer.headers.get("location", "")


def test_nobody_gets_in_without_a_session(office: Office) -> None:
    """W-05: every page that is not open sends a stranger to the sign-in, with a valid form token too."""
    ids = own_ids(office)
    client = office.client()
    csrf = token_of(client, "/sign-in")
    closed = [page for page in PAGES if page.name not in OPEN]
    assert len(closed) > 30
    for page in closed:
        assert try_page(client, page, ids, csrf) == (303, "/sign-in"), page.name


@pytest.mark.parametrize(("who", "closed"), [("ada", ADMIN), ("admin", WORKER)])
def test_the_wrong_role_finds_nothing(office: Office, who: str, closed: set[str]) -> None:
    """W-05: a worker finds no staff pages and an admin no case, not even with everybody's ids."""
    ids = own_ids(office)
    client = office.signed_in(getattr(office, who))
    csrf = token_of(client, "/sessions")
    pages = [page for page in PAGES if page.name in closed]
    assert pages
    for page in pages:
        assert try_page(client, page, ids, csrf)[0] == 404, page.name


def test_an_unknown_address_or_method_is_one_page(office: Office) -> None:
    """What there is cannot be mapped by methods: both answers are the same bytes."""
    client = office.client()
    client.get("/sign-in")
    pages = {
        client.request(method, path).content
        for method, path in itertools.product(("DELETE", "PUT"), ("/cases", "/nothing", "/alerts/x"))
    }
    assert len(pages) == 1
    assert client.request("DELETE", "/cases").status_code == 404


def test_every_form_carries_the_token(office: Office) -> None:
    """A-11: no form of any page lacks it; the search finds forms first."""
    client = office.signed_in(office.ada)
    ids = own_ids(office)
    forms = 0
    for page in PAGES:
        if page.method == "GET" and page.name in WORKER | EVERY_STAFF:
            text = client.get(address(page, ids)).text
            for form in re.findall(r"<form .*?</form>", text, re.DOTALL):
                forms += 1
                assert 'method="post"' in form
                assert 'name="csrf" value="' in form
    assert forms > 15
