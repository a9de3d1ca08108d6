"""Which answer how many gave: the young people's and children's versions, the report, and who answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.evaluation import periods
from bot.evaluation.periods import Period
from bot.evaluation.shares import NOT_COUNTED
from bot.evaluation.small_numbers import LEAST_ANSWERS, LEAST_APART, hide
from bot.records.feedback import Given, Invited

_YES = ("choices.feedback_yes", "choices.feedback_partly", "choices.feedback_not", "choices.feedback_unsure")
_DAYS = (
    "choices.report_no_days",
    "choices.report_one_day",
    "choices.report_two_days",
    "choices.report_three_days",
)
_SAFE = ("choices.safer", "choices.safe_the_same", "choices.less_safe", "choices.feedback_unsure")
# A number from 0 to 10 in three bands: eleven cells would nearly all be hidden.
BANDS = {"0-3": range(4), "4-6": range(4, 7), "7-10": range(7, 11)}

REPORT = {"feedback.meeting.report": _DAYS}
YOUNG = {
    "feedback.young_person.asked": _YES,
    "feedback.young_person.why": _YES,
    "feedback.young_person.who": _YES,
    "feedback.young_person.report": _YES,
    "feedback.young_person.read_right": _YES,
    "feedback.young_person.told": _YES,
    "feedback.young_person.decision": _YES,
    "feedback.young_person.next": _YES,
    "feedback.young_person.interpreter": _YES,
    "feedback.young_person.respected": _YES,
    "feedback.young_person.safer": _SAFE,
    "feedback.young_person.heard": tuple(BANDS),
}
CHILD = {
    "feedback.child.why": _YES,
    "feedback.child.heard": _YES,
    "feedback.child.told": _YES,
    "feedback.child.next": _YES,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One stretch of time: how many answered, and each answer's count, None where it is hidden."""

    period: Period
    answers: int
    cells: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One question. `rows` are oldest first, and empty while there are too few answers."""

    question: str
    choices: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Response:
    """How many answered of how many who were asked; `invited` is None where that was not counted."""

    period: Period
    answered: int
    invited: int | None


def breakdowns(
    questions: Mapping[str, tuple[str, ...]], given: Sequence[Given], now: datetime
) -> list[Breakdown]:
    """Each question's answers over time."""
    return [_breakdown(question, choices, given, now) for question, choices in questions.items()]


def responses(
    audience: str, given: Sequence[Given], invited: Sequence[Invited], now: datetime
) -> list[Response]:
    """How many of one audience answered, over time."""
    answered = [one.month for one in given if one.audience == audience]
    asked = [one.month for one in invited if one.audience == audience]
    found = []
    for period in periods.join(answered, now):
        came, were = (sum(period.holds(month) for month in months) for months in (answered, asked))
        found.append(Response(period, came, were if were >= came else None))
    return found


def apart(audience: str, by: Callable[[Given], str], given: Sequence[Given], now: datetime) -> list[Row]:
    """Who answered, told apart by one thing about them, in stretches with enough of them."""
    said = [(one.month, by(one)) for one in given if one.audience == audience]
    return rows(said, sorted({value for _, value in said}), now, LEAST_APART)


def rows(
    said: Sequence[tuple[str, str]], choices: Sequence[str], now: datetime, least: int = LEAST_ANSWERS
) -> list[Row]:
    """Months and what was said in them, as stretches of time with small numbers hidden."""
    # What is no cell would be in the total, and could be found there.
    said = [one for one in said if one[1] in choices]
    found = []
    for period in periods.join((month for month, _ in said), now, least):
        counts = Counter(value for month, value in said if period.holds(month))
        found.append(Row(period, counts.total(), hide({choice: counts[choice] for choice in choices})))
    return found


def _breakdown(question: str, choices: tuple[str, ...], given: Sequence[Given], now: datetime) -> Breakdown:
    said = [
        (one.month, _cell(one.answers[question]))
        for one in given
        if one.answers.get(question, "choices.rather_not_say") not in NOT_COUNTED
    ]
    return Breakdown(question, choices, tuple(rows(said, choices, now)))


def _cell(value: str) -> str:
    if not value.isdigit():
        return value
    return next((name for name, band in BANDS.items() if int(value) in band), value)
