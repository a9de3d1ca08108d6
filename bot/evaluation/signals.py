"""What a worker may learn from about their own work: counted from times, compared with nobody.

None of it says whether the work was good. It is made for that worker's page and for nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.records.practice import Prepared, Promises

SINCE = timedelta(days=365)
UNDER_18 = ("young_person", "child")

Kind = Literal["children_asked", "children_sent", "opened_before", "replied", "promises_kept"]


@dataclass(frozen=True, slots=True)
class Signal:
    """How many of how many; `of` is 0 where there was no occasion."""

    kind: Kind
    count: int
    of: int


def signals(people: Sequence[Prepared], promises: Promises) -> list[Signal]:
    """In the order of the work: before the meeting, then after."""
    young = [one for one in people if one.audience in UNDER_18]
    sent = [one for one in people if one.sent_at is not None]
    before = [one for one in sent if _before(one.sent_at, one)]
    return [
        _signal("children_asked", [_before(one.invited_at, one) for one in young]),
        _signal("children_sent", [_before(one.sent_at, one) for one in young]),
        _signal("opened_before", [_before(one.opened_at, one) for one in before]),
        _signal("replied", [one.replies > 0 for one in sent]),
        Signal("promises_kept", promises.said.get("choices.promise_yes", 0), sum(promises.said.values())),
    ]


def _before(moment: datetime | None, one: Prepared) -> bool:
    return moment is not None and moment < one.meeting_at


def _signal(kind: Kind, holds: Sequence[bool]) -> Signal:
    return Signal(kind, sum(holds), len(holds))
