"""Kinds of meetings, the days around them, who has had the report, and a file for a calendar."""

from __future__ import annotations

import html
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from icalendar import Calendar

from bot.content.load import Content
from bot.content.vocabulary import MEETINGS, NATIONS
from bot.records import audit, cases, meetings
from tests.portal.office import Browser, Office, post, token_of

GOOD = {
    "kind": "initial_conference",
    "day": "2027-01-05",
    "clock": "10:00",
    "place": "Room 2",
    "mode": "phone",
}
WRITTEN = Content.has_guides


def written_for_everything(content: Content, audience: str, _kind: str, _nation: str) -> bool:
    """As if every guide had been written for those for whom one has."""
    return WRITTEN(content, audience, "initial_conference", "england")


def set_meeting(office: Office, client: Browser, **more: str) -> tuple[int, str]:
    path = f"/cases/{office.cases['Rowan'].id}/meeting"
    answer = post(client, path, path, **(GOOD | more))
    return answer.status_code, html.unescape(answer.text)


def case_page(office: Office, client: Browser) -> str:
    return html.unescape(client.get(f"/cases/{office.cases['Rowan'].id}").text)


def test_every_kind_can_be_set_with_what_it_is_counted_from(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Content, "has_guides", written_for_everything)
    client = office.signed_in(office.ada)
    held_by = {
        ("initial_conference", "strategy_discussion"): "Friday 11 December 2026",
        ("review_conference", "initial_conference"): "Saturday 20 February 2027",
        ("review_conference", "review_conference"): "Thursday 20 May 2027",
        ("core_group", "initial_conference"): "Friday 4 December 2026",
        ("core_group", "core_group"): "Friday 18 December 2026",
        ("care_review", "came_into_care"): "Friday 18 December 2026",
    }
    for (kind, after), day in held_by.items():
        assert set_meeting(office, client, kind=kind, after=after, after_on="2026-11-20")[0] == 303, kind
        page = case_page(office, client)
        assert "This meeting should be held by</dt><dd>" + day in page, kind
    for kind in ("child_in_need", "family_group_conference", "pre_proceedings"):
        assert set_meeting(office, client, kind=kind)[0] == 303, kind
        assert "What was sent should be read by" in case_page(office, client)
        assert "will be" not in case_page(office, client)


def test_the_days_around_a_conference_are_shown_with_should_be_by(office: Office) -> None:
    client = office.signed_in(office.ada)
    assert set_meeting(office, client)[0] == 303
    for page in (case_page(office, client), set_meeting(office, client, day="")[1]):
        assert "The family should have the report by</dt><dd>Wednesday 30 December 2026" in page
        assert "Core group meeting should be by</dt><dd>Tuesday 19 January 2027" in page
        assert "Review child protection conference should be by</dt><dd>Monday 5 April 2027" in page
        assert "with its bank holidays" in page
    assert "feedback" not in case_page(office, client)


def test_a_meeting_that_is_later_than_it_should_be_says_so(office: Office) -> None:
    client = office.signed_in(office.ada)
    assert set_meeting(office, client, after="strategy_discussion", after_on="2026-11-20")[0] == 303
    assert "This meeting is later than that." in case_page(office, client)
    assert (
        set_meeting(office, client, after="strategy_discussion", after_on="2026-11-20", day="2026-12-11")[0]
        == 303
    )
    assert "This meeting is later than that." not in case_page(office, client)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"kind": ""}, "Choose a kind of meeting"),
        ({"kind": "garden_party"}, "Choose a kind of meeting"),
        ({"after": "came_into_care", "after_on": "2026-11-20"}, "must fit the kind of meeting"),
        ({"after": "strategy_discussion"}, "must fit the kind of meeting"),
        ({"after_on": "2026-11-20"}, "must fit the kind of meeting"),
        ({"after": "strategy_discussion", "after_on": "2026-11-24"}, "must fit the kind of meeting"),
        ({"after": "strategy_discussion", "after_on": "1999-01-01"}, "must fit the kind of meeting"),
        ({"after": "strategy_discussion", "after_on": "soon"}, "must fit the kind of meeting"),
        ({"after": "<script>", "after_on": "2026-11-20"}, "must fit the kind of meeting"),
    ],
)
def test_a_kind_or_an_event_that_cannot_be(office: Office, wrong: dict[str, str], words: str) -> None:
    client = office.signed_in(office.ada)
    status, text = set_meeting(office, client, **wrong)
    assert status == 400
    assert words in text
    assert "<script>" not in text
    assert "Thursday 26 November 2026, 14:00" in case_page(office, client)


