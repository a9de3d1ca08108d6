"""Break-glass, for recovery officers: ask for one person, agree to what another asked, read for a day."""

from __future__ import annotations

from starlette.responses import Response

from bot.errors import CannotOpen, NotFound, RecordsRefused, SignInRefused
from bot.portal.access import OFFICERS, Page, Visit
from bot.portal.meeting_pages import DEFAULT_KIND, council_of
from bot.records import break_glass
from bot.records.break_glass import REASONS, Found
from bot.services import sign_in
from bot.services.case_view import view


def together(visit: Visit) -> Response:
    return listed(visit, 200, "")


def find(visit: Visit) -> Response:
    name = visit.form.line("case")
    with visit.portal.database.read() as tx:
        found = break_glass.find(tx, visit.scope, name)
    if not found:
        return listed(visit, 200, "none", case=name)
    return listed(visit, 200, "", case=name, found=found)


def ask(visit: Visit) -> Response:
    reason = next((one for one in REASONS if one == visit.form.line("reason")), None)
    if reason is None:
        raise NotFound("No such reason.", remedy="Choose one of the list.")
    try:
        _confirm(visit)
        with visit.portal.database.begin() as tx:
            break_glass.ask(tx, visit.scope, visit.staff.key, visit.form.line("person"), reason, visit.now)
    except SignInRefused:
        return listed(visit, 403, "refused")
    except RecordsRefused:
        return listed(visit, 409, "alone")
    return visit.go("together")


def agree(visit: Visit) -> Response:
    with visit.portal.database.read() as tx:
        known = {one.id for one in break_glass.of_council(tx, visit.scope, visit.now)}
    if visit.path["glass"] not in known:
        raise NotFound("Nothing of the kind was asked for.", remedy="Open the page again.")
    try:
        _confirm(visit)
        with visit.portal.database.begin() as tx:
            break_glass.agree(tx, visit.scope, visit.staff.key, visit.path["glass"], visit.now)
    except SignInRefused:
        return listed(visit, 403, "refused")
    return visit.go("together")


def opened(visit: Visit) -> Response:
    glass = visit.path["glass"]
    try:
        found = break_glass.open_person(visit.portal.database, visit.scope, visit.staff.key, glass, visit.now)
    except CannotOpen:
        return listed(visit, 409, "broken")
    with visit.portal.database.read() as tx:
        asked = next(one for one in break_glass.of_council(tx, visit.scope, visit.now) if one.id == glass)
    seen = view(visit.portal.texts, found.person, found.answers, DEFAULT_KIND, council_of(visit))
    return visit.show(
        "together_opened.html", asked=asked, person=found.person, seen=seen, alerts=found.alerts
    )


def end(visit: Visit) -> Response:
    with visit.portal.database.begin() as tx:
        break_glass.end(tx, visit.scope, visit.path["glass"], visit.now)
    return visit.go("together")


def _confirm(visit: Visit) -> None:
    """Both factors again: a page that was left open is not an officer. Raises SignInRefused."""
    form = visit.form
    sign_in.confirm(
        visit.portal.database,
        visit.scope,
        form["password"],
        form.line("code"),
        visit.client,
        visit.now,
        visit.browser,
    )


def listed(
    visit: Visit, status: int, problem: str, *, case: str = "", found: list[Found] | None = None
) -> Response:
    with visit.portal.database.read() as tx:
        asked = break_glass.of_council(tx, visit.scope, visit.now)
    return visit.show(
        "together.html", status, asked=asked, problem=problem, case=case, found=found or [], reasons=REASONS
    )


PAGES = (
    Page("together", "GET", "/together", OFFICERS, together),
    Page("together-find", "POST", "/together/find", OFFICERS, find),
    Page("together-ask", "POST", "/together/ask", OFFICERS, ask),
    Page("together-agree", "POST", "/together/{glass}/agree", OFFICERS, agree),
    Page("together-open", "POST", "/together/{glass}/open", OFFICERS, opened),
    Page("together-end", "POST", "/together/{glass}/end", OFFICERS, end),
)
