"""Alerts: one message each, for a person to look at now."""

from __future__ import annotations

from starlette.responses import Response

from bot.errors import CannotOpen
from bot.portal.access import WORKERS, Page, Visit
from bot.records import alerts


def mine(visit: Visit) -> Response:
    with visit.portal.database.read() as tx:
        found = alerts.mine(tx, visit.scope)
    new = [one for one in found if one.seen_at is None]
    seen = [one for one in found if one.seen_at is not None and one.handled_at is None]
    done = [one for one in found if one.handled_at is not None]
    return visit.show(
        "alerts.html", groups=(("new", new), ("seen", seen), ("handled", done)), any=bool(found)
    )


def open_one(visit: Visit) -> Response:
    """Show the message. A form and no link: opening it tells the person that it was seen."""
    try:
        opened = alerts.open_alert(
            visit.portal.database, visit.scope, visit.staff.key, visit.path["alert"], visit.now
        )
    except CannotOpen:
        return visit.show("cannot_open.html", 409, person=None)
    return visit.show("alert.html", alert=opened.summary, words_said=opened.words)


def handled(visit: Visit) -> Response:
    with visit.portal.database.begin() as tx:
        alerts.handled(tx, visit.scope, visit.path["alert"], visit.now)
    return visit.go("alerts")


PAGES = (
    Page("alerts", "GET", "/alerts", WORKERS, mine),
    Page("alert", "POST", "/alerts/{alert}", WORKERS, open_one),
    Page("alert-handled", "POST", "/alerts/{alert}/handled", WORKERS, handled),
)
