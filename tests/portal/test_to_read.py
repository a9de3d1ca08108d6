"""What waits stands at the top of the worker's first page, by the date of the meeting."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.records import alerts, audit, cases, deletion, meetings, participants, replies
from bot.records.cases import Case
from bot.records.meetings import Meeting
from bot.records.participants import NewParticipant
from bot.records.replies import NewReply
from bot.services.reading import is_late, read_by
from bot.services.whats_new import PAGE
from tests.portal.office import ALERT_WORDS, PARENT_WORDS, Browser, Office, part, post, send, token_of


def rows(client: Browser) -> list[str]:
    """The rows of what waits, as text."""
    page = client.get("/cases").text.partition("Waiting for you")[2].partition("</section>")[0]
    found = re.findall(r"<tr.*?</tr>", page.partition("<tbody>")[2], re.DOTALL)
    return [" ".join(html.unescape(re.sub(r"<[^>]*>", " ", row)).split()) for row in found]


def row_of(client: Browser, name: str, what: str) -> str:
    (found,) = [row for row in rows(client) if name in row.split() and what in row]
    return found


def test_what_nobody_has_opened_is_listed_and_nobody_elses(office: Office) -> None:
    """One row a thing, and never a thing of another worker's family or another council's."""
    found = rows(office.signed_in(office.ada))
    assert len(found) == 3
    assert "Open the alert" in found[0]
    assert all("Ewa" in row or "Kuba" in row for row in found)
    assert sum("Should be read by Tuesday 24 November 2026" in row for row in found) == 2
    theirs = rows(office.signed_in(office.bea))
    assert len(theirs) == 2
    assert all("Mo" in row.split() and "Rowan" not in row for row in theirs)


def test_looking_opens_nothing(office: Office) -> None:
    """W-07: the list holds no word that anybody said, so it needs no audit row and writes none."""
    client = office.signed_in(office.ada)
    page = client.get("/cases").text
    assert PARENT_WORDS[:12] not in page
    assert ALERT_WORDS not in page
    assert "weapon" not in page.lower()
    with office.database.read() as tx:
        assert "answers.opened" not in [row.action for row in audit.of(tx, office.people["Ewa"].id)]


def test_each_is_one_press_away(office: Office) -> None:
    client = office.signed_in(office.ada)
    page = client.get("/cases").text
    assert f'href="/people/{office.people["Kuba"].id}/answers"' in page
    assert ALERT_WORDS in post(client, "/cases", f"/alerts/{office.alert}").text


def test_what_was_opened_no_longer_waits(office: Office) -> None:
    client = office.signed_in(office.ada)
    client.get(f"/people/{office.people['Ewa'].id}/answers")
    post(client, "/alerts", f"/alerts/{office.alert}")
    (left,) = rows(client)
    assert "Kuba" in left


def test_a_further_part_and_a_correction_are_told_apart(office: Office) -> None:
    """That the report is said to be wrong is known by the question's id; what is wrong stays sealed."""
    client = office.signed_in(office.ada)
    assert "in the report or letter is wrong" not in " ".join(rows(client))
    client.get(f"/people/{office.people['Ewa'].id}/answers")
    office.clock.move(minutes=5)
    wrong = part(office, "parent.correction.wrong.2", "pl", "words", "to nie był wtorek")
    send(office, "Ewa", [(wrong, "worker_only")])
    row = row_of(client, "Ewa", "A further part")
    assert "Says that something in the report or letter is wrong" in row
    assert "wtorek" not in client.get("/cases").text


def test_a_wish_to_delete_waits_until_it_is_answered(office: Office) -> None:
    client = office.signed_in(office.ada)
    with office.database.begin() as tx:
        deletion.ask(tx, office.talks["Ewa"].scope, office.clock.now)
        deletion.ask(tx, office.talks["Mo"].scope, office.clock.now)
    assert row_of(client, "Ewa", "Asks for it to be deleted")
    assert sum("Asks" in row for row in rows(client)) == 1
    person = f"/people/{office.people['Ewa'].id}"
    post(client, f"{person}/keeping", f"{person}/deletion", decision="speak_first")
    assert row_of(client, "Ewa", "Asks for it to be deleted"), "talking first decides nothing"
    post(client, f"{person}/keeping", f"{person}/deletion", decision="must_keep:court")
    assert not any("Asks" in row for row in rows(client))


