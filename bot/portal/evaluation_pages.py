"""The evaluation pack for researchers: made when a manager asks, written down, and handed over once."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.responses import Response

from bot.evaluation import indicators as known
from bot.evaluation import pack
from bot.evaluation.periods import open_since
from bot.evaluation.tables import Source
from bot.portal.access import COUNTING, MANAGERS, Page, Visit
from bot.records import audit, feedback, indicators, practice


def show(visit: Visit) -> Response:
    return visit.show("evaluation_pack.html", files=pack.dictionary())


def make(visit: Visit) -> Response:
    """Make the pack of all that may be counted until now."""
    database, scope, now = visit.portal.database, visit.scope, visit.now
    before = open_since(now)
    with database.begin() as tx:
        audit.by_worker(tx, scope, "evaluation.packed", scope.council, now)
    given, invited = feedback.open_counts(database, scope, before, now)
    with database.read() as tx:
        people = practice.of_council(tx, scope, datetime.fromisoformat(f"{before}-01").replace(tzinfo=UTC))
        entered = [one for one in indicators.standing(tx, scope) if one.name in known.BY_NAME]
    pages = visit.portal.pages
    meanings = {one.name: pages.said("figure_words.html", "indicator", one.name) for one in known.ALL}
    body = pack.pack(Source(given, invited, people, entered, meanings, visit.portal.texts, now))
    return Response(
        body,
        media_type=pack.MEDIA_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{pack.FILE}"'},
    )


PAGES = (
    Page("evaluation-pack", "GET", "/figures/pack", COUNTING, show),
    Page("evaluation-pack-make", "POST", "/figures/pack", MANAGERS, make),
)