def test_a_kind_without_a_guide_cannot_be_chosen_and_says_why(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A conversation without a guide would have nothing to say to somebody who was invited."""
    monkeypatch.setattr(Content, "has_guides", lambda *_: False)
    client = office.signed_in(office.ada)
    assert set_meeting(office, client)[0] == 400
    page = client.get(f"/cases/{office.cases['Rowan'].id}/meeting").text
    assert page.count("disabled") == len(MEETINGS)
    assert "no guide has been written yet" in page
    new = client.get(f"/cases/{office.cases['Rowan'].id}/people/new").text
    assert "Nobody has written a guide for this kind of meeting" in new


def test_a_kind_that_has_no_guide_for_somebody_of_the_case_is_refused(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        Content,
        "has_guides",
        lambda content, audience, kind, nation: (
            audience == "parent" or (kind != "core_group" and WRITTEN(content, audience, kind, nation))
        ),
    )
    status, text = set_meeting(office, office.signed_in(office.ada), kind="core_group")
    assert status == 400
    assert "somebody in this case for whom no guide" in text


def test_the_kinds_have_the_names_of_the_councils_nation(office: Office) -> None:
    client = office.signed_in(office.ada)
    page = html.unescape(client.get(f"/cases/{office.cases['Rowan'].id}/meeting").text)
    assert "Initial child protection conference" in page
    assert "Children in care review" in page
    assert "England." in page
    items = office.texts.content.items
    assert all(f"names.meeting.{kind}" in items for kind in MEETINGS)
    assert "names.meeting.initial_conference.scotland" in items
    assert len(NATIONS) == 4


@pytest.mark.parametrize(
    ("invented", "nation", "name"),
    [
        ("glanafon", "wales", "Care and support meeting"),
        ("strathorrin", "scotland", "Child protection planning meeting"),
        ("lagan_vale", "northern_ireland", "Initial child protection case conference"),
    ],
)
def test_a_meeting_is_of_the_councils_nation(
    office: Office, monkeypatch: pytest.MonkeyPatch, invented: str, nation: str, name: str
) -> None:
    """As if Ada's council lay there: names, days and the nation that is kept are its own."""
    content = office.texts.content
    there = replace(content.council(invented), id="oakshire")
    monkeypatch.setattr(content, "councils", {**content.councils, "oakshire": there})
    monkeypatch.setattr(Content, "has_guides", written_for_everything)
    client = office.signed_in(office.ada)
    assert name in html.unescape(client.get(f"/cases/{office.cases['Rowan'].id}/meeting").text)
    more = {"after": "strategy_discussion", "after_on": "2026-11-20"}
    assert set_meeting(office, client, **more)[0] == 303
    with office.database.read() as tx:
        held = cases.get(tx, office.ada.scope, office.cases["Rowan"].id).meeting
    assert held is not None
    assert held.nation == nation
    days = {"scotland": "Friday 18 December 2026"}
    assert days.get(nation, "Friday 11 December 2026") in case_page(office, client)


def test_a_worker_notes_who_has_had_the_report(office: Office) -> None:
    client = office.signed_in(office.ada)
    person = f"/people/{office.people['Ewa'].id}"
    assert "Nobody has noted" in client.get(person).text
    assert post(client, person, f"{person}/report", had="yes", on="2026-11-20").status_code == 303
    assert "Has had the report: Friday 20 November 2026" in client.get(person).text
    assert "Has had the report: Friday 20 November 2026" in case_page(office, client)
    assert "Nobody has noted" in client.get(f"/people/{office.people['Kuba'].id}").text
    assert post(client, person, f"{person}/report", had="no", on="2026-11-20").status_code == 303
    assert "Has not had the report." in client.get(person).text
    assert "report.noted" in audit_of(office)


def audit_of(office: Office) -> list[str]:
    with office.database.read() as tx:
        return [row.action for row in audit.of(tx, office.people["Ewa"].id)]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"had": "maybe"},
        {"had": "yes"},
        {"had": "yes", "on": "2026-11-24"},
        {"had": "yes", "on": "yesterday"},
        {"had": "yes", "on": "2001-01-01"},
    ],
)
def test_a_report_on_no_possible_day_is_not_noted(office: Office, wrong: dict[str, str]) -> None:
    client = office.signed_in(office.ada)
    person = f"/people/{office.people['Ewa'].id}"
    answer = post(client, person, f"{person}/report", **wrong)
    assert answer.status_code == 400
    assert "Choose yes or no" in answer.text
    assert "Nobody has noted" in answer.text


