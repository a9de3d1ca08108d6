"""Which reminders there should be, from how things stand: pure, so that every case can be tried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.content.model import Council
from bot.records.reminders import Kind, Standing
from bot.services.dates import Counted, london_day, report_asked_on, working_days_until

# Not before the day by which the report should be there.
REPORT_WORKING_DAYS = (5, 3, 1)
DRAFT_RESTS = timedelta(days=1)
DRAFT_BEFORE = timedelta(days=4)
# A week after the meeting drafts go, and what somebody has answered so far with them.
FEEDBACK_UNTIL = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One reminder that should be. `about` tells it from others of its kind: the meeting's day."""

    kind: Kind
    about: str
    due_at: datetime


def wanted(council: Council, stand: Standing, now: datetime) -> Iterator[Wanted]:
    """What should be told to somebody now because of the calendar."""
    day = london_day(stand.meeting_at).isoformat()
    if is_unfinished(stand, now):
        yield Wanted("draft_unsent", "", now)
    ahead = working_days_until(council, stand.nation, london_day(now), london_day(stand.meeting_at))
    counted = Counted(stand.meeting_kind, stand.nation, london_day(stand.meeting_at))
    asked_on = report_asked_on(council, counted)
    is_time = asked_on is not None and london_day(now) >= asked_on
    # No guide of a child's asks about a report.
    waits = stand.meeting_at > now and not stand.report_had and stand.audience != "child"
    if is_time and waits:
        step = next((days for days in sorted(REPORT_WORKING_DAYS) if 0 < ahead <= days), None)
        if step is not None:
            yield Wanted("report_asked", f"{day} {step}", now)
    if is_time_for_feedback(council, stand, now):
        yield Wanted("feedback", day, now)


def still_holds(kind: Kind, council: Council, stand: Standing | None, now: datetime) -> bool:
    """Whether a reminder still makes sense; those about something that happened always do."""
    match kind:
        case "draft_unsent":
            return stand is not None and stand.has_drafts and not stand.sent and stand.meeting_at > now
        case "report_asked":
            return stand is not None and stand.meeting_at > now and not stand.report_had
        case "feedback":
            return stand is not None and is_time_for_feedback(council, stand, now)
        case _:
            return True


def is_unfinished(stand: Standing, now: datetime) -> bool:
    """Something was begun, has rested for a day, was never sent, and the meeting is near."""
    near = now < stand.meeting_at <= now + DRAFT_BEFORE
    return stand.has_drafts and not stand.sent and near and now - stand.sitting_at >= DRAFT_RESTS


def is_time_for_feedback(council: Council, stand: Standing, now: datetime) -> bool:
    """From so many days after the meeting as the council says, for whoever wants to be written to at all."""
    days = council.number("feedback_after_days")
    if days is None or not (stand.reminders and stand.may_write):
        return False
    came_before = stand.came_at < stand.meeting_at
    return came_before and timedelta(days=days) <= now - stand.meeting_at <= FEEDBACK_UNTIL
