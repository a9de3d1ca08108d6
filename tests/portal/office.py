"""An invented office to test against: two councils, three workers, three families, and what they sent."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pyotp
from starlette.applications import Starlette

from bot.content.load import Content
from bot.language.catalogues import Catalogues
from bot.language.languages import read_languages
from bot.messages import Channel
from bot.portal.app import create_app
from bot.records import (
    alerts,
    cases,
    drafts,
    install,
    invites,
    meetings,
    notices,
    participants,
    sending,
    staff,
)
from bot.records.cases import Case
from bot.records.conversations import Conversation
from bot.records.database import Database
from bot.records.drafts import NewPart
from bot.records.participants import NewParticipant, Participant
from bot.records.recovery import make_recovery, recovery_half
from bot.records.scopes import Role, WorkerScope
from bot.records.sealing import PrivateHalf
from bot.secret_files import make_secrets
from bot.services.texts import Texts
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MEETING = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
PASSWORD = "seven purple tea towels"
PIN = "2580"
STAFF = ("ada", "bea", "cai", "admin", "manager", "auditor", "officer")
FORMS = re.compile(r"<form method=\"post\" action=\"([^\"]+)\".*?</form>", re.DOTALL)
TOKEN = re.compile(r'name="csrf" value="([^"]*)"')

# Nothing of one of these may ever be on a page about another.
PARENT_WORDS = "Wczoraj upiekłam z Kubą naleśniki, śmialiśmy się — „jeszcze jeden!”  dwie spacje"
PARENT_WORRY = "Kuba boi się, kiedy jego tata krzyczy w nocy."
PARENT_SECRET = "Nie mówcie jego tacie, że rozmawiałam z sąsiadką."
TEEN_WORDS = "I hate it when they shout <b>every</b> night & say it's fine {{7*7}}"
OTHER_WORDS = "kanarek rodziny obok"
FAR_WORDS = "kanarek innej gminy"
ALERT_WORDS = "on ma nóż i stoi pod drzwiami"
OTHER_ALERT = "kanarek woła o pomoc"
SAFE_NOTE = "Only text. He reads her messages after six."


class Browser:
    """A browser without scripts: keeps cookies, follows nothing by itself."""

    def __init__(self, app: Starlette, url: str) -> None:
        self.app = app
        self.url = url
        self.cookies = httpx.Cookies()

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.request("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.request("POST", path, **more)

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        return asyncio.run(self._request(method, path, **more))

    async def _request(self, method: str, path: str, **more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=True, client=("127.0.0.1", 5000))
        async with httpx.AsyncClient(transport=transport, base_url=self.url, cookies=self.cookies) as client:
            answer = await client.request(method, path, **more)
            self.cookies = client.cookies
            return answer


class Clock:
    """The portal's clock, moved by hand."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Person:
    """A member of staff, as the test knows them."""

    id: str
    email: str
    scope: WorkerScope
    secret: str
    recovery_codes: tuple[str, ...]


@dataclass
class Office:
    database: Database
    settings: Settings
    texts: Texts
    clock: Clock
    app: Starlette
    ada: Person
    bea: Person
    cai: Person
    admin: Person
    manager: Person
    auditor: Person
    officer: Person
    recovery: PrivateHalf
    cases: dict[str, Case] = field(default_factory=dict)
    people: dict[str, Participant] = field(default_factory=dict)
    talks: dict[str, Conversation] = field(default_factory=dict)
    sheets: tuple[str, str] = ("", "")
    alerts: dict[str, str] = field(default_factory=dict)

    @property
    def alert(self) -> str:
        """Ewa's."""
        return self.alerts["Ewa"]

    def client(self) -> Browser:
        return Browser(self.app, self.settings.portal_url)

    def arrive(self, name: str, worker: Person | None = None) -> None:
        """Invite somebody and let them claim."""
        scope, person = (worker or self.ada).scope, self.people[name].id
        with self.database.begin() as tx:
            issued = invites.issue(tx, scope, person, self.clock.now, pin=PIN)
        self.talks[name] = invites.claim_link(
            self.database, issued.token, pin=PIN, channel=Channel.WEB, address=None, now=self.clock.now
        )

    def code(self, who: Person) -> str:
        """A fresh code: the clock moves on, because a code works once."""
        self.clock.move(seconds=60)
        return pyotp.TOTP(who.secret).at(self.clock.now)

    def signed_in(self, who: Person) -> Browser:
        client = self.client()
        answer = self.sign_in(client, who)
        assert answer.status_code == 303, answer.text
        return client

    def sign_in(self, client: Browser, who: Person) -> httpx.Response:
        """Send the sign-in form with what is right, from this browser."""
        return post(client, "/sign-in", "/sign-in", email=who.email, password=PASSWORD, code=self.code(who))


