"""What is new stands at the top of the worker's first page, with the day by which it should be read."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.records.cases import Case
from bot.records.meetings import Meeting
from bot.services.reading import read_by
from tests.portal.office import Office


def new_part(page: str) -> str:
    return page.partition("New to read")[2].partition("</section>")[0]


def test_what_nobody_has_opened_is_listed_and_nobody_elses(office: Office) -> None:
    part = new_part(office.signed_in(office.ada).get("/cases").text)
    assert "Ewa" in part
    assert "Kuba" in part
    assert "Mo" not in part.split()
    assert "Should be read by" in part


def test_what_was_opened_is_no_longer_new(office: Office) -> None:
    client = office.signed_in(office.ada)
    client.get(f"/people/{office.people['Ewa'].id}/answers")
    part = new_part(client.get("/cases").text)
    assert "Ewa" not in part
    assert "Kuba" in part


def test_what_waits_too_long_is_said_to_be_late(office: Office) -> None:
    office.clock.move(days=2)
    part = new_part(office.signed_in(office.ada).get("/cases").text)
    assert "Late: should have been read by" in part


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
        # Over Christmas no bank holiday counts.
        (datetime(2026, 12, 21, 9, tzinfo=UTC), datetime(2026, 12, 30, 14, tzinfo=UTC), date(2026, 12, 24)),
        # No meeting, or after it: two working days; Friday to Tuesday.
        (datetime(2026, 11, 20, 9, tzinfo=UTC), None, date(2026, 11, 24)),
        (datetime(2026, 11, 27, 9, tzinfo=UTC), datetime(2026, 11, 26, 14, tzinfo=UTC), date(2026, 12, 1)),
    ],
)
def test_the_day_to_read_by(office: Office, sent: datetime, meeting: datetime | None, by: date) -> None:
    council = office.texts.content.council("oakshire")
    assert read_by(council, a_case(meeting), sent) == by
