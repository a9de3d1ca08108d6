"""Break-glass at its pages: two officers in two browsers, their factors again, and who is told."""

from __future__ import annotations

import re
from collections.abc import Sequence

import httpx
import pytest

from bot.conversation import glass_notices
from bot.errors import DeliveryFailed
from bot.records import audit, officers, staff
from bot.records.recovery import recovery_half
from bot.records.scopes import Role
from tests.portal.office import (
    ALERT_WORDS,
    OTHER_WORDS,
    PARENT_WORDS,
    PASSWORD,
    TEEN_WORDS,
    Browser,
    Office,
    Person,
    make_person,
    post,
)
from tests.portal.test_voice import SOUND, SRC, speak


class Post:
    """A mail server that keeps what it is given, or refuses it."""

    def __init__(self) -> None:
        self.sent: list[tuple[tuple[str, ...], str, str]] = []
        self.is_down = False

    def send(self, to: Sequence[str], subject: str, text: str) -> None:
        if self.is_down:
            raise DeliveryFailed("The mail server did not take a notice.", remedy="It is tried again.")
        self.sent.append((tuple(to), subject, text))


@pytest.fixture
def pair(office: Office) -> tuple[Person, Person]:
    """Gil and Hal, officers of Oakshire, appointed with both sheets."""
    gil, hal = (
        make_person(office.database, "oakshire", name, Role.RECOVERY_OFFICER, office.clock.now)
        for name in ("Gil", "Hal")
    )
    make_person(office.database, "oakshire", "Mel", Role.MANAGER, office.clock.now)
    with office.database.begin() as tx:
        for one in (gil, hal):
            officers.appoint(tx, one.id, recovery_half(*office.sheets), office.clock.now)
    return gil, hal


def ask(office: Office, client: Browser, who: Person, **instead: str) -> httpx.Response:
    fields = {"person": office.people["Ewa"].id, "reason": "worker_away", "password": PASSWORD}
    fields |= {"code": office.code(who)} | instead
    return post(client, "/together", "/together/ask", **fields)


def glass_of(client: Browser) -> str:
    found = re.search(r"/together/([\w-]{22})/", client.get("/together").text)
    assert found
    return found[1]


def test_two_officers_read_one_person(office: Office, pair: tuple[Person, Person]) -> None:
    """W-08: asked for in one browser, agreed to in another, read for a day; nobody else's words."""
    gil, hal = pair
    first = office.signed_in(gil)
    assert first.get("/").headers["location"].endswith("/together")
    found = post(first, "/together", "/together/find", case="Rowan").text
    assert "Ewa" in found
    assert "Mo" not in re.findall(r"<option[^>]*>(\w+),", found)
    assert ask(office, first, gil).status_code == 303
    glass = glass_of(first)
    assert post(first, "/together", f"/together/{glass}/open").status_code == 404
    own = {"password": PASSWORD, "code": office.code(gil)}
    assert post(first, "/together", f"/together/{glass}/agree", **own).status_code == 404
    second = office.signed_in(hal)
    listed = second.get("/together").text
    assert "Ewa" not in listed
    agreed = {"password": PASSWORD, "code": office.code(hal)}
    assert post(second, "/together", f"/together/{glass}/agree", **agreed).status_code == 303
    page = post(first, "/together", f"/together/{glass}/open").text
    assert PARENT_WORDS in page
    assert ALERT_WORDS in page
    assert "Opened by two officers, until" in page
    for other in (TEEN_WORDS, OTHER_WORDS):
        assert other not in page
    assert post(second, "/together", f"/together/{glass}/open").status_code == 404
    log = office.signed_in(office.ada).get(f"/people/{office.people['Ewa'].id}/opened").text
    for told in (
        "asked to open it",
        "A second recovery officer agreed",
        "Opened by a recovery officer",
        "Gil",
    ):
        assert told in log
    office.clock.move(hours=24)
    assert post(office.signed_in(gil), "/together", f"/together/{glass}/open").status_code == 404


def test_a_page_left_open_is_no_officer(office: Office, pair: tuple[Person, Person]) -> None:
    """W-08: a wrong password, a code that was used, and no factor at all ask for nothing."""
    gil, _ = pair
    client = office.signed_in(gil)
    for wrong in ({"password": "another password"}, {"code": "000000"}, {"code": "", "password": ""}):
        assert ask(office, client, gil, **wrong).status_code == 403
    assert "Nothing has been asked for" in client.get("/together").text
    assert ask(office, client, gil, reason="curious").status_code == 404
    assert ask(office, client, gil, person=office.people["Jo"].id).status_code == 404


def test_it_is_ended_by_either(office: Office, pair: tuple[Person, Person]) -> None:
    gil, hal = pair
    first, second = office.signed_in(gil), office.signed_in(hal)
    ask(office, first, gil)
    glass = glass_of(first)
    factors = {"password": PASSWORD, "code": office.code(hal)}
    post(second, "/together", f"/together/{glass}/agree", **factors)
    assert post(second, "/together", f"/together/{glass}/end").status_code == 303
    assert post(first, "/together", f"/together/{glass}/open").status_code == 404
    assert (
        "babcia mieszka blisko"
        in office.signed_in(office.ada).get(f"/people/{office.people['Ewa'].id}/answers").text
    )


