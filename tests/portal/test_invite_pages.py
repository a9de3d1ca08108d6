"""Inviting: what is handed over opens exactly one door, once, and is shown once."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from bot.errors import InviteRefused
from bot.messages import Channel
from bot.records import alerts, invites, participants, web_sessions
from bot.records.participants import NewParticipant
from tests.portal.office import ALERT_WORDS, MEETING, Browser, Office, post

LINK = re.compile(r"http://localhost:8000/j#([\w-]{22})")
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


def new_person(office: Office, **more: bool) -> str:
    with office.database.begin() as tx:
        new = NewParticipant("parent", "Ola", "pl", **more)
        return participants.create(tx, office.ada.scope, office.cases["Rowan"].id, new, office.clock.now).id


def issue(client: Browser, person: str, **fields: str) -> str:
    path = f"/people/{person}/invite"
    answer = post(client, path, path, **fields)
    assert answer.status_code == 200, answer.text
    return answer.text


def claim(office: Office, text: str, pin: str) -> None:
    token = LINK.search(text)
    assert token
    invites.claim_link(
        office.database, token[1], pin=pin, channel=Channel.WEB, address=None, now=office.clock.now
    )


def pin_of(text: str) -> str:
    found = re.search(r'id="h-pin-[\w-]+".*?class="code">(\d+)<', text, re.DOTALL)
    assert found
    return found[1]


def test_link_and_pin_open_the_door(office: Office) -> None:
    client = office.signed_in(office.ada)
    person = new_person(office)
    text = issue(client, person)
    assert '<svg aria-hidden="true"' in text
    assert len(pin_of(text)) == 6
    assert "Invited" in client.get(f"/people/{person}").text
    claim(office, text, pin_of(text))
    assert "Started" in client.get(f"/people/{person}").text
    with pytest.raises(InviteRefused):
        claim(office, text, pin_of(text))


def test_the_spoken_code_opens_it_alone(office: Office) -> None:
    client = office.signed_in(office.ada)
    code = CODE.search(issue(client, new_person(office)))
    assert code
    invites.claim_code(
        office.database, code[0].lower(), channel=Channel.TERMINAL, address=None, now=office.clock.now
    )


def test_nothing_of_it_is_shown_twice(office: Office) -> None:
    """The pages afterwards, and the page made again, hold neither link, code nor PIN."""
    client = office.signed_in(office.ada)
    person = new_person(office)
    text = issue(client, person, pin="4071")
    secrets = {pin_of(text), *LINK.findall(text), *CODE.findall(text)}
    assert len(secrets) == 3
    for path in (f"/people/{person}", f"/people/{person}/invite", f"/people/{person}/opened", "/cases"):
        page = client.get(path).text
        assert not any(secret in page for secret in secrets)


def test_a_new_invite_ends_the_old_one_and_open_sessions(office: Office) -> None:
    """A-07; "same person, new phone" keeps what is open."""
    client = office.signed_in(office.ada)
    person = office.people["Ewa"].id
    scope = office.talks["Ewa"].scope

    def open_session() -> str:
        with office.database.begin() as tx:
            return web_sessions.create(tx, scope, office.clock.now)

    def alive(token: str) -> bool:
        with office.database.begin() as tx:
            return web_sessions.resume(tx, token, office.clock.now) is not None

    token = open_session()
    first = issue(client, person, same_person="yes")
    assert alive(token)
    second = issue(client, person)
    assert not alive(token)
    with pytest.raises(InviteRefused):
        claim(office, first, pin_of(first))
    claim(office, second, pin_of(second))


@pytest.mark.parametrize("pin", ["1111", "1234", "987654", "12", "1234567", "abcd", "12 34"])
def test_an_easy_pin_is_refused(office: Office, pin: str) -> None:
    client = office.signed_in(office.ada)
    path = f"/people/{new_person(office)}/invite"
    answer = post(client, path, path, pin=pin)
    assert answer.status_code == 400
    assert "too easy to guess" in answer.text


def test_it_never_outlives_the_meeting(office: Office) -> None:
    client = office.signed_in(office.ada)
    person = new_person(office)
    assert "until 26 Nov 2026, 14:00" in issue(client, person)
    assert "until 25 Nov 2026, 09:" in issue(client, person, life="two_days")
    text = issue(client, person)
    office.clock.now = MEETING + timedelta(seconds=1)
    with pytest.raises(InviteRefused):
        claim(office, text, pin_of(text))


def test_stopping_an_invite(office: Office) -> None:
    client = office.signed_in(office.ada)
    person = new_person(office)
    text = issue(client, person)
    post(client, f"/people/{person}", f"/people/{person}/invite/stop")
    assert "Not invited yet" in client.get(f"/people/{person}").text
    with pytest.raises(InviteRefused):
        claim(office, text, pin_of(text))


def test_wrong_pins_are_told_to_the_worker(office: Office) -> None:
    """A-02: five wrong PINs close it; the case and the person say so, and a right PIN is refused then."""
    client = office.signed_in(office.ada)
    person = new_person(office)
    text = issue(client, person, pin="4071")
    for _ in range(5):
        with pytest.raises(InviteRefused):
            claim(office, text, "9999")
    with pytest.raises(InviteRefused):
        claim(office, text, "4071")
    assert "closed after wrong PINs" in client.get(f"/people/{person}").text
    assert "Needs a new invite" in client.get("/cases").text
    assert "closed after wrong PINs" not in client.get(f"/people/{office.people['Ewa'].id}").text


def test_telegram_only_where_it_is_allowed(office: Office) -> None:
    """Off by default; the start parameter is the token and fits Telegram's 64 characters."""
    client = office.signed_in(office.ada)
    assert "t.me" not in issue(client, new_person(office))
    text = issue(client, new_person(office, telegram_allowed=True))
    start = re.search(r"https://t\.me/ReadyBot\?start=([\w-]{22})", html.unescape(text))
    assert start
    assert start[1] in LINK.findall(text)


