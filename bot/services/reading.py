"""What waits to be read, and by which day it should be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.content.model import Council
from bot.records.cases import Case
from bot.records.participants import Participant
from bot.records.proofs import Unread
from bot.services.dates import counted, due, london_day, working_days_from

READ_BY, WITHOUT_MEETING = "read_by", 2


@dataclass(frozen=True, slots=True)
class ToRead:
    """One person's words that nobody has opened. `by` is a day in London; `late` once it has passed."""

    case: Case
    person: Participant
    sent_at: datetime
    by: date
    late: bool


def to_read(
    council: Council,
    unread: Sequence[Unread],
    cases: Sequence[Case],
    people: Sequence[Participant],
    now: datetime,
) -> list[ToRead]:
    """Everything unopened, what should be read first at the top. A person who sent twice is there once."""
    by_case, by_person = {case.id: case for case in cases}, {person.id: person for person in people}
    first = {one.participant_id: one for one in reversed(unread)}
    today = london_day(now)
    found = []
    for one in first.values():
        case = by_case[one.case_id]
        by = read_by(council, case, one.sent_at)
        found.append(ToRead(case, by_person[one.participant_id], one.sent_at, by, today > by))
    return sorted(found, key=lambda waiting: (waiting.by, waiting.sent_at))


def read_by(council: Council, case: Case, sent_at: datetime) -> date:
    """By when words sent at this time should be read: the council's days before the meeting.

    What is sent later than that should be read on the next working day, and never after the meeting.
    """
    sent = london_day(sent_at)
    meeting = case.meeting
    if meeting is None or london_day(meeting.starts_at) <= sent:
        return working_days_from(council, council.nation, sent, WITHOUT_MEETING)
    day = london_day(meeting.starts_at)
    planned = due(council, counted(meeting)).get(READ_BY, day)
    return min(max(planned, working_days_from(council, meeting.nation, sent, 1)), day)
