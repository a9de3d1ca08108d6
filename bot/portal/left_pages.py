"""Cases that nobody can open, for managers and administrators: what to do, and nothing that opens them."""

from __future__ import annotations

from starlette.responses import Response

from bot.portal.access import OVERSEERS, Page, Visit
from bot.records import left_cases


def left(visit: Visit) -> Response:
    with visit.portal.database.read() as tx:
        found = left_cases.of_council(tx, visit.scope)
    return visit.show("left_cases.html", found=found)


PAGES = (Page("left-cases", "GET", "/cases-left", OVERSEERS, left),)
