"""The meeting of a case: its kind, when, where and how. A second time moves it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import get_args

from starlette.responses import Response

from bot.content.model import Council
from bot.content.vocabulary import MEETINGS
from bot.exports.calendar import FILE, MEDIA_TYPE, calendar_of
from bot.language.languages import LONDON
from bot.portal.access import WORKERS, Page, Visit
from bot.portal.meeting_dates import days_around
from bot.records import cases, meetings, participants
from bot.records.meetings import Meeting, MeetingMode
from bot.services.dates import starts_for

DEFAULT_KIND = "initial_conference"
AUDIENCES = ("parent", "young_person", "child")
MODES: tuple[MeetingMode, ...] = get_args(MeetingMode)
PLACE_LENGTH = 200
FURTHEST = timedelta(days=366)
# How long ago the event may be that a meeting is counted from: cases last years.
LONGEST_AGO = timedelta(days=3 * 366)
EVENTS = tuple(dict.fromkeys(event for kind in MEETINGS for event in starts_for(kind)))


def london_to_utc(day: str, clock: str) -> datetime | None:
    """A date and time as written in London, in UTC. None if it is no time, or one the clocks left out.

    The hour that happens twice in October is read as its first.
    """
    try:
        local = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), tzinfo=LONDON)
    except ValueError:
        return None
    moment = local.astimezone(UTC)
    back = moment.astimezone(LONDON)
    return moment if back.replace(tzinfo=None) == local.replace(tzinfo=None) else None


def day_of(said: str) -> date | None:
    """A day as a form sends it, or None."""
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def council_of(visit: Visit) -> Council:
    """The council of whoever is signed in."""
    return visit.portal.texts.content.council(visit.scope.council)


def audiences_for(visit: Visit, kind: str) -> list[str]:
    """Those for whom somebody has written guides for this kind of meeting in the council's nation."""
    content, nation = visit.portal.texts.content, council_of(visit).nation
    return [audience for audience in AUDIENCES if content.has_guides(audience, kind, nation)]


def show(visit: Visit) -> Response:
    with visit.portal.database.read() as tx:
        held = cases.get(tx, visit.scope, visit.path["case"]).meeting
    return _form(visit, 200, _filled(held), ())


def _filled(held: Meeting | None) -> dict[str, str]:
    if held is None:
        blank = dict.fromkeys(("day", "clock", "place", "after", "after_on"), "")
        return {"kind": DEFAULT_KIND, "mode": MODES[0], **blank}
    local = held.starts_at.astimezone(LONDON)
    return {
        "kind": held.kind,
        "day": local.date().isoformat(),
        "clock": local.strftime("%H:%M"),
        "place": held.place,
        "mode": held.mode,
        "after": held.after or "",
        "after_on": held.after_on.isoformat() if held.after_on else "",
    }


def save(visit: Visit) -> Response:
    names = ("kind", "day", "clock", "place", "mode", "after", "after_on")
    filled = {name: visit.form.line(name) for name in names}
    case_id = visit.path["case"]
    starts_at = london_to_utc(filled["day"], filled["clock"])
    mode = next((one for one in MODES if one == filled["mode"]), None)
    with visit.portal.database.read() as tx:
        people = {person.audience for person in participants.of_case(tx, visit.scope, case_id)}
    able = audiences_for(visit, filled["kind"]) if filled["kind"] in MEETINGS else []
    checks = {
        "kind": bool(able),
        "people": not able or people <= set(able),
        "when": starts_at is not None,
        "past": starts_at is None or visit.now < starts_at < visit.now + FURTHEST,
        "place": 0 < len(filled["place"]) <= PLACE_LENGTH,
        "mode": mode is not None,
        "after": _fits_after(filled, visit.now.astimezone(LONDON).date()),
    }
    problems = tuple(name for name, fine in checks.items() if not fine)
    if problems or starts_at is None or mode is None:
        return _form(visit, 400, filled, problems)
    with visit.portal.database.begin() as tx:
        meetings.set_meeting(
            tx,
            visit.scope,
            case_id,
            kind=filled["kind"],
            nation=council_of(visit).nation,
            starts_at=starts_at,
            place=filled["place"],
            mode=mode,
            now=visit.now,
            after=filled["after"] or None,
            after_on=day_of(filled["after_on"]),
        )
    return visit.go("case", case=case_id)


def _fits_after(filled: Mapping[str, str], today: date) -> bool:
    """Nothing, or an event that this kind of meeting is counted from, on a day that has been."""
    if not filled["after"] and not filled["after_on"]:
        return True
    day = day_of(filled["after_on"])
    return (
        filled["after"] in starts_for(filled["kind"])
        and day is not None
        and today - LONGEST_AGO < day <= today
    )


def _form(visit: Visit, status: int, filled: Mapping[str, str], problems: tuple[str, ...]) -> Response:
    with visit.portal.database.read() as tx:
        case = cases.get(tx, visit.scope, visit.path["case"])
    council = council_of(visit)
    return visit.show(
        "meeting.html",
        status,
        case=case,
        filled=filled,
        nation=council.nation,
        kinds={kind: bool(audiences_for(visit, kind)) for kind in MEETINGS},
        events={event: [kind for kind in MEETINGS if event in starts_for(kind)] for event in EVENTS},
        days=days_around(council, case.meeting) if case.meeting else [],
        modes=MODES,
        problems=problems,
        longest=PLACE_LENGTH,
    )


def calendar(visit: Visit) -> Response:
    """A file for a calendar. It names nobody, no council and no kind of meeting."""
    with visit.portal.database.read() as tx:
        meeting = cases.get(tx, visit.scope, visit.path["case"]).meeting
    if meeting is None:
        return visit.show("not_found.html", 404)
    body = calendar_of(meeting, visit.now, with_place=visit.form.ticked("place"))
    headers = {"content-disposition": f'attachment; filename="{FILE}"'}
    return Response(body, media_type=MEDIA_TYPE, headers=headers)


PAGES = (
    Page("meeting", "GET", "/cases/{case}/meeting", WORKERS, show),
    Page("meeting-save", "POST", "/cases/{case}/meeting", WORKERS, save),
    Page("calendar", "POST", "/cases/{case}/calendar", WORKERS, calendar),
)
