"""Time as figures are shown in: whole quarters that are over, joined until enough people answered.

A quarter with few answers is never hidden beside others, it is joined to the next one. So nothing can be
worked out by subtraction, a figure once shown is never cut anew, and nobody can watch one answer arrive.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bot.evaluation.small_numbers import LEAST_ANSWERS

MONTHS = 3
QUARTERS = 4


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From one quarter to another, both counted from year 0 and included."""

    first: int
    last: int

    @property
    def begins(self) -> date:
        """The first day of the first month."""
        return _month_of(self.first)

    @property
    def ends(self) -> date:
        """The first day of the last month."""
        return _month_of(self.last, MONTHS - 1)

    def holds(self, month: str) -> bool:
        return self.first <= quarter_of(month) <= self.last


def quarter_of(month: str) -> int:
    """The quarter of a month as `YYYY-MM`."""
    year, _, number = month.partition("-")
    return int(year) * QUARTERS + (int(number) - 1) // MONTHS


def current_month(now: datetime) -> str:
    return now.strftime("%Y-%m")


def open_since(now: datetime) -> str:
    """The first month of the quarter that is not over: what is older may be counted."""
    return _month_of(quarter_of(current_month(now))).strftime("%Y-%m")


def join(months: Iterable[str], now: datetime, least: int = LEAST_ANSWERS) -> list[Period]:
    """Periods of at least so many of these months' answers each, oldest first.

    Answers since the last of them wait for more.
    """
    quarters = sorted(quarter_of(month) for month in months)
    over = quarter_of(current_month(now))
    found: list[Period] = []
    if not quarters:
        return found
    begins, held = quarters[0], 0
    for quarter in range(quarters[0], over):
        held += quarters.count(quarter)
        if held >= least:
            found.append(Period(begins, quarter))
            begins, held = quarter + 1, 0
    return found


def last_year(periods: list[Period]) -> list[Period]:
    """The newest periods that lie within four quarters; the newest alone if it is longer."""
    if not periods:
        return []
    newest = periods[-1].last
    return [one for one in periods if one.first > newest - QUARTERS] or periods[-1:]


def _month_of(quarter: int, later: int = 0) -> date:
    return date(quarter // QUARTERS, quarter % QUARTERS * MONTHS + 1 + later, 1)
