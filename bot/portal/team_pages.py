"""A manager's pages: who has which case, names and days. Nothing that a family sent is opened here."""

from __future__ import annotations

from starlette.responses import Response

from bot.portal.access import MANAGERS, Page, Visit
from bot.portal.meeting_pages import council_of
from bot.records import participants, staff, team
from bot.services import staffing
from bot.services.reading import late_of_council


def everyone(visit: Visit) -> Response:
    with visit.portal.database.read() as tx:
        members = staff.of_council(tx, visit.scope.council)
        loads = team.loads(tx, visit.scope, visit.now)
        late = late_of_council(tx, visit.scope, council_of(visit), visit.now)
    shown = [one for one in members if one.id in loads or (one.role == "worker" and not one.disabled)]
    return visit.show("team.html", members=shown, loads=loads, late=late)


def one(visit: Visit) -> Response:
    """One colleague's cases, with who of each family was invited, has started or has sent."""
    member = staffing.in_my_council(visit.portal.database, visit.scope, visit.path["staff"])
    with visit.portal.database.read() as tx:
        found = team.cases_of(tx, visit.scope, member.id)
        people = {case.id: participants.of_case(tx, visit.scope, case.id) for case in found}
        hanging = {case.case_id: case for case in team.hanging(tx, visit.scope, member.id)}
    return visit.show("team_member.html", member=member, cases=found, people=people, hanging=hanging)


PAGES = (
    Page("team", "GET", "/team", MANAGERS, everyone),
    Page("team-member", "GET", "/team/{staff}", MANAGERS, one),
)
