"""My cases, making one, and the colleagues who share it."""

from __future__ import annotations

from starlette.responses import Response

from bot.errors import RecordsRefused
from bot.portal.access import WORKERS, Page, Visit
from bot.portal.meeting_dates import days_around
from bot.portal.meeting_pages import council_of
from bot.records import cases, participants, proofs, sent_recordings
from bot.records.scopes import Role
from bot.services import staffing
from bot.services.reading import to_read

NAME_LENGTH = 60


def mine(visit: Visit) -> Response:
    with visit.portal.database.read() as tx:
        found = cases.mine(tx, visit.scope)
        people = {case.id: participants.of_case(tx, visit.scope, case.id) for case in found}
        unread = proofs.unread(tx, visit.scope)
        unheard = sent_recordings.unheard(tx, visit.scope)
    everybody = [person for family in people.values() for person in family]
    waiting = to_read(council_of(visit), unread, found, everybody, visit.now)
    return visit.show("cases.html", cases=found, people=people, waiting=waiting, unheard=unheard)


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
    days = days_around(council_of(visit), case.meeting) if case.meeting else []
    return visit.show("case.html", case=case, people=people, days=days, unheard=unheard)


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
    Page("case-new", "GET", "/cases/new", WORKERS, new),
    Page("case-create", "POST", "/cases/new", WORKERS, create),
    Page("case", "GET", "/cases/{case}", WORKERS, one),
    Page("colleagues", "GET", "/cases/{case}/colleagues", WORKERS, colleagues),
    Page("assign", "POST", "/cases/{case}/colleagues", WORKERS, assign),
    Page("unassign", "POST", "/cases/{case}/colleagues/remove", WORKERS, unassign),
)
