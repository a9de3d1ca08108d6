"""Where I am signed in, and ending it."""

from __future__ import annotations

from starlette.responses import Response

from bot.portal.access import STAFF, Page, Visit
from bot.records import staff_sessions
from bot.services import sign_in


def sessions(visit: Visit) -> Response:
    with visit.portal.database.read() as tx:
        mine = staff_sessions.of_staff(tx, visit.scope.staff_id, visit.token, visit.now)
    return visit.show("sessions.html", sessions=mine)


def end_all(visit: Visit) -> Response:
    """Sign out everywhere, here too: a stolen session cannot be told from this one."""
    sign_in.leave_everywhere(visit.portal.database, visit.scope.staff_id, visit.now)
    response = visit.go("sign-in")
    visit.portal.cookies.end(response, visit.portal.cookies.session)
    return response


PAGES = (
    Page("sessions", "GET", "/sessions", STAFF, sessions),
    Page("end-sessions", "POST", "/sessions/end", STAFF, end_all),
)