def token_of(client: Browser, page: str) -> str:
    """The form token of a page, as a browser would send it."""
    found = TOKEN.search(client.get(page).text)
    assert found, f"no form on {page}"
    return found[1]


def post(client: Browser, page: str, target: str, **fields: str) -> httpx.Response:
    """Fill the form on `page` and send it to `target`."""
    return client.post(target, data={"csrf": token_of(client, page), **fields})


def make_settings(folder: Path, **more: str) -> Settings:
    make_secrets(folder)
    return Settings.load({"BEFOREHAND_MODE": "test", "BEFOREHAND_STATE": str(folder), **more})


def make_texts() -> Texts:
    languages = read_languages(ROOT / "dialogues/content/languages.yml")
    return Texts(Content.load(ROOT / "dialogues/content"), Catalogues.load(ROOT / "locales", languages))


def make_person(database: Database, council: str, name: str, role: Role, now: datetime) -> Person:
    email = f"{name.lower()}@{council}.example"
    with database.begin() as tx:
        link = staff.add(
            tx, council=council, email=email, name=name, role=role, role_label="Social worker", now=now
        )
        owner = staff.look_up_link(tx, link.token, now)
    early = now - timedelta(minutes=10)
    claimed = staff.claim_link(database, link.token, PASSWORD, pyotp.TOTP(owner.totp_secret).at(early), early)
    scope = WorkerScope(claimed.staff_id, council, role)
    return Person(claimed.staff_id, email, scope, owner.totp_secret, claimed.recovery_codes)


def make_app(database: Database, settings: Settings, texts: Texts, clock: Clock) -> Starlette:
    return create_app(
        database, settings, texts.content, texts.catalogues, telegram_name="ReadyBot", clock=clock
    )


def make_office(database: Database, settings: Settings, texts: Texts, clock: Clock) -> Office:
    """Ada has the Rowans (a parent who sent, a teenager who sent), Bea the Sedges, Cai another council."""
    pair = make_recovery()
    with database.begin() as tx:
        install.create(tx, settings.mode, pair.public, clock.now)
    app = make_app(database, settings, texts, clock)
    ada, bea = (make_person(database, "oakshire", name, Role.WORKER, clock.now) for name in ("Ada", "Bea"))
    cai = make_person(database, "elmford", "Cai", Role.WORKER, clock.now)
    admin = make_person(database, "oakshire", "Dot", Role.ADMIN, clock.now)
    others = [
        make_person(database, "oakshire", name, role, clock.now)
        for name, role in (
            ("Gwen", Role.MANAGER),
            ("Hugo", Role.AUDITOR),
            ("Ines", Role.RECOVERY_OFFICER),
        )
    ]
    office = Office(
        database,
        settings,
        texts,
        clock,
        app,
        ada,
        bea,
        cai,
        admin,
        *others,
        recovery_half(*pair.sheets),
        sheets=pair.sheets,
    )
    for worker, family, names in (
        (ada, "Rowan", (("parent", "Ewa", "pl"), ("young_person", "Kuba", "en"))),
        (bea, "Sedge", (("parent", "Mo", "pl"),)),
        (cai, "Teasel", (("parent", "Jo", "pl"),)),
    ):
        _family(office, worker, family, names)
    _answers(office)
    return office


