"""How far people came before their meeting: a council's own activity, in rounded counts, by audience.

A meeting can be moved, and a person erased, so these counts are made anew each time. That is why they are
rounded: the difference from last time's would otherwise be about somebody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, get_args

from bot.evaluation import periods
from bot.evaluation.breakdowns import Row, rows
from bot.evaluation.periods import Period
from bot.evaluation.small_numbers import rounded
from bot.records.practice import Prepared

AUDIENCES = ("parent", "young_person", "child")
Step = Literal["did_not_come", "did_not_send", "sent_after", "not_opened_before", "opened_before"]
Reply = Literal["reply", "no_reply"]


@dataclass(frozen=True, slots=True)
class Activity:
    """What was done in one stretch of time, for a council to lay its own costs beside."""

    period: Period
    people: int
    replies: int


def step(one: Prepared) -> Step:
    """The furthest that one person and their worker came: each person is in one step."""
    if one.came_at is None:
        return "did_not_come"
    if one.sent_at is None:
        return "did_not_send"
    if one.sent_at >= one.meeting_at:
        return "sent_after"
    opened = one.opened_at is not None and one.opened_at < one.meeting_at
    return "opened_before" if opened else "not_opened_before"


def steps(people: Sequence[Prepared], audience: str, now: datetime) -> list[Row]:
    """People of one audience by step, over time."""
    said = [(_month(one), step(one)) for one in people if one.audience == audience]
    return [_rounded(row) for row in rows(said, get_args(Step), now)]


def replied(people: Sequence[Prepared], now: datetime) -> list[Row]:
    """Whether people who had sent were written back to, over time."""
    said: list[tuple[str, Reply]] = [
        (_month(one), "reply" if one.replies else "no_reply") for one in people if one.sent_at is not None
    ]
    return [_rounded(row) for row in rows(said, get_args(Reply), now)]


def activity(people: Sequence[Prepared], now: datetime) -> list[Activity]:
    """Everybody with a meeting, and the replies they were written."""
    found = []
    for period in periods.join((_month(one) for one in people), now):
        inside = [one for one in people if period.holds(_month(one))]
        replies = sum(one.replies for one in inside)
        found.append(Activity(period, rounded(len(inside)), rounded(replies)))
    return found


def _month(one: Prepared) -> str:
    return periods.current_month(one.meeting_at)


def _rounded(row: Row) -> Row:
    cells = {name: None if count is None else rounded(count) for name, count in row.cells.items()}
    return replace(row, answers=rounded(row.answers), cells=cells)
