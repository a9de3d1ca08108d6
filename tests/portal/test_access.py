"""Every page, role and object: one table says who may, and the sweep fails for a page that is not in it."""

from __future__ import annotations

import itertools
import json
import re
import secrets
from typing import Any

import pytest
from sqlalchemy import select
from starlette.routing import BaseRoute, Mount, Route

from bot.portal.access import Door, Page
from bot.portal.app import PAGES
from bot.records import break_glass, officers, security_keys, staff
from bot.records.scopes import Role
from bot.records.security_keys import Answer, Site
from bot.records.tables import Table
from tests.portal.authenticator import SoftKey
from tests.portal.office import PASSWORD, Browser, Office, Person, make_person, post, token_of
from tests.portal.test_voice import SRC, at, source, speak

PLACE = re.compile(r"\{(\w+)\}")
ANYONE, ALL = "anyone", "every member of staff"
# Written out again here, so that a page which becomes open to more people has to be changed twice.
TABLE = {
    **dict.fromkeys(("front", "sign-in", "enter", "welcome", "claim"), ANYONE),
    **dict.fromkeys(
        ("sign-out", "sessions", "end-sessions", "keys", "key-add", "key-remove", "proof", "proof-answer"),
        ALL,
    ),
    **dict.fromkeys(
        (
            "cases", "looked", "case-new", "case-create", "case", "colleagues", "assign", "unassign",
            "hand-over", "meeting", "meeting-save", "person-new", "person-create", "person", "safe-contact",
            "contact", "contact-save", "replies", "reply-write", "deletion-answer", "keeping", "hold",
            "access-copy", "opened-log", "invite", "invite-issue", "invite-stop", "answers", "record-yes",
            "meeting-copy", "worker-copy", "voice-note", "voice-sound", "headings", "headings-place",
            "headings-remove",
            "headings-meeting-copy", "headings-worker-copy", "headings-export", "case-headings",
            "side-by-side", "voice", "export", "report", "calendar", "alerts", "alert", "alert-handled",
            "my-practice", "invites", "invites-issue",
        ),
        "worker",
    ),
    **dict.fromkeys(
        ("staff", "staff-new", "staff-add", "colleague", "staff-link", "staff-role", "staff-stop"), "admin"
    ),
    **dict.fromkeys(("team", "team-member", "indicator-keep", "evaluation-pack-make"), "manager"),
    **dict.fromkeys(("audit", "audit-check"), "auditor"),
    **dict.fromkeys(
        (
            "together", "together-find", "together-ask", "together-agree", "together-open", "together-voice",
            "together-sound", "together-end",
        ),
        "recovery_officer",
    ),
    **dict.fromkeys(
        ("figures", "figures-meeting", "figures-young", "indicators", "evaluation-pack"), "manager auditor"
    ),
    "left-cases": "manager admin",
}  # fmt: skip
WORKER = {name for name, who in TABLE.items() if who == "worker"}
OPEN = {name for name, who in TABLE.items() if who == ANYONE}
# Who a role is in the office. Only Ada has a case, a person and an alert of her own in it.
WHO = {
    Role.WORKER: "ada",
    Role.MANAGER: "manager",
    Role.ADMIN: "admin",
    Role.AUDITOR: "auditor",
    Role.RECOVERY_OFFICER: "officer",
}
OBJECTS = ("own", "colleague", "council", "nobody")
# Staff are everybody's of the council; all else is only one's own.
REACH = {"staff": ("own", "colleague")}


# What a form has to hold to come as far as the question whose it is.
MORE = {
    "export": {"kind": "worker", "form": "json"},
    "headings-export": {"kind": "worker", "form": "docx"},
    "headings-place": {"heading": "harm", "words": ""},
    "together-ask": {"reason": "worker_away"},
}
# And what of it has another name than in an address.
NAMED = {
    "unassign": {"colleague": "worker"},
    "headings-place": {"answer": "answer"},
    "headings-remove": {"placement": "placement"},
    "together-ask": {"person": "person", "password": "password", "code": "code"},
    "together-agree": {"password": "password", "code": "code"},
}