def test_the_answer_to_a_promise_waits_until_it_is_seen(office: Office) -> None:
    """And waits again when the person says something else of it."""
    client = office.signed_in(office.ada)
    person, scope, now = office.people["Ewa"], office.talks["Ewa"].scope, office.clock.now
    with office.database.begin() as tx:
        new = NewReply("replies.ready.read", due_on=now.date(), ask_at=now)
        reply = replies.write(tx, office.ada.scope, person.id, new, now)
    assert not any("promise" in row for row in rows(client))
    for choice in ("choices.promise_no", "choices.promise_yes"):
        with office.database.begin() as tx:
            replies.answer(tx, scope, reply, choice, office.clock.now)
        assert row_of(client, "Ewa", "Said whether a promise was kept")
        client.get(f"/people/{person.id}/replies")
        assert not any("promise" in row for row in rows(client))


def test_new_is_what_came_since_the_last_look(office: Office) -> None:
    """A form and no link; what came while the page was being read stays new."""
    client = office.signed_in(office.ada)
    assert all("New " in row for row in rows(client))
    csrf, shown = token_of(client, "/cases"), office.clock.now
    office.clock.move(minutes=5)
    with office.database.begin() as tx:
        alerts.record(
            tx, office.talks["Kuba"].scope, kind="weapon", level="now", words="x", now=office.clock.now
        )
    assert client.get("/cases/looked").status_code == 404
    client.post("/cases/looked", data={"csrf": csrf, "at": shown.isoformat()})
    assert ["New " in row for row in rows(client)].count(True) == 1
    assert "New " in row_of(client, "Kuba", "Open the alert")
    assert len(rows(client)) == 4
    assert all("New " in row for row in rows(office.signed_in(office.bea)))


@pytest.mark.parametrize("at", ["", "soon", "2026-11-23T09:00:00", "2099-01-01T00:00:00+00:00"])
def test_a_look_that_cannot_be(office: Office, at: str) -> None:
    client = office.signed_in(office.ada)
    assert post(client, "/cases", "/cases/looked", at=at).status_code == 303
    assert all("New " in row for row in rows(client))


def test_the_next_meeting_comes_first(office: Office) -> None:
    """What was sent later for a meeting that is nearer stands above; no date stands last. So do the cases."""
    for name, days in (("Later", 60), ("Sooner", 1), ("Undated", None)):
        with office.database.begin() as tx:
            case = cases.create(tx, office.ada.scope, name, office.clock.now)
            if days is not None:
                meetings.set_meeting(
                    tx, office.ada.scope, case.id, kind="initial_conference", nation="england",
                    starts_at=office.clock.now + timedelta(days=days), place="Here", mode="phone",
                    now=office.clock.now,
                )  # fmt: skip
            new = NewParticipant("parent", f"Of{name}", "pl")
            office.people[name] = participants.create(tx, office.ada.scope, case.id, new, office.clock.now)
        office.arrive(name)
        send(office, name, [(part(office, "parent.worries.own", "pl", "words", "a"), "read_out")])
    client = office.signed_in(office.ada)
    order = [row.partition(" New ")[0].split()[-1] for row in rows(client)]
    assert order == ["Ewa", "OfSooner", "Ewa", "Kuba", "OfLater", "OfUndated"]
    titles = re.findall(r'<h2><a href="/cases/[\w-]+">(\w+)</a>', client.get("/cases").text)
    assert titles == ["Sooner", "Rowan", "Later", "Undated"]


def test_what_waits_too_long_is_said_to_be_late(office: Office) -> None:
    """On the list and on the person's page; and who opened it, once somebody has."""
    client = office.signed_in(office.ada)
    person = f"/people/{office.people['Ewa'].id}"
    assert "Should be read by Tuesday 24 November 2026" in client.get(person).text
    office.clock.move(days=2)
    client = office.signed_in(office.ada)
    assert "Late: should have been read by Tuesday 24 November 2026" in row_of(client, "Ewa", "Answers")
    assert "Late: should have been read by" in client.get(person).text
    client.get(f"{person}/answers")
    text = client.get(person).text
    assert "Late" not in text
    assert re.search(r"First opened by Ada on 25 Nov 2026, 09:\d\d", text)


