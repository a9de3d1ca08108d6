"""When it is safe to write to somebody: days and hours in London, agreed with the worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from bot.language.languages import LONDON
from bot.records.contact import Contact

WEEK = 7


@dataclass(frozen=True, slots=True)
class SafeTimes:
    """`days` are weekdays, Monday 0. From `begins` up to, not including, `ends`: clock times in London."""

    days: frozenset[int]
    begins: time
    ends: time

    def holds(self, moment: datetime) -> bool:
        """Whether a moment (aware) is inside."""
        local = moment.astimezone(LONDON)
        return local.weekday() in self.days and self.begins <= local.time() < self.ends


def next_safe_moment(window: SafeTimes | None, now: datetime) -> datetime | None:
    """The first moment from `now` on that is inside, in UTC. None when there is none: nothing is sent.

    Without agreed times no time is safe. On the night when the clocks go forward a window may not exist;
    when they go back it may come twice.
    """
    if window is None:
        return None
    if window.holds(now):
        return now.astimezone(UTC)
    today = now.astimezone(LONDON).date()
    # Eight days, and one more for a window that lies in the hour the clocks leave out.
    for ahead in range(2 * WEEK + 1):
        for fold in (0, 1):
            local = datetime.combine(today + timedelta(days=ahead), window.begins, tzinfo=LONDON).replace(
                fold=fold
            )
            moment = local.astimezone(UTC)
            if moment >= now and window.holds(moment):
                return moment
    return None


def safe_times(contact: Contact) -> SafeTimes | None:
    """The times at which what we start may reach somebody; None when nothing may."""
    if not (contact.days and contact.reminders and contact.may_write):
        return None
    return SafeTimes(frozenset(contact.days), contact.begins, contact.ends)