def test_three_are_told_and_nothing_is_said(office: Office, pair: tuple[Person, Person]) -> None:
    """W-08: a mail that fails goes later; where nobody has the role that is noted, and the audit has it."""
    gil, hal = pair
    with office.database.begin() as tx:
        for one in (office.manager, office.auditor):
            staff.disable(tx, one.id, office.clock.now)
    first, second = office.signed_in(gil), office.signed_in(hal)
    ask(office, first, gil)
    mail = Post()

    def send_due() -> int:
        settings = office.settings
        return glass_notices.send_due(
            office.database, office.texts, mail, settings.portal_url, office.clock.now
        )

    assert send_due() == 0
    factors = {"password": PASSWORD, "code": office.code(hal)}
    post(second, "/together", f"/together/{glass_of(first)}/agree", **factors)
    mail.is_down = True
    assert send_due() == 3
    mail.is_down = False
    assert send_due() == 0
    office.clock.move(minutes=5)
    assert send_due() == 2
    assert send_due() == 0
    assert [to for to, _, _ in mail.sent] == [("mel@oakshire.example",), ("ada@oakshire.example",)]
    for _, subject, text in mail.sent:
        for word in ("Ewa", "Rowan", "Gil", "Hal", "child", PARENT_WORDS):
            assert word not in subject + text


def open_together(office: Office, pair: tuple[Person, Person], name: str = "Ewa") -> tuple[Browser, str]:
    """Both officers have done their part for one person; the browser of the one who may read."""
    gil, hal = pair
    first, second = office.signed_in(gil), office.signed_in(hal)
    assert ask(office, first, gil, person=office.people[name].id).status_code == 303
    glass = glass_of(first)
    factors = {"password": PASSWORD, "code": office.code(hal)}
    assert post(second, "/together", f"/together/{glass}/agree", **factors).status_code == 303
    return first, glass


def heard(office: Office, name: str = "Ewa") -> list[str]:
    with office.database.read() as tx:
        rows = audit.of(tx, office.people[name].id)
    return [row.actor for row in rows if row.action == "break_glass.heard"]


def test_an_officer_listens_as_a_worker_does_and_it_is_written_down_first(
    office: Office, pair: tuple[Person, Person]
) -> None:
    """W-07, W-08: a form on the opened page, its own audit row, one player; and nothing is heard by it."""
    speak(office)
    first, glass = open_together(office, pair)
    opened = post(first, "/together", f"/together/{glass}/open").text
    assert f'action="/together/{glass}/voice-notes/n1"' in opened
    assert "can be listened to in Beforehand" not in opened
    assert heard(office) == []
    page = post(first, "/together", f"/together/{glass}/voice-notes/n1")
    assert heard(office) == [pair[0].id]
    assert page.headers["content-security-policy"].endswith("; media-src 'self'")
    address = SRC.search(page.text)
    assert address
    for piece, expected in (("", SOUND), ("bytes=0-1", SOUND[:2])):
        assert first.get(address[1], headers={"range": piece} if piece else {}).content == expected
    assert heard(office) == [pair[0].id]
    ada = office.signed_in(office.ada)
    person = f"/people/{office.people['Ewa'].id}"
    assert "Voice note opened by a recovery officer" in ada.get(f"{person}/opened").text
    assert "Voice note, not yet heard" in ada.get(person).text


def test_a_voice_note_is_opened_by_nobody_else_and_for_no_longer(
    office: Office, pair: tuple[Person, Person]
) -> None:
    """W-05, W-08: not the one who agreed, no other person's, no other session, not after the end."""
    speak(office)
    speak(office, "Mo", "n3")
    speak(office, "Jo", "n4")
    first, glass = open_together(office, pair)
    second = office.signed_in(pair[1])
    player = f"/together/{glass}/voice-notes"
    for client, note in ((second, "n1"), (first, "n3"), (first, "n4"), (first, "none")):
        assert post(client, "/together", f"{player}/{note}").status_code == 404
    assert heard(office) == heard(office, "Mo") == heard(office, "Jo") == []
    assert first.get(f"/people/{office.people['Ewa'].id}/voice-notes/n1").status_code == 404
    found = SRC.search(post(first, "/together", f"{player}/n1").text)
    assert found
    assert first.get(found[1]).status_code == 200
    proof = found[1].rpartition("/")[2]
    for client, address in (
        (second, found[1]),
        (office.signed_in(pair[0]), found[1]),
        (first, f"{player}/n3/{proof}"),
        (first, f"{player}/n1/{proof}0"),
        (first, f"{player}/n1/0-x"),
    ):
        assert client.get(address).status_code == 404, address
    assert post(first, "/together", f"/together/{glass}/end").status_code == 303
    assert first.get(found[1]).status_code == 404
    assert post(first, "/together", f"{player}/n1").status_code == 404


def test_what_cannot_be_written_down_is_not_played(
    office: Office, pair: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    """W-07"""
    speak(office)
    first, glass = open_together(office, pair)
    monkeypatch.delitem(audit.ACTIONS, "break_glass.heard")
    answer = post(first, "/together", f"/together/{glass}/voice-notes/n1")
    assert answer.status_code == 500
    assert "<audio" not in answer.text


def test_a_sound_that_was_changed_is_not_played_together_either(
    office: Office, pair: tuple[Person, Person]
) -> None:
    speak(office)
    first, glass = open_together(office, pair)
    found = SRC.search(post(first, "/together", f"/together/{glass}/voice-notes/n1").text)
    assert found
    with office.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE sent_recording SET place = 'elsewhere'")
    assert first.get(found[1]).status_code == 409
