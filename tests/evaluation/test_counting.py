"""Intervals, time and small numbers: against published values, and against whoever subtracts."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given as generated
from hypothesis import strategies as st

from bot.evaluation import periods
from bot.evaluation.periods import Period
from bot.evaluation.small_numbers import LEAST_CELL, hide, rounded
from bot.evaluation.wilson import interval

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("agreed", "answers", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_intervals_are_those_that_newcombe_printed(
    agreed: int, answers: int, low: float, high: float
) -> None:
    found = interval(agreed, answers)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("agreed", "answers", "low", "high"),
    [
        (7, 10, 40, 89), (8, 10, 49, 94), (15, 20, 53, 89), (17, 20, 64, 95), (22, 30, 56, 86),
        (26, 30, 70, 95), (36, 50, 58, 83), (42, 50, 71, 92), (73, 100, 64, 81), (146, 200, 66, 79),
        (8, 8, 68, 100), (0, 8, 0, 32), (20, 20, 84, 100),
    ],
)  # fmt: skip
def test_intervals_are_those_of_the_practice_facts(agreed: int, answers: int, low: int, high: int) -> None:
    found = interval(agreed, answers)
    assert (round(found.low * 100), round(found.high * 100)) == (low, high)


def test_a_share_of_nothing_is_refused() -> None:
    for agreed, answers in ((0, 0), (3, 2), (-1, 5)):
        with pytest.raises(ValueError, match="share"):
            interval(agreed, answers)


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ({"a": 12, "b": 9}, {"a": 12, "b": 9}),
        # One hidden alone is the total less the others: the next smallest goes with it.
        ({"a": 12, "b": 9, "c": 3}, {"a": 12, "b": None, "c": None}),
        ({"a": 12, "b": 9, "c": 0}, {"a": 12, "b": None, "c": None}),
        # Two that are known to be four together are hardly hidden.
        ({"a": 12, "b": 9, "c": 3, "d": 1}, {"a": 12, "b": None, "c": None, "d": None}),
        ({"a": 12, "b": 9, "c": 3, "d": 4}, {"a": 12, "b": 9, "c": None, "d": None}),
        # Everybody said the same: that tells what each of them said.
        ({"a": 10, "b": 0, "c": 0}, {"a": None, "b": None, "c": None}),
    ],
)
def test_what_is_hidden_cannot_be_worked_out(cells: dict[str, int], shown: dict[str, int | None]) -> None:
    assert hide(cells) == shown


@generated(st.lists(st.integers(0, 40), min_size=2, max_size=7).filter(lambda counts: sum(counts) >= 10))
def test_subtraction_finds_nothing(counts: list[int]) -> None:
    """The total less all that is shown is either nothing hidden, or two cells and five people at least."""
    cells = {str(place): count for place, count in enumerate(counts)}
    shown = hide(cells)
    hidden = [name for name, count in shown.items() if count is None]
    assert all(count is None or count >= LEAST_CELL for count in shown.values())
    if hidden:
        assert len(hidden) >= 2
        assert sum(counts) - sum(count or 0 for count in shown.values()) >= LEAST_CELL


def test_counts_are_rounded_to_five() -> None:
    assert [rounded(count) for count in (0, 2, 3, 7, 8, 12, 13)] == [0, 0, 5, 5, 10, 10, 15]


def test_a_quarter_with_few_answers_is_joined_to_the_next() -> None:
    months = ["2026-01"] * 10 + ["2026-04"] * 4 + ["2026-07"] * 6 + ["2026-10"] * 30
    first, second = periods.join(months, NOW)
    assert (first.begins.isoformat(), first.ends.isoformat()) == ("2026-01-01", "2026-03-01")
    assert (second.begins.isoformat(), second.ends.isoformat()) == ("2026-04-01", "2026-09-01")
    assert second.holds("2026-05")
    assert not second.holds("2026-10")


def test_the_quarter_that_is_not_over_is_not_counted() -> None:
    """Nobody watches one answer arrive: until the quarter is over nothing changes."""
    assert periods.join(["2026-10"] * 50, NOW) == []
    assert periods.open_since(NOW) == "2026-10"
    assert len(periods.join(["2026-10"] * 50, datetime(2027, 1, 1, tzinfo=UTC))) == 1


@generated(st.lists(st.integers(1, 10), max_size=60))
def test_periods_are_whole_apart_and_never_cut_anew(quarters: list[int]) -> None:
    """What was shown once is shown the same later: the difference of two looks is a whole period."""
    months = [f"{2020 + quarter // 4}-{quarter % 4 * 3 + 1:02}" for quarter in quarters]
    before: list[Period] = []
    for year in range(2020, 2025):
        found = periods.join([one for one in months if one < f"{year}"], datetime(year, 1, 1, tzinfo=UTC))
        assert found[: len(before)] == before
        assert all(sum(one.holds(month) for month in months) >= 10 for one in found)
        assert all(one.last + 1 == after.first for one, after in pairwise(found))
        before = found


def test_the_last_year_is_made_of_what_is_shown() -> None:
    four = [Period(quarter, quarter) for quarter in range(8100, 8106)]
    assert periods.last_year(four) == four[-4:]
    assert periods.last_year([Period(8090, 8093), Period(8094, 8099)]) == [Period(8094, 8099)]
    assert periods.last_year([]) == []
