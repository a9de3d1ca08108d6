"""The council-wide figures that published evaluations name: which there are, and what a value may be.

Context only. Practice facts 2.4: causality cannot be established, and a conversation before meetings cannot
move such rates visibly.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Literal

from bot.services.dates import london_day

Unit = Literal["rate", "days", "percent"]
MOST = {"rate": Decimal(10000), "days": Decimal(1000), "percent": Decimal(100)}
YEARS_BACK = 10
YEAR_ENDS = (3, 31)


@dataclass(frozen=True, slots=True)
class Indicator:
    """`rate` is per 10,000 under-18s, `days` are working days, `percent` of all."""

    name: str
    unit: Unit


ALL = (
    Indicator("assessments", "rate"),
    Indicator("assessment_days", "days"),
    Indicator("assessments_in_45", "percent"),
    Indicator("conferences", "rate"),
    Indicator("enquiry_to_conference_days", "days"),
    Indicator("conferences_in_15", "percent"),
    Indicator("plans", "rate"),
    Indicator("plans_started", "rate"),
    Indicator("plans_again", "percent"),
)
BY_NAME = {one.name: one for one in ALL}


def years(now: datetime) -> list[int]:
    """Years that may be chosen, by the 31 March on which they end: over, newest first."""
    today = london_day(now)
    newest = today.year if (today.month, today.day) > YEAR_ENDS else today.year - 1
    return [newest - back for back in range(YEARS_BACK)]


def value_of(text: str, unit: Unit) -> Decimal | None:
    """A figure of this unit as it was typed, with at most one decimal; None for anything else."""
    plain = text.replace(",", "") if unit == "rate" else text
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    if not value.is_finite() or not 0 <= value <= MOST[unit]:
        return None
    one = value.quantize(Decimal("0.1"))
    return one if one == value else None
