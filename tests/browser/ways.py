"""How to get to every page of the portal: one way for each, and a page without one fails the walk."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pyotp
from playwright.sync_api import Page as Window

from bot.portal.access import Page
from bot.portal.app import PAGES
from bot.records import participants
from bot.records.participants import NewParticipant
from bot.records.scopes import Role
from bot.services import staffing
from tests.browser.desk import Desk
from tests.browser.full_office import NOTE, Filled
from tests.portal.office import Person

PLACE = re.compile(r"\{(\w+)\}")
BY_NAME = {page.name: page for page in PAGES}
# What these lead to is another page of the walk, or a file.
LEADS_ON = {
    "front", "sign-out", "end-sessions", "key-remove", "looked", "assign", "unassign", "calendar",
    "invite-stop", "record-yes", "export", "headings-remove", "headings-export", "access-copy",
    "alert-handled", "staff-role", "staff-stop", "together-ask", "together-agree", "together-end",
    "evaluation-pack-make", "voice-sound", "together-sound",
}  # fmt: skip
REFUSED = "main [role=alert]"


@dataclass
class Walk:
    """One walk in one window. `name` is its own: what is added on the way is named after it."""

    desk: Desk
    filled: Filled
    window: Window
    name: str

    def address(self, name: str, **instead: str) -> str:
        office = self.desk.office
        ids = {
            "case": office.cases["Rowan"].id, "person": office.people["Amal"].id, "alert": office.alert,
            "staff": office.bea.id, "key": self.filled.key, "arrangement": "safety_map", "token": "none",
            "glass": self.filled.glass, "note": NOTE, **instead,
        }  # fmt: skip
        return PLACE.sub(lambda place: ids[place[1]], BY_NAME[name].path)

    def go(self, name: str, **instead: str) -> None:
        self.window.goto(self.desk.url + self.address(name, **instead))

    def send(self, name: str, on: str, fields: dict[str, str], **instead: str) -> None:
        """Fill a form that stands on another page and send it, whatever the browser thinks of the fields."""
        self.go(on, **instead)
        form = self.window.locator(f'form[action="{self.address(name, **instead)}"]').first
        for field, words in fields.items():
            form.locator(f"#{field}").fill(words)
        with self.window.expect_navigation():
            form.evaluate("form => form.submit()")


Way = Callable[[Walk], None]


def _sent(name: str, on: str, shows: str, fields: dict[str, str] | None = None, who: str = "Amal") -> Way:
    def way(walk: Walk) -> None:
        walk.send(name, on, fields or {}, person=walk.desk.office.people[who].id)
        walk.window.wait_for_selector(shows)

    return way


def _refused(name: str, on: str, fields: dict[str, str] | None = None, who: str = "Amal") -> Way:
    return _sent(name, on, REFUSED, fields, who)


def _person(name: str, who: str) -> Way:
    return lambda walk: walk.go(name, person=walk.desk.office.people[who].id)


def _case(name: str) -> Way:
    return lambda walk: walk.go("case", case=walk.desk.office.cases[name].id)


def _refused_all(walk: Walk) -> None:
    """Somebody new, not ticked; the way after this one ticks what the page ticks."""
    office, now = walk.desk.office, walk.desk.office.clock.now
    new = NewParticipant("parent", f"Una {walk.name}", "en")
    with office.database.begin() as tx:
        participants.create(tx, office.ada.scope, office.cases["Rowan"].id, new, now)
    walk.go("invites")
    walk.window.evaluate(
        "for (const one of document.querySelectorAll('main [type=checkbox]')) one.checked = false"
    )
    with walk.window.expect_navigation():
        walk.window.click("main button.main")
    walk.window.wait_for_selector(REFUSED)


def _staff_added(walk: Walk) -> None:
    walk.send("staff-add", "staff-new", {"name": "Eli", "email": f"eli.{walk.name}@oakshire.example"})
    walk.window.wait_for_selector(".secret")


def _welcome(walk: Walk) -> None:
    office = walk.desk.office
    link = staffing.add(
        office.database, office.settings, council="oakshire", email=f"flo.{walk.name}@oakshire.example",
        name="Flo", role=Role.WORKER, role_label="", now=office.clock.now,
    )  # fmt: skip
    walk.window.goto(link.url)
    walk.window.wait_for_selector("svg.qr")


def _claimed(walk: Walk) -> None:
    """The page of `welcome` was opened just before."""
    secret = walk.window.locator(".secret").first.inner_text()
    for field in ("#password", "#again"):
        walk.window.fill(field, "eleven green umbrellas")
    walk.window.fill("#code", pyotp.TOTP(secret.replace(" ", "")).at(walk.desk.office.clock.now))
    walk.window.click("main button.main")
    walk.window.wait_for_selector(".codes")


def _answered_file(walk: Walk) -> None:
    walk.go("proof")
    walk.window.set_input_files("#file", {"name": "some.pdf", "mimeType": "x/y", "buffer": b"%PDF-"})
    walk.window.click("main button")
    walk.window.wait_for_selector("text=This is not a file that was made here")


def _listened_together(walk: Walk) -> None:
    _sent("together-open", "together", ".said")(walk)
    walk.window.click(f'form[action="{walk.address("together-voice")}"] button')
    walk.window.wait_for_selector("audio")


# More than one way where one page can look quite unlike itself. A GET that is not here is just opened.
WAYS: dict[str, tuple[Way, ...]] = {
    "enter": (_refused("enter", "sign-in", {"email": "nobody@oakshire.example"}),),
    "welcome": (lambda walk: walk.go("welcome"), _welcome),
    "claim": (_claimed,),
    "key-add": (_refused("key-add", "keys"),),
    "case": (_case("Rowan"), _case("Thistle")),
    "case-create": (_refused("case-create", "case-new"),),
    "hand-over": (_refused("hand-over", "colleagues"),),
    "meeting-save": (_refused("meeting-save", "meeting", {"day": "2001-01-01"}),),
    "person": (_person("person", "Amal"), _person("person", "Kuba"), _person("person", "Leon")),
    "person-create": (_refused("person-create", "person-new"),),
    "report": (_refused("report", "person", who="Kuba"),),
    "safe-contact": (_sent("safe-contact", "person", "blockquote, .lines", who="Ewa"),),
    "contact-save": (_refused("contact-save", "contact", {"begins": "", "ends": ""}),),
    "reply-write": (_refused("reply-write", "replies"),),
    "invite-issue": (
        _refused("invite-issue", "invite", {"pin": "1234"}, "Leon"),
        _sent("invite-issue", "invite", "text=Shown this once.", who="Leon"),
    ),
    "invites-issue": (_refused_all, _sent("invites-issue", "invites", "text=Shown this once.")),
    "answers": tuple(_person("answers", who) for who in ("Amal", "Ewa", "Filip", "Leon")),
    "meeting-copy": (_person("meeting-copy", "Amal"), _person("meeting-copy", "Filip")),
    "worker-copy": (_person("worker-copy", "Amal"), _person("worker-copy", "Ewa")),
    "headings-place": (_refused("headings-place", "headings"),),
    "keeping": (_person("keeping", "Amal"), _person("keeping", "Kuba")),
    "hold": (_refused("hold", "keeping"),),
    "deletion-answer": (_refused("deletion-answer", "keeping", who="Kuba"),),
    "proof-answer": (_answered_file,),
    "alert": (_sent("alert", "alerts", ".said"),),
    "staff-add": (_refused("staff-add", "staff-new"), _staff_added),
    "staff-link": (_sent("staff-link", "staff", ".secret"),),
    "indicator-keep": (_refused("indicator-keep", "indicators", {"value": "about fifty"}),),
    "together-find": (_sent("together-find", "together", "#person", {"case": "Rowan"}),),
    "together-open": (_sent("together-open", "together", ".said"),),
    "together-voice": (_listened_together,),
}  # fmt: skip


def ways_to(page: Page) -> tuple[Way, ...]:
    """Every way to a page; none for one that leads on. Raises AssertionError for one nobody can open."""
    if page.name in LEADS_ON:
        return ()
    if page.name in WAYS:
        return WAYS[page.name]
    assert page.method == "GET", f"no way to {page.name}: say in WAYS how it is opened, or that it leads on"
    return (lambda walk: walk.go(page.name),)


def walkers(walk: Walk) -> dict[Role | None, Person | None]:
    """Who opens what: nobody signed in for what anyone may, then one of each role."""
    office = walk.desk.office
    return {
        None: None,
        Role.WORKER: office.ada,
        Role.ADMIN: office.admin,
        Role.MANAGER: office.manager,
        Role.AUDITOR: office.auditor,
        Role.RECOVERY_OFFICER: walk.filled.officers[0],
    }


def opened_by(role: Role | None) -> list[Page]:
    """The pages of a role, in order. What several may open is opened as each of them."""
    return [page for page in PAGES if (page.who is None if role is None else page.who and role in page.who)]
