"""The days by which something should happen: by council settings, national defaults and bank holidays.

What counts from what, and in which days, is data (`bot/content/council_settings.yml`). A day that comes out
of here is said with "should be by", never with "will be". Days are days in London.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from holidays import HolidayBase, country_holidays

from bot.content import council_settings
from bot.content.council_settings import Setting
from bot.content.model import Council
from bot.language.languages import LONDON
from bot.records.meetings import Meeting

SUBDIVISIONS = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern_ireland": "NIR"}
MEETING = "meeting"
CARE_REVIEW = "care_review"


@dataclass(frozen=True, slots=True)
class Counted:
    """A meeting, as days are counted around it.

    `after` is the event that this meeting itself is counted from (`strategy_discussion`, `came_into_care`,
    `initial_conference`, ...), on the day `after_on`; None where nobody has said.
    """

    kind: str
    nation: str
    day: date
    after: str | None = None
    after_on: date | None = None


def london_day(moment: datetime) -> date:
    """The day in London. `moment` is aware."""
    return moment.astimezone(LONDON).date()


def counted(meeting: Meeting) -> Counted:
    """A kept meeting, as days are counted around it."""
    return Counted(
        meeting.kind, meeting.nation, london_day(meeting.starts_at), meeting.after, meeting.after_on
    )


def due(council: Council, meeting: Counted) -> dict[str, date]:
    """By which day each thing should happen: what has no day here is not in it.

    Before the meeting `report`, `invitation`, `read_by`; after it `summary`, `notes`, `feedback`, and the
    kinds of meeting that follow. `held`: by when the meeting itself should be. Of two settings the earlier
    day counts.
    """
    found: dict[str, date] = {}
    for what, day in _each(council, meeting):
        found[what] = min(day, found.get(what, day))
    return found


def _each(council: Council, meeting: Counted) -> Iterator[tuple[str, date]]:
    this = _event(meeting)
    for setting in council_settings.settings().values():
        amount = council.number(setting.name) if setting.due else None
        if setting.due is None or amount is None or (setting.kinds and meeting.kind not in setting.kinds):
            continue
        if setting.start == MEETING:
            signed = -amount if setting.before else amount
            yield setting.due, _counted(council, meeting.nation, meeting.day, signed, setting)
        elif setting.start == this:
            yield setting.due, _counted(council, meeting.nation, meeting.day, amount, setting)
        if setting.due == meeting.kind and setting.start == meeting.after and meeting.after_on:
            yield "held", _counted(council, meeting.nation, meeting.after_on, amount, setting)


def _event(meeting: Counted) -> str | None:
    """What the next meeting is counted from.

    After a child's first review that is another time than after later ones, so a review of which nobody has
    said where it stands has no next.
    """
    if meeting.kind != CARE_REVIEW:
        return meeting.kind
    return {None: None, "came_into_care": "first_care_review"}.get(meeting.after, CARE_REVIEW)


def report_asked_on(council: Council, meeting: Counted) -> date | None:
    """The day from which people are asked whether they have the report; None for meetings without one."""
    found = due(council, meeting)
    return found.get("report", found.get("report_question"))


def due_now(council: Council, meeting: Counted, today: date) -> frozenset[str]:
    """What it is time to ask about today, up to the day of the meeting."""
    asked_on = report_asked_on(council, meeting)
    is_time = asked_on is not None and asked_on <= today <= meeting.day
    return frozenset({"report"}) if is_time else frozenset()


def starts_for(kind: str) -> tuple[str, ...]:
    """The events that a kind of meeting may be counted from, in the table's order."""
    rows = (row for row in council_settings.settings().values() if row.due == kind and row.start)
    return tuple(dict.fromkeys(row.start for row in rows if row.start))


def _counted(council: Council, nation: str, start: date, amount: int, setting: Setting) -> date:
    """`amount` units from `start`; less than none goes back."""
    match setting.unit:
        case "working days":
            return working_days_from(council, nation, start, amount)
        case "calendar days":
            return start + timedelta(days=amount)
        case "weeks":
            return start + timedelta(weeks=amount)
        case "months":
            return months_from(start, amount)
    raise AssertionError(setting.unit)


def working_days_from(council: Council, nation: str, start: date, amount: int) -> date:
    """The working day `amount` after `start` (before it when less than none), `start` not counted."""
    return _calendar(council, nation, start).get_nth_working_day(start, amount)


def is_working_day(council: Council, nation: str, day: date) -> bool:
    """Whether people work on a day: no weekend, no bank holiday of the nation, no day off of the council."""
    return _calendar(council, nation, day).is_working_day(day)


def working_days_until(council: Council, nation: str, today: date, day: date) -> int:
    """How many working days come after today, up to and with `day`; 0 when it has passed."""
    if day <= today:
        return 0
    return _calendar(council, nation, today).get_working_days_count(today + timedelta(days=1), day)


def months_from(start: date, months: int) -> date:
    """The same day so many months on, or the month's last: a month from 31 January is 28 or 29 February."""
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def _calendar(council: Council, nation: str, around: date) -> HolidayBase:
    days_off, worked = council.listed("extra_holidays"), council.listed("holidays_worked")
    return _holidays(nation, around.year, days_off, worked)


@lru_cache(maxsize=64)
def _holidays(nation: str, year: int, days_off: tuple[str, ...], worked: tuple[str, ...]) -> HolidayBase:
    """Three years before and after, filled once: a calendar that several threads read never changes."""
    years = range(year - 3, year + 4)
    held = country_holidays("GB", subdiv=SUBDIVISIONS[nation], years=years, expand=False)
    for day in days_off:
        held[date.fromisoformat(day)] = "day off"
    for day in worked:
        held.pop(date.fromisoformat(day), "")  # the library raises on None
    return held


def by_meaning(found: Mapping[str, date], kind: str) -> dict[str, date]:
    """The placeholders of a meeting's days: `report_due` and so on. A kind's own next is its `review_due`."""
    names = {
        "report_due": "report",
        "conference_due": "held",
        "core_group_due": "core_group",
        "review_due": "care_review" if kind == "care_review" else "review_conference",
        "summary_due": "summary",
        "notes_due": "notes",
    }
    return {placeholder: found[what] for placeholder, what in names.items() if what in found}
