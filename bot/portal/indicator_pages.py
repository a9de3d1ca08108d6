"""Council-wide figures that a manager may type in: context only, dated, beside no plot."""

from __future__ import annotations

from starlette.responses import Response

from bot.evaluation import indicators as known
from bot.portal.access import COUNTING, MANAGERS, Page, Visit
from bot.records import indicators


def show(visit: Visit) -> Response:
    return _page(visit, 200, ())


def keep(visit: Visit) -> Response:
    """Keep one figure. An empty one takes back what was there."""
    form = visit.form
    one = known.BY_NAME.get(form.line("name"))
    years = {str(year): year for year in known.years(visit.now)}
    typed = form.line("value")
    value = known.value_of(typed, one.unit) if one and typed else None
    checks = {"name": one is not None, "year": form.line("year") in years}
    problems = tuple(field for field, fine in checks.items() if not fine)
    if typed and one and value is None:
        problems = (*problems, "value")
    if problems or one is None:
        return _page(visit, 400, problems)
    with visit.portal.database.begin() as tx:
        indicators.enter(tx, visit.scope, one.name, years[form.line("year")], value, visit.now)
    return visit.go("indicators")


def _page(visit: Visit, status: int, problems: tuple[str, ...]) -> Response:
    with visit.portal.database.read() as tx:
        standing = indicators.standing(tx, visit.scope)
    order = list(known.BY_NAME)
    entered = [one for one in standing if one.name in known.BY_NAME]
    return visit.show(
        "indicators.html",
        status,
        entered=sorted(entered, key=lambda one: (order.index(one.name), -one.year)),
        indicators=known.ALL,
        units={one.name: one.unit for one in known.ALL},
        years=known.years(visit.now),
        form=visit.form,
        problems=problems,
    )


PAGES = (
    Page("indicators", "GET", "/figures/context", COUNTING, show),
    Page("indicator-keep", "POST", "/figures/context", MANAGERS, keep),
)