def test_telegram_is_off_under_18_unless_the_council_says_otherwise(office: Office) -> None:
    client = office.signed_in(office.ada)
    new = f"/cases/{office.cases['Rowan'].id}/people/new"
    for audience, expected in (("young_person", False), ("parent", True)):
        answer = post(client, new, new, name="Leo", audience=audience, language="en", telegram="yes")
        person = answer.headers["location"].rpartition("/")[2]
        with office.database.read() as tx:
            assert participants.get(tx, office.ada.scope, person).telegram_allowed is expected


def test_an_alert_from_raised_to_handled(office: Office) -> None:
    """New first, no words on the list; opening by a form marks it seen; the person can be told when."""
    client = office.signed_in(office.ada)
    page = client.get("/alerts").text
    assert "Not opened yet" in page
    assert ALERT_WORDS not in page
    assert client.get(f"/alerts/{office.alert}").status_code == 404
    with office.database.read() as tx:
        assert alerts.for_person(tx, office.talks["Ewa"].scope)[0].seen_at is None
    opened = post(client, "/alerts", f"/alerts/{office.alert}")
    assert ALERT_WORDS in opened.text
    with office.database.read() as tx:
        assert alerts.for_person(tx, office.talks["Ewa"].scope)[0].seen_at == office.clock.now
    assert "Opened, not handled" in client.get("/alerts").text
    assert "Alert opened" in client.get(f"/people/{office.people['Ewa'].id}/opened").text
    assert post(client, "/alerts", f"/alerts/{office.alert}/handled").status_code == 303
    page = client.get("/alerts").text
    assert re.search(r"<h2[^>]*>Handled</h2>", page)
    assert "Not opened yet" not in page


def test_everybody_who_was_not_invited_in_one_form(office: Office) -> None:
    """W-05: a link and a PIN of their own for each who was ticked; for nobody else, ticked or not."""
    client = office.signed_in(office.ada)
    first, second, third = (new_person(office) for _ in range(3))
    path = f"/cases/{office.cases['Rowan'].id}/invites"
    assert "Ewa" not in client.get(path).text
    assert post(client, path, path).status_code == 400
    mo, ewa = office.people["Mo"].id, office.people["Ewa"].id
    fields = {f"person-{one}": "yes" for one in (first, second, mo, ewa)}
    text = post(client, path, path, **fields).text
    assert len(set(LINK.findall(text))) == len(set(CODE.findall(text))) == 2
    sheets = text.split('<section class="own-sheet"')[1:]
    for sheet in sheets:
        assert (first in sheet) != (second in sheet)
        claim(office, sheet, pin_of(sheet))
    with office.database.read() as tx:
        status = {one: participants.get(tx, office.ada.scope, one).status for one in (first, second, third)}
        assert participants.get(tx, office.ada.scope, ewa).invite_expires_at is None
    assert status == {first: "started", second: "started", third: "not_invited"}


def test_a_new_phone_is_one_button(office: Office) -> None:
    """A-07: from the person's page; what is open and what was written stays, and the new link works."""
    client = office.signed_in(office.ada)
    ewa = office.people["Ewa"].id
    assert "Same person, new phone" in client.get(f"/people/{ewa}").text
    with office.database.begin() as tx:
        token = web_sessions.create(tx, office.talks["Ewa"].scope, office.clock.now)
    text = post(client, f"/people/{ewa}", f"/people/{ewa}/invite", same_person="yes").text
    with office.database.begin() as tx:
        assert web_sessions.resume(tx, token, office.clock.now) is not None
    claim(office, text, pin_of(text))
    assert client.get(f"/people/{ewa}/answers").text.count("<blockquote") > 3
