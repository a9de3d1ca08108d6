"""Days by which something should happen: known tables by nation and season, and what holds for every day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import council_settings, vocabulary
from bot.content.load import Content
from bot.content.model import Council
from bot.services.dates import (
    SUBDIVISIONS,
    Counted,
    by_meaning,
    due,
    is_working_day,
    london_day,
    months_from,
    starts_for,
    working_days_from,
    working_days_until,
)

CONTENT = Content.load(Path(__file__).parents[2] / "dialogues/content")
BY_NATION = {
    "england": "oakshire",
    "wales": "glanafon",
    "scotland": "strathorrin",
    "northern_ireland": "lagan_vale",
}
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
NATIONS = st.sampled_from(vocabulary.NATIONS)


def council(nation: str, **settings: str) -> Council:
    """An invented council that has set nothing but these."""
    return Council("x", "X", nation, settings)


def day(said: str) -> date:
    return date.fromisoformat(said)


@pytest.mark.parametrize(
    ("nation", "start", "amount", "expected", "why"),
    [
        ("england", "2026-12-14", 15, "2027-01-07", "Christmas, Boxing Day on Monday, New Year"),
        ("wales", "2026-12-14", 15, "2027-01-07", "the same in Wales"),
        ("scotland", "2026-12-14", 15, "2027-01-08", "2 January, kept on Monday the 4th"),
        ("northern_ireland", "2026-12-14", 15, "2027-01-07", "no 2 January there"),
        ("england", "2027-03-22", 10, "2027-04-07", "Good Friday and Easter Monday"),
        ("scotland", "2027-03-22", 15, "2027-04-13", "Good Friday, but no Easter Monday"),
        ("scotland", "2026-11-26", 10, "2026-12-11", "St Andrew's on Monday"),
        ("england", "2026-11-26", 10, "2026-12-10", "no St Andrew's"),
        ("northern_ireland", "2027-07-08", 10, "2027-07-23", "12 July on a Monday"),
        ("northern_ireland", "2026-07-09", 10, "2026-07-24", "12 July on a Sunday, kept on the 13th"),
        ("england", "2027-07-08", 10, "2027-07-22", "no 12 July"),
        ("northern_ireland", "2027-03-15", 3, "2027-03-19", "St Patrick's"),
        ("scotland", "2027-07-30", 1, "2027-08-03", "Scotland's summer holiday is early in August"),
        ("england", "2027-08-27", 1, "2027-08-31", "and England's late"),
        ("england", "2028-02-28", 2, "2028-03-01", "a leap day is a working day"),
        ("england", "2027-01-05", -3, "2026-12-30", "three days before, over the New Year"),
        ("scotland", "2027-01-05", -3, "2026-12-29", "and in Scotland"),
        ("england", "2026-10-23", 1, "2026-10-26", "over the night when the clocks go back"),
        ("england", "2027-03-26", 1, "2027-03-30", "over the night when they go forward, at Easter"),
    ],
)
def test_working_days(nation: str, start: str, amount: int, expected: str, why: str) -> None:
    assert working_days_from(council(nation), nation, day(start), amount) == day(expected), why


def test_a_council_may_have_days_off_of_its_own_and_work_on_a_bank_holiday() -> None:
    strathorrin = CONTENT.council("strathorrin")
    assert is_working_day(strathorrin, "scotland", day("2026-11-30"))
    assert not is_working_day(council("scotland"), "scotland", day("2026-11-30"))
    assert not is_working_day(strathorrin, "scotland", day("2027-09-20"))
    assert is_working_day(council("scotland"), "scotland", day("2027-09-20"))
    assert due(strathorrin, Counted("initial_conference", "scotland", day("2026-11-26")))["notes"] == day(
        "2026-12-10"
    )


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2028-02-29", 6, "2028-08-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-10-31", 6, "2027-04-30"),
        ("2026-12-15", 1, "2027-01-15"),
    ],
)
def test_months(start: str, months: int, expected: str) -> None:
    assert months_from(day(start), months) == day(expected)


@pytest.mark.parametrize(
    ("nation", "kind", "after", "expected"),
    [
        ("england", "initial_conference", ("strategy_discussion", "2026-12-14"), "2027-01-07"),
        ("wales", "initial_conference", ("strategy_discussion", "2026-12-14"), "2027-01-07"),
        ("scotland", "initial_conference", ("strategy_discussion", "2026-12-14"), "2027-01-11"),
        ("northern_ireland", "initial_conference", ("strategy_discussion", "2026-12-14"), "2027-01-07"),
        ("england", "review_conference", ("initial_conference", "2026-11-30"), "2027-02-28"),
        ("england", "review_conference", ("review_conference", "2026-11-30"), "2027-05-30"),
        ("scotland", "review_conference", ("initial_conference", "2026-11-30"), "2027-05-30"),
        ("northern_ireland", "review_conference", ("initial_conference", "2026-11-30"), "2027-02-28"),
        ("england", "core_group", ("initial_conference", "2026-11-26"), "2026-12-10"),
        ("scotland", "core_group", ("initial_conference", "2026-11-26"), "2026-12-17"),
        ("england", "core_group", ("core_group", "2026-11-26"), "2026-12-24"),
        ("england", "care_review", ("came_into_care", "2026-11-26"), "2026-12-24"),
        ("scotland", "care_review", ("came_into_care", "2026-11-26"), "2027-01-07"),
        ("northern_ireland", "care_review", ("came_into_care", "2026-11-26"), "2026-12-10"),
        ("england", "care_review", ("first_care_review", "2026-11-26"), "2027-02-26"),
        ("england", "care_review", ("care_review", "2026-11-26"), "2027-05-26"),
    ],
)
def test_by_when_a_meeting_should_be_held(
    nation: str, kind: str, after: tuple[str, str], expected: str
) -> None:
    meeting = Counted(kind, nation, day("2027-01-14"), after[0], day(after[1]))
    assert after[0] in starts_for(kind)
    assert due(CONTENT.council(BY_NATION[nation]), meeting)["held"] == day(expected)


def test_the_days_around_an_initial_conference_in_england() -> None:
    found = due(CONTENT.council("oakshire"), Counted("initial_conference", "england", day("2027-01-05")))
    assert found == {
        "report": day("2026-12-30"),
        "report_question": day("2026-12-30"),
        "read_by": day("2026-12-31"),
        "core_group": day("2027-01-19"),
        "review_conference": day("2027-04-05"),
        "notes": day("2027-02-02"),
        "feedback": day("2027-01-06"),
    }
    assert by_meaning(found, "initial_conference") == {
        "report_due": day("2026-12-30"),
        "core_group_due": day("2027-01-19"),
        "review_due": day("2027-04-05"),
        "notes_due": day("2027-02-02"),
    }


def test_what_a_council_has_not_set_has_no_day() -> None:
    found = due(CONTENT.council("elmford"), Counted("review_conference", "england", day("2027-01-05")))
    assert "report" not in found
    assert "notes" not in found
    assert found["review_conference"] == day("2027-07-05")


def test_a_council_comes_before_its_nation() -> None:
    own = council("england", first_review_within_months="2")
    meeting = Counted("initial_conference", "england", day("2027-01-05"))
    assert due(own, meeting)["review_conference"] == day("2027-03-05")


def test_of_two_settings_the_earlier_day_counts() -> None:
    both = council("scotland", conference_within_working_days="15", conference_within_calendar_days="28")
    meeting = Counted(
        "initial_conference", "scotland", day("2027-03-25"), "strategy_discussion", day("2027-03-01")
    )
    assert due(both, meeting)["held"] == day("2027-03-22")


def test_the_next_review_of_a_child_in_care_is_known_only_when_this_ones_place_is() -> None:
    oakshire = CONTENT.council("oakshire")
    nothing_said = due(oakshire, Counted("care_review", "england", day("2027-01-05")))
    assert "care_review" not in nothing_said
    first = Counted("care_review", "england", day("2027-01-05"), "came_into_care", day("2026-12-10"))
    assert due(oakshire, first)["care_review"] == day("2027-04-05")
    assert by_meaning(due(oakshire, first), "care_review")["review_due"] == day("2027-04-05")
    later = Counted("care_review", "england", day("2027-01-05"), "care_review", day("2026-08-10"))
    assert due(oakshire, later)["care_review"] == day("2027-07-05")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), "2027-03-28"),
        (datetime(2027, 3, 28, 23, 30, tzinfo=UTC), "2027-03-29"),
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), "2026-10-25"),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), "2026-10-25"),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), "2026-12-31"),
    ],
)
def test_the_day_is_the_day_in_london(moment: datetime, expected: str) -> None:
    assert london_day(moment) == day(expected)


@given(DAYS, st.integers(1, 60), NATIONS)
def test_so_many_working_days_on_there_are_so_many_working_days_between(
    start: date, amount: int, nation: str
) -> None:
    here = council(nation)
    end = working_days_from(here, nation, start, amount)
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert is_working_day(here, nation, end)
    assert sum(is_working_day(here, nation, one) for one in between) == amount
    assert working_days_until(here, nation, start, end) == amount


@given(DAYS, st.integers(1, 60), NATIONS)
def test_going_on_and_back_again_ends_on_the_same_day(start: date, amount: int, nation: str) -> None:
    here = council(nation)
    begin = working_days_from(here, nation, start, 0)
    assert working_days_from(here, nation, working_days_from(here, nation, begin, amount), -amount) == begin


@given(DAYS, st.integers(-60, 60).filter(bool), NATIONS)
def test_a_later_start_is_never_due_earlier(start: date, amount: int, nation: str) -> None:
    here = council(nation)
    after = start + timedelta(days=1)
    assert working_days_from(here, nation, start, amount) <= working_days_from(here, nation, after, amount)


@given(DAYS, st.integers(0, 60))
def test_a_month_is_never_skipped(start: date, months: int) -> None:
    end = months_from(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day <= start.day
    assert end.day == start.day or (end + timedelta(days=1)).day == 1


@given(DAYS, NATIONS, st.sampled_from(vocabulary.MEETINGS))
def test_whatever_is_due_before_a_meeting_is_before_it(held_on: date, nation: str, kind: str) -> None:
    found = due(CONTENT.council(BY_NATION[nation]), Counted(kind, nation, held_on))
    assert "read_by" in found
    assert all(found[what] < held_on for what in ("report", "invitation", "read_by") if what in found)
    after = set(found) - {"report", "report_question", "invitation", "read_by"}
    assert all(found[what] > held_on for what in after)


def test_a_day_that_has_passed_is_no_working_days_away() -> None:
    here = council("england")
    assert working_days_until(here, "england", day("2027-01-05"), day("2027-01-05")) == 0
    assert working_days_until(here, "england", day("2027-01-06"), day("2027-01-05")) == 0
    assert working_days_until(here, "england", day("2026-12-24"), day("2027-01-04")) == 4


def test_the_table_names_only_events_and_nations_that_there_are() -> None:
    rows = council_settings.settings().values()
    things = {
        "report",
        "report_question",
        "invitation",
        "read_by",
        "summary",
        "notes",
        "feedback",
        *vocabulary.MEETINGS,
    }
    assert {row.due for row in rows if row.due} <= things
    assert all(row.unit and row.start for row in rows if row.due)
    events = {"meeting", "strategy_discussion", "came_into_care", "first_care_review", *vocabulary.MEETINGS}
    assert {row.start for row in rows if row.start} <= events
    assert {kind for row in rows for kind in row.kinds} <= set(vocabulary.MEETINGS)
    assert set(SUBDIVISIONS) == set(vocabulary.NATIONS)