def doors(routes: list[BaseRoute]) -> dict[str, Page]:
    found = {}
    for route in routes:
        assert isinstance(route, Route), f"{route} is no page"
        assert isinstance(route.endpoint, Door), f"{route.path} has no door"
        found[route.endpoint.page.name] = route.endpoint.page
    return found


def may(page: Page, role: Role) -> bool:
    return TABLE[page.name] in (ANYONE, ALL) or role.value in TABLE[page.name].split()


def reaches(page: Page, which: str) -> bool:
    """Whether an object of this kind is there at all for somebody who may open the page."""
    return all(which in REACH.get(place, ("own",)) for place in PLACE.findall(page.path))


def test_every_page_is_in_the_table(office: Office) -> None:
    """W-05, deny by default: the walk sees the known pages first, then that there is nothing else."""
    mounts = [route for route in office.app.routes if isinstance(route, Mount)]
    pages = doors([route for route in office.app.routes if not isinstance(route, Mount)])
    assert {"sign-in", "answers", "staff", "team", "audit"} <= set(pages)
    assert {mount.path for mount in mounts} == {"/static", "/shared"}
    assert set(pages) == {page.name for page in PAGES} == set(TABLE)
    for name, page in pages.items():
        if TABLE[name] == ANYONE:
            assert page.who is None, name
        else:
            assert page.who == {role for role in Role if may(page, role)}, name
    assert set(WHO) == set(Role)


def address(page: Page, ids: dict[str, str]) -> str:
    return PLACE.sub(lambda place: ids[place[1]], page.path)


def objects(office: Office, role: Role = Role.WORKER, *, agreed: bool = False) -> dict[str, dict[str, str]]:
    """One thing of each kind: Ada's, her colleague's, another council's, and none at all.

    Everybody has sign-ins and security keys of their own, so those are of whoever has the role.
    """
    families = {"own": ("Rowan", "Ewa"), "colleague": ("Sedge", "Mo"), "council": ("Teasel", "Jo")}
    answers = answer_ids(office, office.signed_in(office.ada), "Ewa")
    owners = {"own": getattr(office, WHO[role]), "colleague": office.bea, "council": office.cai}
    staff = {"own": office.bea.id, "colleague": office.ada.id, "council": office.cai.id}
    glass = asked_by_two(office, agreed=agreed) if role is Role.RECOVERY_OFFICER else "x" * 22
    placement = placed(office, answers[0])
    found = {
        which: {
            "worker": owners[which].id,
            "placement": placement,
            "password": PASSWORD,
            "case": office.cases[case].id,
            "person": office.people[person].id,
            "alert": office.alerts[person],
            # A colleague's answer is never listed for anybody else, so Ada's own stands in for it.
            "answer": answers[0],
            "staff": staff[which],
            "key": keep_key(office, owners[which]),
            "token": "x" * 43,
            "arrangement": "safety_map",
            "glass": glass if which == "own" else "x" * 22,
            "note": spoken(office, person),
            # Made up: a true one is of one session, and `seen` asks for it.
            "opening": "0-x",
        }
        for which, (case, person) in families.items()
    }
    return found | {"nobody": dict.fromkeys(found["own"], "nothing-of-the-kind")}


def asked_by_two(office: Office, *, agreed: bool) -> str:
    """Have somebody ask to open Ewa's words, for the officer of the office to agree to; or both be done."""
    other = make_person(office.database, "oakshire", "Ode", Role.RECOVERY_OFFICER, office.clock.now)
    with office.database.begin() as tx:
        for one in (office.officer, other):
            officers.appoint(tx, one.id, office.recovery, office.clock.now)
    first, second = (office.officer, other) if agreed else (other, office.officer)
    wish = {"person": office.people["Ewa"].id, "reason": "worker_away", "password": PASSWORD}
    client = office.signed_in(first)
    post(client, "/together", "/together/ask", code=office.code(first), **wish)
    with office.database.read() as tx:
        (asked,) = break_glass.of_council(tx, other.scope, office.clock.now)
    if agreed:
        client = office.signed_in(second)
        fields = {"password": PASSWORD, "code": office.code(second)}
        post(client, "/together", f"/together/{asked.id}/agree", **fields)
    return asked.id


