"""Cases, meetings and colleagues."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pyotp
import pytest

from bot.portal.meeting_pages import london_to_utc
from bot.records import staff
from bot.records.scopes import Role
from tests.portal.office import PARENT_WORDS, PASSWORD, Office, Person, post
from tests.world import cases_of


def claim_again(office: Office, who: Person) -> None:
    """A forgotten password: a new link, claimed with the same password and a new second factor."""
    with office.database.begin() as tx:
        link = staff.renew_link(tx, who.id, office.clock.now)
        who.secret = staff.look_up_link(tx, link.token, office.clock.now).totp_secret
    staff.claim_link(
        office.database, link.token, PASSWORD, pyotp.TOTP(who.secret).at(office.clock.now), office.clock.now
    )


def test_a_case_a_meeting_and_two_people(office: Office) -> None:
    client = office.signed_in(office.ada)
    answer = post(client, "/cases/new", "/cases/new", name="CP/2026/118")
    case = answer.headers["location"]
    assert "No date yet" in client.get(case).text
    answer = post(
        client, f"{case}/meeting", f"{case}/meeting",
        kind="initial_conference", day="2026-11-27", clock="14:30",
        place="Room 2, Civic Centre", mode="hybrid",
    )  # fmt: skip
    assert answer.status_code == 303
    text = client.get(case).text
    assert "Friday 27 November 2026, 14:30" in text
    assert "In person and by video" in text
    new = f"{case}/people/new"
    answer = post(
        client, new, new, name="Ola", audience="parent", language="pl", interpreter="yes", telegram="yes"
    )
    person = client.get(answer.headers["location"]).text
    assert "Not invited yet" in person
    assert "Needs an interpreter." in person
    assert "No note was made." in person
    post(client, new, new, name="Leo", audience="young_person", language="en", telegram="yes")
    with office.database.read() as tx:
        mine = [one for one in cases_of(tx, office.ada.scope) if one.name == "CP/2026/118"]
    assert len(mine) == 1
    assert mine[0].meeting is not None
    assert mine[0].meeting.starts_at == datetime(2026, 11, 27, 14, 30, tzinfo=UTC)
    assert "Ola" in client.get(case).text
    assert "Leo" in client.get(case).text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Give a name"),
        ({"name": "x" * 61}, "Give a name"),
        ({"audience": ""}, "Choose who they are"),
        ({"audience": "solicitor"}, "Choose who they are"),
        ({"language": "xx"}, "Choose a language"),
        ({"safe_contact": "x" * 1001}, "The note is too long"),
    ],
)
def test_a_person_that_cannot_be(office: Office, wrong: dict[str, str], words: str) -> None:
    client = office.signed_in(office.ada)
    new = f"/cases/{office.cases['Rowan'].id}/people/new"
    fields = {"name": "Ola", "audience": "parent", "language": "pl"} | wrong
    answer = post(client, new, new, **fields)
    assert answer.status_code == 400
    assert words in answer.text


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        ("2026-10-25", "00:59", datetime(2026, 10, 24, 23, 59, tzinfo=UTC)),
        ("2026-10-25", "01:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-10-25", "02:00", datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
        ("2027-03-28", "00:59", datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        ("2027-03-28", "01:30", None),
        ("2027-03-28", "02:00", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        ("2026-06-01", "14:00", datetime(2026, 6, 1, 13, 0, tzinfo=UTC)),
        ("2026-02-30", "14:00", None),
        ("", "", None),
        ("2026-06-01", "25:00", None),
    ],
)
def test_london_time_at_both_clock_changes(day: str, clock: str, expected: datetime | None) -> None:
    assert london_to_utc(day, clock) == expected


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"day": "2026-11-22"}, "later than now"),
        ({"day": "2029-01-01"}, "later than now"),
        ({"day": "soon"}, "no date and time"),
        ({"place": ""}, "Say where it is"),
        ({"mode": "dream"}, "Choose how it is held"),
    ],
)
def test_a_meeting_that_cannot_be(office: Office, wrong: dict[str, str], words: str) -> None:
    client = office.signed_in(office.ada)
    path = f"/cases/{office.cases['Rowan'].id}/meeting"
    fields = {
        "kind": "initial_conference",
        "day": "2026-11-27",
        "clock": "10:00",
        "place": "Here",
        "mode": "phone",
    } | wrong
    answer = post(client, path, path, **fields)
    assert answer.status_code == 400
    assert words in answer.text
    assert "Thursday 26 November 2026, 14:00" in client.get(path.removesuffix("/meeting")).text


def test_a_moved_meeting_says_so(office: Office) -> None:
    client = office.signed_in(office.ada)
    case = f"/cases/{office.cases['Rowan'].id}"
    post(
        client,
        f"{case}/meeting",
        f"{case}/meeting",
        kind="initial_conference",
        day="2026-12-01",
        clock="10:00",
        place="Here",
        mode="video",
    )
    assert "Moved on 23 Nov 2026" in client.get(case).text


def test_a_colleague_who_never_signed_in_cannot_be_given_a_case(office: Office) -> None:
    """The page says why, names them, and a form made by hand is refused too."""
    with office.database.begin() as tx:
        link = staff.add(
            tx, council="oakshire", email="eli@oakshire.example", name="Eli", role=Role.WORKER,
            role_label="", now=office.clock.now,
        )  # fmt: skip
    client = office.signed_in(office.ada)
    path = f"/cases/{office.cases['Rowan'].id}/colleagues"
    text = client.get(path).text
    assert re.search(r"cannot be chosen until they have signed in once:.*Eli", text, re.DOTALL)
    assert f'value="{link.staff_id}"' not in text
    answer = post(client, path, path, colleague=link.staff_id)
    assert answer.status_code == 400
    assert "has never signed in" in answer.text


def test_sharing_and_handing_over(office: Office) -> None:
    """The colleague reads what was sent before; the one who left reads nothing any more."""
    ada, bea = office.signed_in(office.ada), office.signed_in(office.bea)
    case, person = f"/cases/{office.cases['Rowan'].id}", f"/people/{office.people['Ewa'].id}"
    colleagues = f"{case}/colleagues"
    for stranger in (office.cai.id, "nobody"):
        assert post(ada, colleagues, colleagues, colleague=stranger).status_code == 404
    assert bea.get(f"{person}/answers").status_code == 404
    assert post(ada, colleagues, colleagues, colleague=office.bea.id).status_code == 303
    assert PARENT_WORDS in bea.get(f"{person}/answers").text
    assert (
        post(ada, colleagues, f"{colleagues}/remove", colleague=office.ada.id).headers["location"] == "/cases"
    )
    assert ada.get(f"{person}/answers").status_code == 404
    assert PARENT_WORDS in bea.get(f"{person}/answers").text
    answer = post(bea, colleagues, f"{colleagues}/remove", colleague=office.bea.id)
    assert answer.status_code == 400
    assert "Somebody has to be able to open" in answer.text


def test_a_colleague_mends_a_lost_key(office: Office) -> None:
    """After Ada's new password Bea, who shares the case, takes it from her and gives it back."""
    ada = office.signed_in(office.ada)
    colleagues = f"/cases/{office.cases['Rowan'].id}/colleagues"
    post(ada, colleagues, colleagues, colleague=office.bea.id)
    claim_again(office, office.ada)
    # W-03: a new password ends what was open before.
    assert ada.get("/cases").status_code == 303
    bea = office.signed_in(office.bea)
    post(bea, colleagues, f"{colleagues}/remove", colleague=office.ada.id)
    post(bea, colleagues, colleagues, colleague=office.ada.id)
    ada = office.signed_in(office.ada)
    assert PARENT_WORDS in ada.get(f"/people/{office.people['Ewa'].id}/answers").text