def test_a_report_of_another_family_cannot_be_noted(office: Office) -> None:
    """A-12."""
    bea = office.signed_in(office.bea)
    ewas = f"/people/{office.people['Ewa'].id}/report"
    answer = bea.post(ewas, data={"csrf": token_of(bea, "/cases/new"), "had": "no"})
    assert answer.status_code == 404
    assert "Nobody has noted" in office.signed_in(office.ada).get(ewas.removesuffix("/report")).text


def calendar(office: Office, client: Browser, **fields: str) -> bytes:
    case = f"/cases/{office.cases['Rowan'].id}"
    answer = post(client, case, f"{case}/calendar", **fields)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.headers["content-disposition"] == 'attachment; filename="appointment.ics"'
    return answer.content


PRIVATE = (
    "rowan",
    "ewa",
    "kuba",
    "ada",
    "oakshire",
    "conference",
    "child",
    "social",
    "council",
    "protection",
)


def test_a_calendar_file_holds_a_time_and_no_private_word(office: Office) -> None:
    client = office.signed_in(office.ada)
    body = calendar(office, client)
    (event,) = Calendar.from_ical(body).walk("VEVENT")
    assert str(event["summary"]) == "Appointment"
    assert event.decoded("dtstart").isoformat() == "2026-11-26T14:00:00+00:00"
    assert "location" not in event
    assert set(event) == {"SUMMARY", "UID", "DTSTAMP", "DTSTART", "SEQUENCE", "CLASS"}
    assert [word for word in PRIVATE if word in body.decode().lower()] == []


def test_the_place_is_in_the_file_only_when_the_worker_ticks_it(office: Office) -> None:
    client = office.signed_in(office.ada)
    with office.database.begin() as tx:
        meetings.set_meeting(
            tx, office.ada.scope, office.cases["Rowan"].id, kind="initial_conference", nation="england",
            starts_at=meeting_at(office), place="Room 2; Hall, left\r\nSUMMARY:CP", mode="phone",
            now=office.clock.now,
        )  # fmt: skip
    (event,) = Calendar.from_ical(calendar(office, client, place="yes")).walk("VEVENT")
    assert str(event["location"]).startswith("Room 2; Hall, left")
    assert str(event["summary"]) == "Appointment"


def meeting_at(office: Office) -> datetime:
    with office.database.read() as tx:
        held = cases.get(tx, office.ada.scope, office.cases["Rowan"].id).meeting
    assert held is not None
    return held.starts_at


def test_a_moved_meeting_moves_in_the_calendar_and_is_not_a_second_one(office: Office) -> None:
    client = office.signed_in(office.ada)
    (first,) = Calendar.from_ical(calendar(office, client)).walk("VEVENT")
    assert set_meeting(office, client)[0] == 303
    office.clock.now = office.clock.now.replace(hour=office.clock.now.hour + 1)
    client = office.signed_in(office.ada)
    (second,) = Calendar.from_ical(calendar(office, client)).walk("VEVENT")
    assert first["uid"] == second["uid"]
    assert second["sequence"] > first["sequence"]
    assert second.decoded("dtstart").date() == date(2027, 1, 5)


def test_a_case_without_a_meeting_has_no_file_and_another_family_none_to_give(office: Office) -> None:
    ada, bea = office.signed_in(office.ada), office.signed_in(office.bea)
    made = post(ada, "/cases/new", "/cases/new", name="CP/1").headers["location"]
    assert post(ada, made, f"{made}/calendar").status_code == 404
    case = f"/cases/{office.cases['Rowan'].id}/calendar"
    assert bea.post(case, data={"csrf": token_of(bea, "/cases/new")}).status_code == 404


def test_no_template_says_that_a_day_will_be() -> None:
    folder = Path(__file__).parents[2] / "bot/portal/templates"
    words = (folder / "words.html").read_text(encoding="utf-8")
    macro = words[words.index("macro due(") : words.index("macro days(")]
    assert macro.count("should") == 7
    assert "will" not in macro


def test_the_columns_have_the_councils_order_and_headings(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = office.texts.content
    oakshire = content.council("oakshire")
    own = {"columns_order": "worries, working_well, needs_to_happen", "column_worries": "What troubles us"}
    changed = replace(oakshire, settings={**oakshire.settings, **own})
    monkeypatch.setattr(content, "councils", {**content.councils, "oakshire": changed})
    client = office.signed_in(office.ada)
    ewa, case = office.people["Ewa"].id, office.cases["Rowan"].id
    pages = ("answers", "meeting-copy", "worker-copy")
    for path in (*(f"/people/{ewa}/{page}" for page in pages), f"/cases/{case}/side-by-side"):
        page = html.unescape(client.get(path).text)
        order = [
            page.index(one) for one in ("What troubles us", "What is working well", "What needs to happen")
        ]
        assert order == sorted(order), path
        assert "What we are worried about" not in page, path
