"""Safe times on the worker's pages."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.portal.office import Office, post


def test_safe_times_are_agreed_and_shown(office: Office) -> None:
    client = office.signed_in(office.ada)
    person = f"/people/{office.people['Ewa'].id}"
    assert "No safe times are agreed" in client.get(person).text
    page = f"{person}/contact"
    answer = post(
        client, page, page, may_write="yes", reminders="yes",
        day0="yes", day4="yes", begins="18:00", ends="20:30",
    )  # fmt: skip
    assert answer.status_code == 303
    shown = client.get(person).text
    assert "Monday, Friday, 18:00 – 20:30" in shown
    assert "Safe times changed" in client.get(f"{person}/opened").text
    post(client, page, page, day0="yes", begins="18:00", ends="20:30")
    assert "Beforehand starts nothing" in client.get(person).text


@pytest.mark.parametrize(
    "hours",
    [
        {"begins": "20:00", "ends": "18:00"},
        {"begins": "20:00", "ends": "20:00"},
        {"begins": "", "ends": "18:00"},
        {"begins": "8 o'clock", "ends": "25:00"},
        {"begins": "08:00+01:00", "ends": "09:00"},
    ],
)
def test_hours_that_cannot_be(office: Office, hours: dict[str, str]) -> None:
    client = office.signed_in(office.ada)
    page = f"/people/{office.people['Ewa'].id}/contact"
    answer = post(client, page, page, may_write="yes", day1="yes", **hours)
    assert answer.status_code == 400
    assert "the earlier one first" in answer.text
    assert "No safe times" in client.get(f"/people/{office.people['Ewa'].id}").text


def test_the_councils_own_hours_are_said_and_nothing_outside_them_is_agreed(office: Office) -> None:
    """P-09: what could never go out is not taken for agreed."""
    client = office.signed_in(office.ada)
    page = f"/people/{office.people['Ewa'].id}/contact"
    assert "nothing goes out before 09:00 or after 19:00" in client.get(page).text
    for begins, ends in (("19:00", "21:00"), ("06:00", "09:00")):
        answer = post(client, page, page, may_write="yes", day1="yes", begins=begins, ends=ends)
        assert answer.status_code == 400
        assert "Take hours that lie between" in answer.text
    assert "No safe times" in client.get(f"/people/{office.people['Ewa'].id}").text


@pytest.mark.parametrize(("setting", "starts_on"), [("no", False), ("yes", True)])
def test_whether_the_young_begin_with_reminders_is_the_councils_to_say(
    office: Office, monkeypatch: pytest.MonkeyPatch, setting: str, *, starts_on: bool
) -> None:
    """The setting `reminders_for_young_people`: only where it says so, and the page says it too."""
    council = office.texts.content.council("oakshire")
    changed = replace(council, settings={**council.settings, "reminders_for_young_people": setting})
    monkeypatch.setattr(
        office.texts.content, "councils", {**office.texts.content.councils, "oakshire": changed}
    )
    client = office.signed_in(office.ada)
    new = f"/cases/{office.cases['Rowan'].id}/people/new"
    person = post(client, new, new, name="Leo", audience="young_person", language="en").headers["location"]
    page = client.get(f"{person}/contact").text
    ticked = 'name="reminders" value="yes" checked' in page
    assert ticked is starts_on
    assert ("This council begins with reminders on" in page) is starts_on


def test_somebody_elses_family_is_not_found(office: Office) -> None:
    client = office.signed_in(office.bea)
    assert client.get(f"/people/{office.people['Ewa'].id}/contact").status_code == 404


@pytest.mark.parametrize(("says", "ticked"), [("no", False), ("yes", True)])
def test_whether_young_people_are_reminded_unasked_is_the_councils_to_say(
    office: Office, monkeypatch: pytest.MonkeyPatch, says: str, ticked: bool
) -> None:
    """Off unless a council has decided otherwise; what was agreed with one person is never changed by it."""
    content = office.texts.content
    oakshire = content.council("oakshire")
    assert not oakshire.says_yes("reminders_for_young_people")
    changed = replace(oakshire, settings={**oakshire.settings, "reminders_for_young_people": says})
    monkeypatch.setattr(content, "councils", {**content.councils, "oakshire": changed})
    client, new = office.signed_in(office.ada), f"/cases/{office.cases['Rowan'].id}/people/new"
    made = post(client, new, new, name="Nell", audience="young_person", language="en")
    page = client.get(f"{made.headers['location']}/contact").text
    assert (re.search(r'name="reminders" value="yes" checked', page) is not None) is ticked
    kuba = client.get(f"/people/{office.people['Kuba'].id}/contact").text
    assert 'name="reminders" value="yes" checked' not in kuba
