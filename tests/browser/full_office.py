"""An office with something on every page: words of both directions, a child, officers, a case left behind."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from bot.evaluation import shares
from bot.messages import Inbound, InboundKind
from bot.records import (
    cases,
    contact,
    deletion,
    feedback,
    inbox,
    officers,
    parked,
    participants,
    replies,
    reports,
    security_keys,
)
from bot.records.contact import Contact
from bot.records.drafts import NewPart
from bot.records.participants import NewParticipant
from bot.records.recovery import recovery_half
from bot.records.replies import NewReply
from bot.records.scopes import Role
from bot.records.security_keys import Answer, Site
from bot.services import staffing
from tests.portal.authenticator import SoftKey
from tests.portal.office import PASSWORD, Office, Person, make_person, part, post, send
from tests.portal.test_voice import speak

URDU = "میری بیٹی ہر صبح ہنستی ہے، کبھی 2 بار (سچ میں)"
ARABIC = "أخاف عندما يصرخ في الليل، ثم قال: لا تفتحي الباب."
ENGLISH = "Please ring after six, never in the morning."
NOTE = "note1"
A_MISTAKE = "pomylony dzień"


@dataclass(frozen=True, slots=True)
class Filled:
    """Who and what was added, for those who look for it."""

    glass: str
    key: str
    officers: tuple[Person, Person]


def fill(office: Office, url: str) -> Filled:
    """Put something on every page that could be empty."""
    _people(office)
    _sendings(office)
    speak(office, "Amal", NOTE)
    _care(office)
    _left(office)
    answered(office)
    pair = _officers(office)
    return Filled(_glass(office, pair), _key(office, url), pair)


def _people(office: Office) -> None:
    case, now = office.cases["Rowan"].id, office.clock.now
    new = {
        "Amal": NewParticipant("parent", "Amal", "en", interpreter=True),
        "Filip": NewParticipant("child", "Filip", "pl"),
        "Leon": NewParticipant("parent", "Leon", "en"),
    }
    with office.database.begin() as tx:
        for name, one in new.items():
            office.people[name] = participants.create(tx, office.ada.scope, case, one, now)
        office.cases["Thistle"] = cases.create(tx, office.ada.scope, "Thistle", now)
    for name in ("Amal", "Filip"):
        office.arrive(name)


def _sendings(office: Office) -> None:
    def amal(question: str, words: str) -> tuple[NewPart, str]:
        return part(office, question, "en", "words", words), "read_out"

    send(
        office,
        "Amal",
        [
            amal("parent.good.ordinary_moment", URDU),
            amal("parent.worries.own", ARABIC),
            (part(office, "parent.next.own_people", "en", "words", ENGLISH), "worker_only"),
        ],
    )
    worry = part(office, "child.worries.what", "pl", "words", "boję się kiedy jest ciemno")
    send(
        office,
        "Filip",
        [
            (replace(worry, value="Filip długo milczał, zanim to napisał.", by="helper"), "read_out"),
            (worry, "read_out"),
            (part(office, "child.worries.size", "pl", "choice", "choices.worry_big"), "read_out"),
            (part(office, "child.good.home", "pl", "words", "mama śpiewa mi w kuchni"), "read_out"),
        ],
    )
    rows = (
        ("parent.practical.interpreter", "choice", "choices.yes"),
        ("parent.practical.supporter.who", "words", "moja siostra"),
        ("parent.correction.page", "words", "strona 3"),
        ("parent.correction.wrong", "words", A_MISTAKE),
    )
    send(office, "Ewa", [(part(office, row[0], "pl", *row[1:]), "worker_only") for row in rows])


def _care(office: Office) -> None:
    """Safe times, a report, replies, a wish to delete, and a message that could not be placed."""
    now, scope, talk = office.clock.now, office.ada.scope, office.talks["Amal"]
    amal, ewa = office.people["Amal"].id, office.people["Ewa"].id
    inbound = Inbound(talk.channel, "m-1", talk.address or "", InboundKind.WORDS, now, words=URDU)
    with office.database.begin() as tx:
        contact.agree(
            tx, scope, amal, Contact((0, 2), time(10), time(12), reminders=True, may_write=True), now
        )
        reports.note(tx, scope, amal, had=True, on=date(2026, 11, 20), now=now)
        replies.write(tx, scope, amal, NewReply(words="I will ring the school first."), now)
        replies.write(tx, scope, ewa, NewReply(words="I will ask.", due_on=date(2026, 11, 25)), now)
        deletion.ask(tx, office.talks["Kuba"].scope, now)
        inbox.accept(tx, inbound, talk.id, now)
        row = inbox.next_for(tx, talk.id, now + timedelta(seconds=1))
        assert row is not None
        parked.park(tx, row, now)


def _left(office: Office) -> None:
    """Ned had a case of his own, and has gone."""
    now = office.clock.now
    ned = make_person(office.database, "oakshire", "Ned", Role.WORKER, now)
    with office.database.begin() as tx:
        case = cases.create(tx, ned.scope, "Bramble", now)
        participants.create(tx, ned.scope, case.id, NewParticipant("parent", "Una", "en"), now)
    staffing.stop(office.database, office.admin.scope, ned.id, now)


def answered(office: Office) -> None:
    """Enough answers for every plot, in the quarter before last and the last."""
    parent = {f"feedback.pf{number}": "choices.agree" for number in range(1, 9)}
    parent |= dict.fromkeys(shares.MEETING, "choices.disagree")
    parent |= {"feedback.meeting.report": "choices.report_two_days"}
    about = "feedback.young_person"
    young = {f"{about}.why": "choices.feedback_yes", f"{about}.safer": "choices.safer"}
    other = {f"{about}.why": "choices.feedback_not", f"{about}.safer": "choices.less_safe"}
    with office.database.begin() as tx:
        for back in (2, 1):
            at = office.clock.now - back * timedelta(days=91)
            for name, answers, times in (("Ewa", parent, 18), ("Kuba", young, 8), ("Kuba", other, 6)):
                for _ in range(times):
                    feedback.keep(tx, office.talks[name].scope, answers, "en", at)


def _officers(office: Office) -> tuple[Person, Person]:
    gil, hal = (
        make_person(office.database, "oakshire", name, Role.RECOVERY_OFFICER, office.clock.now)
        for name in ("Gil", "Hal")
    )
    with office.database.begin() as tx:
        for one in (gil, hal):
            officers.appoint(tx, one.id, recovery_half(*office.sheets), office.clock.now)
    return gil, hal


def _glass(office: Office, pair: tuple[Person, Person]) -> str:
    """Amal is opened by two; Ewa is asked for and nobody has agreed."""
    gil, hal = pair
    first = office.signed_in(gil)
    about = {"reason": "worker_away", "password": PASSWORD}
    for name in ("Amal", "Ewa"):
        asked = {**about, "person": office.people[name].id, "code": office.code(gil)}
        assert post(first, "/together", "/together/ask", **asked).status_code == 303
        if name == "Amal":
            found = re.findall(r"/together/([\w-]{22})/", first.get("/together").text)
    second = office.signed_in(hal)
    own = {"password": PASSWORD, "code": office.code(hal)}
    agreed = post(second, "/together", f"/together/{found[0]}/agree", **own)
    assert agreed.status_code == 303
    return found[0]


def _key(office: Office, url: str) -> str:
    """Give Ada a security key."""
    site, challenge = Site("localhost", url), b"sixteen letters."
    with office.database.begin() as tx:
        asked = json.loads(
            security_keys.asking_to_add(tx, office.ada.scope, site, office.ada.email, challenge)
        )
        answer = Answer(site, challenge, SoftKey().make(asked, url))
        security_keys.add(tx, office.ada.scope, answer, "Blue key", office.clock.now)
        return security_keys.mine(tx, office.ada.scope)[-1].id
