"""The days around a meeting, as a worker is shown them: each with "should be by"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.content.model import Council
from bot.content.vocabulary import MEETINGS
from bot.records.meetings import Meeting
from bot.services import dates

# What people are asked, and when, is between the family and us.
NOT_FOR_WORKERS = {"feedback", "report_question"}


@dataclass(frozen=True, slots=True)
class DueDay:
    """`what` is what `services/dates.py` calls it; `kind` is set for a meeting that should follow.

    `late`: the meeting itself is later than it should be.
    """

    what: str
    day: date
    kind: str | None
    late: bool

    @property
    def is_meeting(self) -> bool:
        """Whether it is the next meeting of some kind."""
        return self.kind is not None


def days_around(council: Council, meeting: Meeting) -> list[DueDay]:
    """What should happen by when, the earliest first."""
    this = dates.counted(meeting)
    found = dates.due(council, this)
    shown = [
        DueDay(what, day, what if what in MEETINGS else None, what == "held" and day < this.day)
        for what, day in found.items()
        if what not in NOT_FOR_WORKERS
    ]
    return sorted(shown, key=lambda one: (one.day, one.what))
