"""An auditor's pages: who did what to which thing, and whether the chain is whole. It holds no content."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from starlette.responses import Response

from bot.language.languages import LONDON
from bot.portal.access import AUDITORS, Page, Visit
from bot.portal.forms import Form
from bot.records import bulk, staff, trail
from bot.records.audit import ACTIONS
from bot.records.trail import PAGE, Wanted


def rows(visit: Visit) -> Response:
    """The trail, filtered. What is asked for stands in the address: days, an action and an id, no more."""
    asked = visit.query
    first, last = _day(asked.line("first")), _day(asked.line("last"))
    problems = tuple(name for name, day in (("first", first), ("last", last)) if asked.line(name) and not day)
    with visit.portal.database.read() as tx:
        members = staff.of_council(tx, visit.scope.council)
        wanted = _wanted(asked, first, last, {one.id for one in members})
        found = [] if problems else trail.rows(tx, visit.scope, wanted)
        alarms = bulk.alarms(tx, visit.scope, visit.now)
    return visit.show(
        "audit.html",
        400 if problems else 200,
        rows=found[:PAGE],
        older=found[PAGE - 1].seq if len(found) > PAGE else None,
        members=members,
        names={one.id: one.name for one in members},
        actions=sorted(ACTIONS),
        kinds=ACTIONS,
        asked=asked,
        problems=problems,
        alarms=alarms,
        most=visit.portal.settings.most_opened,
    )


def check(visit: Visit) -> Response:
    """Follow the chain from its first row to its last, and name the first that does not fit."""
    with visit.portal.database.read() as tx:
        verdict = trail.check(tx, visit.scope)
    return visit.show("audit_check.html", verdict=verdict)


def _wanted(asked: Form, first: date | None, last: date | None, members: set[str]) -> Wanted:
    before = asked.line("before")
    staff_id = asked.line("staff")
    return Wanted(
        since=_start(first) if first else None,
        until=_start(last + timedelta(days=1)) if last else None,
        action=asked.line("action") if asked.line("action") in ACTIONS else "",
        staff_id=staff_id if staff_id in members else "",
        before=int(before) if before.isascii() and before.isdigit() else None,
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    # Days that a database cannot hold, or that nothing can be about.
    return day if 2000 < day.year < 9999 else None


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)


PAGES = (
    Page("audit", "GET", "/audit", AUDITORS, rows),
    Page("audit-check", "GET", "/audit/check", AUDITORS, check),
)
