"""Where the marks of a plot lie. The templates draw them: no script, and a table always beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.evaluation.breakdowns import Row
from bot.evaluation.shares import Share

WIDTH, HEIGHT = 320, 190
LEFT, RIGHT, TOP, BOTTOM = 38, 312, 12, 160
GRID = (0.0, 0.25, 0.5, 0.75, 1.0)
# What has room beside each other with its labels; the table has them all.
MOST_MARKS = 5
BAR_ROW, BAR_WIDTH = 44, 300


@dataclass(frozen=True, slots=True)
class Mark:
    """One stretch of time: a point and the ends of its interval."""

    x: int
    y: int
    low: int
    high: int
    ends: date


@dataclass(frozen=True, slots=True)
class Plot:
    """Shares over time. `line` is the height of the published figure."""

    marks: tuple[Mark, ...]
    line: int | None
    grid: tuple[tuple[int, float], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer: `length` is None where its count is hidden."""

    choice: str
    y: int
    length: int | None
    count: int | None


@dataclass(frozen=True, slots=True)
class Bars:
    bars: tuple[Bar, ...]
    height: int
    width: int = WIDTH


def plot(shares: Sequence[Share], published: float | None) -> Plot | None:
    """The newest shares, oldest at the left; None where there are none."""
    shown = shares[-MOST_MARKS:]
    if not shown:
        return None
    room = (RIGHT - LEFT) / len(shown)
    marks = [
        Mark(
            round(LEFT + room * (place + 0.5)),
            _height(one.share),
            _height(one.range.low),
            _height(one.range.high),
            one.period.ends,
        )
        for place, one in enumerate(shown)
    ]
    line = None if published is None else _height(published)
    return Plot(tuple(marks), line, tuple((_height(share), share) for share in GRID))


def bars(row: Row, choices: Sequence[str]) -> Bars:
    """One stretch of time, an answer a bar, as long as its share of all who answered."""
    found = [
        Bar(choice, place * BAR_ROW, _length(row.cells[choice], row.answers), row.cells[choice])
        for place, choice in enumerate(choices)
    ]
    return Bars(tuple(found), BAR_ROW * len(choices))


def _height(share: float) -> int:
    return round(BOTTOM - (BOTTOM - TOP) * share)


def _length(count: int | None, answers: int) -> int | None:
    return None if count is None else round(BAR_WIDTH * count / answers)