def placed(office: Office, answer: str) -> str:
    """Have Ada place an answer under a heading, and return the placement's id."""
    client, page = office.signed_in(office.ada), f"/people/{office.people['Ewa'].id}/headings/safety_map"
    post(client, page, f"{page}/place", answer=answer, heading="harm", words="")
    found = re.search(r'name="placement" value="([\w-]+)"', client.get(page).text)
    assert found
    return found[1]


def spoken(office: Office, name: str) -> str:
    """Let somebody send a voice note and return its id."""
    note = secrets.token_urlsafe(9)
    speak(office, name, note)
    return note


def keep_key(office: Office, who: Person) -> str:
    """Give somebody a security key and return its id."""
    site, challenge = Site("localhost", "http://localhost"), secrets.token_bytes(16)
    with office.database.begin() as tx:
        asked = json.loads(security_keys.asking_to_add(tx, who.scope, site, who.email, challenge))
        answer = Answer(site, challenge, SoftKey().make(asked, site.origin))
        security_keys.add(tx, who.scope, answer, "Key", office.clock.now)
        return security_keys.mine(tx, who.scope)[-1].id


def answer_ids(office: Office, client: Browser, name: str) -> list[str]:
    page = client.get(f"/people/{office.people[name].id}/answers").text
    return re.findall(r"/answers/([\w-]+)/yes", page)


def own_ids(office: Office) -> dict[str, str]:
    return objects(office)["own"]


def ask(client: Browser, page: Page, ids: dict[str, str], csrf: str) -> Any:
    fields = {
        "csrf": csrf,
        "colleague": ids["staff"],
        "name": "x",
        "role": "auditor",
        **MORE.get(page.name, {}),
        **{name: ids.get(of, "x") for name, of in NAMED.get(page.name, {}).items()},
    }
    more = {"data": fields} if page.method == "POST" else {}
    return client.request(page.method, address(page, ids), **more)


def everything(office: Office) -> dict[str, list[Any]]:
    """Every row of every table, but for who is signed in."""
    with office.database.read() as tx:
        return {
            name: tx.connection.execute(select(table)).all()
            for name, table in Table.metadata.tables.items()
            if name != "staff_session"
        }


CHANGING = [
    (page, role)
    for page, role in itertools.product(PAGES, Role)
    if page.method == "POST" and (role.value in TABLE.get(page.name, "").split() or "{key}" in page.path)
]


def opening(client: Browser, page: Page, ids: dict[str, str], player: str) -> str:
    """Open the page with the player, and return the end of its sound's address."""
    if "{glass}" not in page.path:
        return source(client, player).rpartition("/")[2]
    asked = PLACE.sub(lambda place: ids[place[1]], page.path.rpartition("/")[0])
    found = SRC.search(post(client, "/together", asked).text)
    assert found
    return found[1].rpartition("/")[2]


def seen(office: Office, role: Role, page: Page, found: dict[str, dict[str, str]]) -> int:
    """Ask for everything that this role may reach on a page; return how many cells that were."""
    reached = [which for which in (OBJECTS if "{" in page.path else OBJECTS[:1]) if reaches(page, which)]
    for which in reached:
        who = getattr(office, WHO[role])
        client = office.signed_in(who)
        ids = found[which] | {"code": office.code(who)}
        if "{opening}" in page.path:
            ids = ids | {"opening": opening(client, page, ids, at(office, "Ewa", ids["note"]))}
        answer = ask(client, page, ids, token_of(client, "/sessions"))
        assert answer.status_code in (200, 303, 400, 409), (page.name, which)
        assert answer.headers.get("location", "") not in ("/sign-in", "/"), (page.name, which)
    return len(reached)


