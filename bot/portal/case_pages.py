"""My cases, making one, and the colleagues who share it."""

from __future__ import annotations

from datetime import datetime

from starlette.responses import Response

from bot.errors import RecordsRefused
from bot.portal.access import WORKERS, Page, Visit
from bot.portal.meeting_dates import days_around
from bot.portal.meeting_pages import council_of
from bot.records import cases, parked, participants, reading, sent_recordings
from bot.records.scopes import Role
from bot.services import staffing
from bot.services.whats_new import desk, whats_new

NAME_LENGTH = 60


def mine(visit: Visit) -> Response:
    asked = visit.query.line("page")
    page = int(asked) if asked.isascii() and asked.isdigit() else 1
    with visit.portal.database.read() as tx:
        held = desk(tx, visit.scope, visit.portal.texts, visit.now, page)
    return visit.show(
        "cases.html",
        cases=held.shown,
        page=held.page,
        pages=held.pages,
        people={case.id: held.of_case(case) for case in held.shown},
        waiting=whats_new(council_of(visit), held, visit.now),
        looked_at=held.looked_at,
        unheard=held.unheard,
        unplaced=held.unplaced,
    )


def looked(visit: Visit) -> Response:
    """They have looked through what the page showed: what came after it was made stays marked as new."""
    try:
        at = datetime.fromisoformat(visit.form.line("at"))
    except ValueError:
        return visit.go("cases")
    if at.tzinfo is not None and at <= visit.now:
        with visit.portal.database.begin() as tx:
            reading.looked(tx, visit.scope, at)
    return visit.go("cases")


def new(visit: Visit) -> Response:
    return visit.show("case_new.html", problem="", name="", longest=NAME_LENGTH)


def create(visit: Visit) -> Response:
    name = visit.form.line("name")
    if not name or len(name) > NAME_LENGTH:
        return visit.show("case_new.html", 400, problem="name", name=name, longest=NAME_LENGTH)
    with visit.portal.database.begin() as tx:
        case = cases.create(tx, visit.scope, name, visit.now)
    return visit.go("case", case=case.id)


def one(visit: Visit) -> Response:
    with visit.portal.database.read() as tx:
        case = cases.get(tx, visit.scope, visit.path["case"])
        people = participants.of_case(tx, visit.scope, case.id)
        unheard = sent_recordings.unheard(tx, visit.scope)
        unplaced = parked.unopened(tx, visit.scope)
    days = days_around(council_of(visit), case.meeting) if case.meeting else []
    arrangements = visit.portal.texts.content.arrangements_for(visit.scope.council)
    return visit.show(
        "case.html",
        case=case,
        people=people,
        days=days,
        arrangements=arrangements,
        unheard=unheard,
        unplaced=unplaced,
    )


def colleagues(visit: Visit) -> Response:
    return _colleagues(visit, 200, "")


def assign(visit: Visit) -> Response:
    """Share the case with a colleague who has signed in once: before that there is no key to share to."""
    chosen = visit.form.line("colleague")
    case_id = visit.path["case"]
    staffing.in_my_council(visit.portal.database, visit.scope, chosen)
    try:
        with visit.portal.database.begin() as tx:
            cases.assign(tx, visit.scope, case_id, chosen, visit.staff.key, visit.now)
    except RecordsRefused:
        return _colleagues(visit, 400, "no_key")
    return visit.go("colleagues", case=case_id)


def unassign(visit: Visit) -> Response:
    case_id = visit.path["case"]
    try:
        with visit.portal.database.begin() as tx:
            cases.unassign(tx, visit.scope, case_id, visit.form.line("colleague"), visit.now)
    except RecordsRefused:
        return _colleagues(visit, 400, "last")
    if visit.form.line("colleague") == visit.scope.staff_id:
        return visit.go("cases")
    return visit.go("colleagues", case=case_id)


def hand_over(visit: Visit) -> Response:
    """Give the case away in one step: the colleague opens all of it, and I nothing that comes after."""
    chosen = visit.form.line("colleague")
    case_id = visit.path["case"]
    staffing.in_my_council(visit.portal.database, visit.scope, chosen)
    if visit.form.line("sure") != "yes":
        return _colleagues(visit, 400, "sure")
    try:
        with visit.portal.database.begin() as tx:
            cases.hand_over(tx, visit.scope, case_id, chosen, visit.staff.key, visit.now)
    except RecordsRefused:
        return _colleagues(visit, 400, "no_key")
    return visit.go("cases")


def _colleagues(visit: Visit, status: int, problem: str) -> Response:
    with visit.portal.database.read() as tx:
        case = cases.get(tx, visit.scope, visit.path["case"])
    assigned = {worker.staff_id for worker in case.workers}
    others = [
        one
        for one in staffing.of_my_council(visit.portal.database, visit.scope)
        if one.role is Role.WORKER and one.id not in assigned and not one.disabled
    ]
    return visit.show("colleagues.html", status, case=case, others=others, problem=problem)


PAGES = (
    Page("cases", "GET", "/cases", WORKERS, mine),
    Page("looked", "POST", "/cases/looked", WORKERS, looked),
    Page("case-new", "GET", "/cases/new", WORKERS, new),
    Page("case-create", "POST", "/cases/new", WORKERS, create),
    Page("case", "GET", "/cases/{case}", WORKERS, one),
    Page("colleagues", "GET", "/cases/{case}/colleagues", WORKERS, colleagues),
    Page("assign", "POST", "/cases/{case}/colleagues", WORKERS, assign),
    Page("unassign", "POST", "/cases/{case}/colleagues/remove", WORKERS, unassign),
    Page("hand-over", "POST", "/cases/{case}/colleagues/hand-over", WORKERS, hand_over),
)
