"""When it is safe to write to somebody: days and hours in London, agreed with the worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from bot.content.model import Council
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


def safe_times(contact: Contact, council: Council) -> SafeTimes | None:
    """The times at which what we start may reach somebody; None when nothing may.

    What was agreed with the person, inside the hours in which their council lets anything go out.
    """
    if not (contact.days and contact.reminders and contact.may_write and council.says_yes("reminders")):
        return None
    first, last = hours_of(council)
    begins, ends = max(contact.begins, first), min(contact.ends, last)
    return SafeTimes(frozenset(contact.days), begins, ends) if begins < ends else None


def begins_with_reminders(council: Council, audience: str) -> bool:
    """Whether reminders are on at first: for the young where their council says so, else if they ask."""
    return audience == "parent" or council.says_yes("reminders_for_young_people")


def late_times(contact: Contact, council: Council) -> SafeTimes | None:
    """The times at which an answer may reach somebody who is no longer here; None: when they write again.

    An answer is not a reminder: it comes to whoever wants none, too. Where no times were agreed it keeps
    to the hours of the council, because it must come some time.
    """
    if not contact.may_write:
        return None
    if contact.days:
        return SafeTimes(frozenset(contact.days), contact.begins, contact.ends)
    return SafeTimes(frozenset(range(WEEK)), *hours_of(council))


def hours_of(council: Council) -> tuple[time, time]:
    """Before and after which hour, in London, this council lets nothing go out that we start."""
    first, last = council.setting("reminders_from"), council.setting("reminders_until")
    return time.fromisoformat(first or "00:00"), time.fromisoformat(last or "23:59")
