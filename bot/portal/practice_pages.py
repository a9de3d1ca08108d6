"""A worker's own page about their own practice: its address names nobody, it is whoever is signed in."""

from __future__ import annotations

from starlette.responses import Response

from bot.evaluation.signals import SINCE, signals
from bot.portal.access import WORKERS, Page, Visit
from bot.records import practice


def mine(visit: Visit) -> Response:
    since = visit.now - SINCE
    people, promises = practice.open_own(visit.portal.database, visit.scope, since, visit.now)
    return visit.show(
        "my_practice.html",
        signals=signals(people, promises),
        due=promises.due,
        people=len(people),
        since=since,
    )


PAGES = (Page("my-practice", "GET", "/my-practice", WORKERS, mine),)