def a_case(meeting: datetime | None) -> Case:
    held = None
    if meeting is not None:
        held = Meeting(
            kind="initial_conference",
            nation="england",
            starts_at=meeting,
            place="",
            mode="in_person",
            id="m",
            moved_at=None,
        )
    return Case("c", "oakshire", "c", datetime(2026, 11, 1, tzinfo=UTC), (), held)


@pytest.mark.parametrize(
    ("sent", "meeting", "by"),
    [
        # Two working days before a Thursday is the Tuesday.
        (datetime(2026, 11, 16, 9, tzinfo=UTC), datetime(2026, 11, 26, 14, tzinfo=UTC), date(2026, 11, 24)),
        # Sent on the Tuesday evening: the next working day.
        (datetime(2026, 11, 24, 20, tzinfo=UTC), datetime(2026, 11, 26, 14, tzinfo=UTC), date(2026, 11, 25)),
        # Sent the evening before: never after the meeting.
        (datetime(2026, 11, 25, 20, tzinfo=UTC), datetime(2026, 11, 26, 14, tzinfo=UTC), date(2026, 11, 26)),
        # Sent on the very day, before it begins: that day.
        (datetime(2026, 11, 26, 9, tzinfo=UTC), datetime(2026, 11, 26, 14, tzinfo=UTC), date(2026, 11, 26)),
        # Over Christmas no bank holiday counts.
        (datetime(2026, 12, 21, 9, tzinfo=UTC), datetime(2026, 12, 30, 14, tzinfo=UTC), date(2026, 12, 24)),
        # No meeting, or after it: two working days; Friday to Tuesday.
        (datetime(2026, 11, 20, 9, tzinfo=UTC), None, date(2026, 11, 24)),
        (datetime(2026, 11, 27, 9, tzinfo=UTC), datetime(2026, 11, 26, 14, tzinfo=UTC), date(2026, 12, 1)),
    ],
)
def test_the_day_to_read_by(office: Office, sent: datetime, meeting: datetime | None, by: date) -> None:
    council = office.texts.content.council("oakshire")
    assert read_by(council, a_case(meeting).meeting, sent) == by


@pytest.mark.parametrize(
    ("now", "late"),
    [
        (datetime(2026, 11, 24, 23, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 25, 0, 0, tzinfo=UTC), True),
    ],
)
def test_late_is_from_the_next_day_in_london(now: datetime, late: bool) -> None:
    meeting = a_case(datetime(2026, 11, 26, 14, tzinfo=UTC)).meeting
    assert is_late(date(2026, 11, 24), meeting, datetime(2026, 11, 16, 9, tzinfo=UTC), now) is late


def test_late_is_from_the_beginning_of_the_meeting_at_the_latest() -> None:
    starts, sent = datetime(2026, 11, 26, 14, tzinfo=UTC), datetime(2026, 11, 26, 9, tzinfo=UTC)
    meeting = a_case(starts).meeting
    assert not is_late(date(2026, 11, 26), meeting, sent, starts - timedelta(minutes=1))
    assert is_late(date(2026, 11, 26), meeting, sent, starts)
    # What was sent after it has its own two days.
    assert not is_late(date(2026, 11, 30), meeting, starts + timedelta(hours=1), starts + timedelta(days=1))


def test_a_long_list_is_shown_page_by_page(office: Office) -> None:
    """The next meeting is on the first page; each case stands once, with its own people alone."""
    with office.database.begin() as tx:
        for number in range(PAGE + 3):
            case = cases.create(tx, office.ada.scope, f"Long {number:03}", office.clock.now)
            new = NewParticipant("parent", f"P{number:03}", "en")
            participants.create(tx, office.ada.scope, case.id, new, office.clock.now)
    client = office.signed_in(office.ada)
    pages = [client.get(f"/cases?page={number}").text for number in (1, 2)]
    listed = [re.findall(r"Long \d{3}", page) for page in pages]
    assert [len(one) for one in listed] == [PAGE - 1, 4]
    assert len({*listed[0], *listed[1]}) == PAGE + 3
    for page in pages:
        assert set(re.findall(r"P(\d{3}):", page)) == set(re.findall(r"Long (\d{3})", page))
    assert "Rowan</a>" in pages[0]
    assert "Rowan</a>" not in pages[1]
    for odd in ("0", "-1", "²", "99", "x"):
        assert client.get("/cases", params={"page": odd}).status_code == 200
    assert "Long" not in office.signed_in(office.bea).get("/cases").text
