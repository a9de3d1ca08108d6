"""A family with names that nobody else has, come in by the web, and what their worker reads."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import pyotp

from bot.demo.people import Person
from bot.records import cases, invites, meetings, participants
from bot.records.invites import IssuedInvite
from bot.records.participants import NewParticipant
from tests.stack import Stack
from tests.web.visitor import TO_THE_QUESTIONS, Visitor

PIN, DIGITS = "739164", "482913"
MOST_QUESTIONS = 60
ON_THE_WAY = (
    "choices.show_answers",
    "choices.nothing_to_change",
    "choices.share_worker_only",
    "choices.sharing_the_same",
    "choices.send",
    "choices.next",
)


@dataclass(frozen=True, slots=True)
class Names:
    participant: str
    case: str = "The Alder family (invented)"
    place: str = "Room 5 (invented)"
    safe_contact: str = ""


def make_person(stack: Stack, names: Names) -> Person:
    """Make a case of its own with one parent in it."""
    now, scope = datetime.now(UTC), stack.family.scope
    with stack.database.begin() as tx:
        case = cases.create(tx, scope, names.case, now)
        meetings.set_meeting(
            tx,
            scope,
            case.id,
            kind="initial_conference",
            nation="england",
            starts_at=now + timedelta(days=12),
            place=names.place,
            mode="in_person",
            now=now,
        )
        new = NewParticipant(
            "parent", names.participant, "en", telegram_allowed=True, safe_contact=names.safe_contact
        )
        made = participants.create(tx, scope, case.id, new, now)
    return Person("parent", "parent", made.name, "en", made.id)


def issue(stack: Stack, person: Person) -> IssuedInvite:
    with stack.database.begin() as tx:
        return invites.issue(tx, stack.family.scope, person.participant_id, datetime.now(UTC), pin=PIN)


async def come_in(visitor: Visitor, issued: IssuedInvite) -> dict[str, str]:
    """Come in by link and PIN, as far as the first question; return the secrets that came of it."""
    await visitor.post("/pin", {"link": issued.token, "pin": PIN, "chosen": "en"})
    csrf = visitor.csrf
    await visitor.post("/digits", {"csrf": csrf, "first": DIGITS, "second": DIGITS, "chosen": "en"})
    found = re.search(r'<p class="code"><bdi dir="ltr">([^<]+)</bdi>', visitor.page)
    assert found is not None
    await visitor.get("/chat")
    await visitor.follow(TO_THE_QUESTIONS)
    (token,) = [cookie.value for cookie in visitor.http.cookies.jar]
    assert token
    return {"return code": found[1], "session": token, "form token": csrf}


async def send(visitor: Visitor) -> None:
    """Skip what is left, look at the answers, and send them."""
    labels = [visitor.label(name) for name in ON_THE_WAY]
    for _ in range(MOST_QUESTIONS):
        here = [label for label in labels if f">{html.escape(label)}</button>" in visitor.page]
        if not here:
            await visitor.say("skip")
            continue
        await visitor.press(here[0])
        if here[0] == visitor.label("choices.send"):
            return
    raise AssertionError("the end was not reached")


@dataclass(frozen=True, slots=True)
class WorkersView:
    """What the signed-in worker's browser was sent, as it was sent, and the session's cookie."""

    pages: str
    token: str
    sounds: str = ""

    @property
    def text(self) -> str:
        return html.unescape(self.pages)


async def worker_reads(stack: Stack, person: Person) -> WorkersView:
    """Sign in at the portal and open everything about one person."""
    base, login = stack.settings.portal_url, stack.family.worker
    # A code works once, and making the family used up the one of that half minute.
    code = pyotp.TOTP(login.totp_secret).at(datetime.now(UTC) + timedelta(seconds=30))
    async with httpx.AsyncClient(
        base_url=base, headers={"origin": base}, timeout=30, follow_redirects=True, trust_env=False
    ) as http:
        csrf = _csrf((await http.get("/sign-in")).text)
        form = {"csrf": csrf, "email": login.email, "password": login.password, "code": code}
        assert (await http.post("/sign-in", data=form)).status_code == 200
        here = f"/people/{person.participant_id}"
        pages = [(await http.get(here + page)).text for page in ("", "/answers", "/worker-copy")]
        alerts = (await http.get("/alerts")).text
        token_of_form = {"csrf": _csrf(alerts)}
        links = re.findall(r'action="(/alerts/[^"/]+)"', alerts)
        pages += [(await http.post(link, data=token_of_form)).text for link in links]
        sounds = ""
        for link in sorted(set(re.findall(rf'href="({here}/voice-notes/[^"]+)"', "".join(pages)))):
            listen = (await http.get(link)).text
            pages.append(listen)
            for source in re.findall(r'<audio [^>]*src="([^"]+)"', listen):
                sounds += (await http.get(source)).content.decode("latin-1")
        token = max((cookie.value or "" for cookie in http.cookies.jar), key=len)
        return WorkersView("\n".join([*pages, alerts]), token, sounds)


def _csrf(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]*)"', page)
    assert found is not None
    return found[1]
