"""The meeting of a case: when, where and how. A second time moves it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import get_args

from starlette.responses import Response

from bot.language.languages import LONDON
from bot.portal.access import WORKERS, Page, Visit
from bot.records import cases, meetings
from bot.records.meetings import MeetingMode

KIND, NATION = "initial_conference", "england"
MODES: tuple[MeetingMode, ...] = get_args(MeetingMode)
PLACE_LENGTH = 200
FURTHEST = timedelta(days=366)


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


def show(visit: Visit) -> Response:
    with visit.portal.database.read() as tx:
        held = cases.get(tx, visit.scope, visit.path["case"]).meeting
    local = held.starts_at.astimezone(LONDON) if held else None
    filled = {
        "day": local.date().isoformat() if local else "",
        "clock": local.strftime("%H:%M") if local else "",
        "place": held.place if held else "",
        "mode": held.mode if held else MODES[0],
    }
    return _form(visit, 200, filled, ())


def save(visit: Visit) -> Response:
    filled = {name: visit.form.line(name) for name in ("day", "clock", "place", "mode")}
    starts_at = london_to_utc(filled["day"], filled["clock"])
    mode = next((one for one in MODES if one == filled["mode"]), None)
    checks = {
        "when": starts_at is not None,
        "past": starts_at is None or visit.now < starts_at < visit.now + FURTHEST,
        "place": 0 < len(filled["place"]) <= PLACE_LENGTH,
        "mode": mode is not None,
    }
    problems = tuple(name for name, fine in checks.items() if not fine)
    if problems or starts_at is None or mode is None:
        return _form(visit, 400, filled, problems)
    case_id = visit.path["case"]
    with visit.portal.database.begin() as tx:
        meetings.set_meeting(
            tx,
            visit.scope,
            case_id,
            kind=KIND,
            nation=NATION,
            starts_at=starts_at,
            place=filled["place"],
            mode=mode,
            now=visit.now,
        )
    return visit.go("case", case=case_id)


def _form(visit: Visit, status: int, filled: dict[str, str], problems: tuple[str, ...]) -> Response:
    with visit.portal.database.read() as tx:
        case = cases.get(tx, visit.scope, visit.path["case"])
    return visit.show(
        "meeting.html",
        status,
        case=case,
        filled=filled,
        modes=MODES,
        problems=problems,
        longest=PLACE_LENGTH,
    )


PAGES = (
    Page("meeting", "GET", "/cases/{case}/meeting", WORKERS, show),
    Page("meeting-save", "POST", "/cases/{case}/meeting", WORKERS, save),
)
