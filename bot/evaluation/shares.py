"""How many agreed, over time: a share, its interval, and whether it lies beside a published one by chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.evaluation import periods, published
from bot.evaluation.periods import Period
from bot.evaluation.wilson import USUAL, Interval, interval
from bot.records.feedback import Given

AGREED = frozenset({"choices.agree_a_lot", "choices.agree"})
# These say nothing about the statement, and are no part of what a share is of.
NOT_COUNTED = frozenset(
    {
        "choices.does_not_apply",
        "choices.child_not_spoken_to",
        "choices.no_interpreter",
        "choices.rather_not_say",
    }
)
MEETING = (
    "feedback.meeting.who",
    "feedback.meeting.time",
    "feedback.meeting.prepared",
    "feedback.meeting.decision",
    "feedback.meeting.next",
    "feedback.meeting.interpreter",
    "feedback.meeting.respected",
)
# Eight comparisons at once: at the usual level one in three councils would be told of a difference by luck.
STRICT = 1 - (1 - USUAL) / len(published.STATEMENTS)

Verdict = Literal["chance", "beyond"]


@dataclass(frozen=True, slots=True)
class Share:
    """How many agreed of how many who answered, in one stretch of time."""

    period: Period
    agreed: int
    answers: int

    @property
    def share(self) -> float:
        return self.agreed / self.answers

    @property
    def range(self) -> Interval:
        return interval(self.agreed, self.answers)

    def beside(self, figure: float) -> Verdict:
        """Whether the difference from a published figure could easily be chance."""
        strict = interval(self.agreed, self.answers, STRICT)
        return "chance" if strict.holds(figure) else "beyond"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. `shares` are oldest first and empty while there are too few; `year` sums the newest."""

    question: str
    published: float | None
    shares: tuple[Share, ...]
    year: Share | None

    @property
    def no_target(self) -> bool:
        return self.question in published.NO_TARGET


def statements(given: Sequence[Given], now: datetime) -> list[Statement]:
    """The eight statements of parents."""
    return [_statement(one, figure, given, now) for one, figure in published.STATEMENTS.items()]


def meeting_items(given: Sequence[Given], now: datetime) -> list[Statement]:
    """What parents said of the meeting: ours, with nothing published to lay beside it."""
    return [_statement(one, None, given, now) for one in MEETING]


def _statement(question: str, figure: float | None, given: Sequence[Given], now: datetime) -> Statement:
    said = [
        (one.month, one.answers[question])
        for one in given
        if one.answers.get(question, "choices.rather_not_say") not in NOT_COUNTED
    ]
    joined = periods.join((month for month, _ in said), now)
    shares = [_share(period, said) for period in joined]
    return Statement(question, figure, tuple(shares), _sum(shares))


def _share(period: Period, said: Sequence[tuple[str, str]]) -> Share:
    inside = [choice for month, choice in said if period.holds(month)]
    return Share(period, sum(choice in AGREED for choice in inside), len(inside))


def _sum(shares: Sequence[Share]) -> Share | None:
    """Only of what is shown itself: a sum of anything else could be taken apart."""
    kept = periods.last_year([one.period for one in shares])
    if not kept:
        return None
    parts = [one for one in shares if one.period in kept]
    return Share(
        Period(kept[0].first, kept[-1].last),
        sum(one.agreed for one in parts),
        sum(one.answers for one in parts),
    )