def _family(office: Office, worker: Person, family: str, names: tuple[tuple[str, str, str], ...]) -> None:
    now = office.clock.now
    with office.database.begin() as tx:
        case = cases.create(tx, worker.scope, family, now)
        meetings.set_meeting(
            tx, worker.scope, case.id, kind="initial_conference", nation="england",
            starts_at=MEETING, place="Oakshire Town Hall", mode="in_person", now=now,
        )  # fmt: skip
        office.cases[family] = case
        for audience, name, language in names:
            new = NewParticipant(audience, name, language, safe_contact=SAFE_NOTE)
            office.people[name] = participants.create(tx, worker.scope, case.id, new, now)
    for _, name, _ in names:
        office.arrive(name, worker)


def part(office: Office, question: str, language: str, kind: str, value: str) -> NewPart:
    item = office.texts.content.item(question)
    asked = "\n".join(office.texts.messages(question, language))
    return NewPart(question, item.version, language, asked, kind, value)  # type: ignore[arg-type]


def send(office: Office, name: str, parts: list[tuple[NewPart, str]]) -> None:
    """Keep some parts, each with its sharing, and send them."""
    scope, now = office.talks[name].scope, office.clock.now
    with office.database.begin() as tx:
        for place, (one, sharing) in enumerate(parts):
            drafts.keep(tx, scope, f"turn-{name}-{place}-{now.timestamp()}", [one], now)
            drafts.set_sharing(tx, scope, sharing, one.question, now)
        sending.send(tx, scope, now)


def _answers(office: Office) -> None:
    def polish(question: str, kind: str, value: str) -> NewPart:
        return part(office, question, "pl", kind, value)

    def english(question: str, kind: str, value: str) -> NewPart:
        return part(office, question, "en", kind, value)

    with office.database.begin() as tx:
        version = office.texts.content.item("arrival.limits").version
        notices.seen(tx, office.talks["Ewa"].scope, "arrival.limits", version, "pl", office.clock.now)
    send(
        office,
        "Ewa",
        [
            (polish("parent.good.ordinary_moment", "words", PARENT_WORDS), "read_out"),
            (polish("parent.good.ordinary_moment", "words", "i jeszcze umyliśmy razem talerze"), "read_out"),
            (polish("parent.worries.share", "choice", "choices.share_worry_partly"), "read_out"),
            (polish("parent.worries.own", "words", PARENT_WORRY), "ask_first"),
            (polish("parent.next.own_people", "words", PARENT_SECRET), "worker_only"),
            (polish("parent.scale.safety", "scale", "6"), "read_out"),
            (polish("parent.scale.reason", "words", "Bo babcia mieszka blisko."), "read_out"),
            (polish("review.with_you", "choice", "choices.with_nobody"), "worker_only"),
        ],
    )
    young = [
        item
        for item in office.texts.content.guide("young_person_initial_conference").entries
        if item.column and office.texts.content.item(item.item).answer == "words"
    ]
    send(office, "Kuba", [(english(young[0].item, "words", TEEN_WORDS), "ask_first")])
    send(office, "Mo", [(polish("parent.worries.own", "words", OTHER_WORDS), "read_out")])
    send(office, "Jo", [(polish("parent.worries.own", "words", FAR_WORDS), "read_out")])
    for name, words in (("Ewa", ALERT_WORDS), ("Mo", OTHER_ALERT), ("Jo", OTHER_ALERT)):
        with office.database.begin() as tx:
            office.alerts[name] = alerts.record(
                tx, office.talks[name].scope, kind="weapon", level="now", words=words, now=office.clock.now
            )
