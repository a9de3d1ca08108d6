"""A council's figures, for a manager and an auditor: counts over time, and nobody's answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from bot.evaluation import breakdowns, published, shares, small_numbers
from bot.evaluation.breakdowns import Breakdown, Row
from bot.evaluation.periods import Period, open_since
from bot.evaluation.shares import Statement
from bot.portal import plots
from bot.portal.access import COUNTING, Page, Visit
from bot.portal.plots import Bars, Plot
from bot.records import feedback
from bot.records.feedback import Given, Invited
from bot.services.texts import SOURCE_LANGUAGE

LEAST = {
    "least": small_numbers.LEAST_ANSWERS,
    "least_cell": small_numbers.LEAST_CELL,
    "least_apart": small_numbers.LEAST_APART,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One statement with its plot. `invited` is how many were asked in `year`, None where not known."""

    name: str
    asked: str
    statement: Statement
    invited: int | None
    plot: Plot | None


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with the counts of each answer, and the newest of them as bars."""

    name: str
    asked: str
    breakdown: Breakdown
    labels: dict[str, str]
    bars: Bars | None


def figures(visit: Visit) -> Response:
    """The eight statements beside the published figures."""
    given, invited = _counts(visit)
    return visit.show(
        "figures.html",
        statements=[_shown(visit, one, invited) for one in shares.statements(given, visit.now)],
        responses=breakdowns.responses("parent", given, invited, visit.now),
        languages=_languages(visit, given),
        year=published.YEAR,
        **LEAST,
    )


def meeting(visit: Visit) -> Response:
    """What parents said of the meeting: ours, with nothing published beside it."""
    given, invited = _counts(visit)
    return visit.show(
        "figures_meeting.html",
        statements=[_shown(visit, one, invited) for one in shares.meeting_items(given, visit.now)],
        report=_asked(visit, breakdowns.breakdowns(breakdowns.REPORT, given, visit.now)),
        **LEAST,
    )


def young_people(visit: Visit) -> Response:
    """What young people and children said, in their own versions."""
    given, invited = _counts(visit)
    versions: dict[str, Mapping[str, tuple[str, ...]]] = {
        "young_person": breakdowns.YOUNG,
        "child": breakdowns.CHILD,
    }
    return visit.show(
        "figures_young.html",
        versions={
            audience: _asked(visit, breakdowns.breakdowns(questions, given, visit.now))
            for audience, questions in versions.items()
        },
        responses={
            audience: breakdowns.responses(audience, given, invited, visit.now) for audience in versions
        },
        **LEAST,
    )


def _counts(visit: Visit) -> tuple[list[Given], list[Invited]]:
    return feedback.open_counts(visit.portal.database, visit.scope, open_since(visit.now), visit.now)


def _shown(visit: Visit, statement: Statement, invited: Sequence[Invited]) -> Shown:
    year = statement.year
    return Shown(
        _short(visit, statement.question),
        _text(visit, statement.question),
        statement,
        _invited(year.period, year.answers, invited) if year else None,
        plots.plot(statement.shares, statement.published),
    )


def _invited(period: Period, answers: int, invited: Sequence[Invited]) -> int | None:
    """Parents who were asked in a period. Fewer than answered means that not all were counted."""
    asked = sum(one.audience == "parent" and period.holds(one.month) for one in invited)
    return asked if asked >= answers else None


def _asked(visit: Visit, found: Sequence[Breakdown]) -> list[Asked]:
    return [
        Asked(
            _short(visit, one.question),
            _text(visit, one.question),
            one,
            {choice: _label(visit, choice) for choice in one.choices},
            plots.bars(one.rows[-1], one.choices) if one.rows else None,
        )
        for one in found
    ]


def _label(visit: Visit, choice: str) -> str:
    return choice.replace("-", "–") if choice in breakdowns.BANDS else _text(visit, choice)


def _text(visit: Visit, item: str) -> str:
    return visit.portal.texts.messages(item, SOURCE_LANGUAGE)[0]


def _short(visit: Visit, item: str) -> str:
    return visit.portal.texts.short(item, SOURCE_LANGUAGE)


def _languages(visit: Visit, given: Sequence[Given]) -> tuple[Row, dict[str, str]] | None:
    """Parents by language, in the newest stretch with enough of them."""
    rows = breakdowns.apart("parent", lambda one: one.language, given, visit.now)
    if not rows:
        return None
    catalogues = visit.portal.texts.catalogues
    return rows[-1], {code: catalogues.language(code).english for code in rows[-1].cells}


PAGES = (
    Page("figures", "GET", "/figures", COUNTING, figures),
    Page("figures-meeting", "GET", "/figures/meeting", COUNTING, meeting),
    Page("figures-young", "GET", "/figures/young-people", COUNTING, young_people),
)
