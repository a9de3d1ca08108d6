"""The interval that a share among few answers stands for.

Wilson's score interval without continuity correction: E. B. Wilson, Probable inference, the law of
succession, and statistical inference, JASA 22 (1927); method 3 of R. G. Newcombe, Statistics in Medicine 17
(1998), whose printed examples are the test. The libraries that have it bring megabytes for ten lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

USUAL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """Shares from 0 to 1."""

    low: float
    high: float

    def holds(self, share: float) -> bool:
        return self.low <= share <= self.high


def interval(agreed: int, answers: int, level: float = USUAL) -> Interval:
    """Raises ValueError for no answers, or more who agreed than answered."""
    if not 0 <= agreed <= answers or answers == 0:
        raise ValueError("a share of nothing, or of less than itself")
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, weight = agreed / answers, z * z / answers
    middle = (share + weight / 2) / (1 + weight)
    half = z * sqrt(share * (1 - share) / answers + weight / (4 * answers)) / (1 + weight)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))