@pytest.mark.parametrize("role", Role)
def test_the_sweep_sees_what_is_there(office: Office, role: Role) -> None:
    """W-05, the other half: who may, with what is theirs, is answered, else a refusal would prove nothing."""
    found = objects(office, role, agreed=True)
    pages = [page for page in PAGES if page.method == "GET" and page.name not in OPEN and may(page, role)]
    assert sum(seen(office, role, page, found) for page in pages) >= (18 if role is Role.WORKER else 1)


@pytest.mark.parametrize(("page", "role"), CHANGING, ids=[f"{page.name}-{role}" for page, role in CHANGING])
def test_the_sweep_sees_each_form(office: Office, page: Page, role: Role) -> None:
    """W-05: the same for what changes something, each in an office of its own."""
    agreed = page.name in ("together-open", "together-voice", "together-end")
    assert seen(office, role, page, objects(office, role, agreed=agreed))


def sweep(office: Office, who: Person, role: Role) -> int:
    found, client = objects(office, role), office.signed_in(who)
    csrf = token_of(client, "/sessions")
    nothing = client.get("/nothing-of-the-kind").content
    before, cells = everything(office), 0
    for page, which in itertools.product(PAGES, OBJECTS):
        if page.name in OPEN or (may(page, role) and reaches(page, which)):
            continue
        answer = ask(client, page, found[which], csrf)
        assert answer.status_code == 404, (page.name, which)
        assert answer.content == nothing, (page.name, which)
        cells += 1
    assert everything(office) == before
    return cells


@pytest.mark.parametrize("role", Role)
def test_everything_else_is_one_page_and_changes_nothing(office: Office, role: Role) -> None:
    """W-05, A-12: all cells that are not in the table: the same bytes, and not one row is another."""
    least = 90 if role is Role.WORKER else 150
    assert sweep(office, getattr(office, WHO[role]), role) > least


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.WORKER])
def test_a_key_that_was_kept_opens_nothing_in_another_role(office: Office, role: Role) -> None:
    """W-05: Ada has every key of her cases and is made something else: not one page of a worker is there."""
    with office.database.begin() as tx:
        staff.set_role(tx, office.ada.id, role, office.clock.now)
    found, client = own_after_role(office), office.signed_in(office.ada)
    csrf = token_of(client, "/sessions")
    for page in PAGES:
        if page.name in WORKER:
            assert ask(client, page, found, csrf).status_code == 404, page.name


def own_after_role(office: Office) -> dict[str, str]:
    return {
        "case": office.cases["Rowan"].id, "person": office.people["Ewa"].id, "alert": office.alert,
        "answer": "x", "staff": office.bea.id, "arrangement": "safety_map", "note": "x", "opening": "0-x",
    }  # fmt: skip


def test_nobody_gets_in_without_a_session(office: Office) -> None:
    """W-05: every page that is not open sends a stranger to the sign-in, with a valid form token too."""
    found = objects(office)
    client = office.client()
    csrf = token_of(client, "/sign-in")
    closed = [page for page in PAGES if page.name not in OPEN]
    assert len(closed) > 40
    for page, which in itertools.product(closed, OBJECTS):
        answer = ask(client, page, found[which], csrf)
        assert (answer.status_code, answer.headers.get("location")) == (303, "/sign-in"), page.name


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


@pytest.mark.parametrize("role", Role)
def test_every_form_that_changes_something_carries_the_token(office: Office, role: Role) -> None:
    """A-11: no form of any page lacks it; the search finds forms first. What only asks is a GET."""
    client = office.signed_in(getattr(office, WHO[role]))
    ids = own_ids(office)
    changing = 0
    for page in PAGES:
        if page.method == "GET" and may(page, role) and page.name not in OPEN:
            text = client.get(address(page, ids)).text
            for form in re.findall(r"<form .*?</form>", text, re.DOTALL):
                if 'method="get"' in form:
                    assert 'action="/audit"' in form
                    assert "csrf" not in form
                    continue
                changing += 1
                assert 'method="post"' in form
                assert 'name="csrf" value="' in form
    assert changing > (15 if role is Role.WORKER else 1)
