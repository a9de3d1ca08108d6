"""P-09: nothing that we start goes out at a time that is not safe."""

from __future__ import annotations

import random
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.content.model import Council
from bot.language.languages import LONDON
from bot.records.contact import Contact
from bot.services.safe_times import SafeTimes, next_safe_moment, safe_times

SPRING, AUTUMN = datetime(2027, 3, 28, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 16, 59, tzinfo=UTC)
EVERY_DAY = frozenset(range(7))


def schedules(count: int) -> list[tuple[SafeTimes, datetime]]:
    """Windows and moments, two in three of them within two days of a change of the clocks."""
    dice = random.Random(9)
    found = []
    for number in range(count):
        first, last = sorted(dice.sample(range(24 * 12), 2))
        days = frozenset(dice.sample(range(7), dice.randint(1, 7)))
        window = SafeTimes(days, time(first // 12, first % 12 * 5), time(last // 12, last % 12 * 5))
        around = (SPRING, AUTUMN, datetime(2026, 6, 1, tzinfo=UTC))[number % 3]
        found.append((window, around + timedelta(minutes=dice.randint(-2880, 2880))))
    return found


def test_ten_thousand_schedules_and_nothing_outside() -> None:
    outside, waits = 0, 0
    for window, now in schedules(10_000):
        moment = next_safe_moment(window, now)
        assert moment is not None
        local = moment.astimezone(LONDON)
        inside = local.weekday() in window.days and window.begins <= local.time() < window.ends
        outside += not inside or moment < now
        waits += moment > now
    assert outside == 0
    assert waits > 5000


def test_no_safe_moment_is_passed_over() -> None:
    for window, now in schedules(300):
        moment = next_safe_moment(window, now)
        assert moment is not None
        # The hour that the clocks leave out begins at no time: what is left of it may be passed over.
        at, skipped = now, SPRING + timedelta(hours=2)
        while at < moment:
            assert not window.holds(at) or SPRING <= at <= skipped, (window, now, at)
            at += timedelta(minutes=5)


def test_without_agreed_times_nothing_is_safe() -> None:
    assert next_safe_moment(None, SPRING) is None
    assert next_safe_moment(SafeTimes(frozenset(), time(9), time(17)), SPRING) is None


@pytest.mark.parametrize(
    ("begins", "ends", "now", "expected"),
    [
        # Clocks forward: 01:15 to 01:45 is not on that Sunday, so it is the next one's.
        (time(1, 15), time(1, 45), SPRING, datetime(2027, 3, 29, 0, 15, tzinfo=UTC)),
        # Clocks back: it comes twice.
        (time(1, 15), time(1, 45), AUTUMN, datetime(2026, 10, 25, 0, 15, tzinfo=UTC)),
        (time(1, 15), time(1, 45), AUTUMN + timedelta(minutes=50), datetime(2026, 10, 25, 1, 15, tzinfo=UTC)),
        (time(9), time(17), datetime(2026, 11, 27, 17, 0, tzinfo=UTC), datetime(2026, 11, 28, 9, tzinfo=UTC)),
        (time(9), time(17), FRIDAY, FRIDAY),
    ],
)  # fmt: skip
def test_at_the_edges(begins: time, ends: time, now: datetime, expected: datetime) -> None:
    assert next_safe_moment(SafeTimes(EVERY_DAY, begins, ends), now) == expected


AGREED = Contact((0, 3), time(8), time(21), reminders=True, may_write=True)


def council(**settings: str) -> Council:
    return Council("x", "X", "england", {"reminders": "yes", **settings})


@pytest.mark.parametrize(
    ("settings", "hours"),
    [
        ({}, (time(8), time(21))),
        ({"reminders_from": "09:00", "reminders_until": "19:00"}, (time(9), time(19))),
        ({"reminders_from": "07:00", "reminders_until": "22:00"}, (time(8), time(21))),
        ({"reminders_from": "21:00", "reminders_until": "22:00"}, None),
        ({"reminders_from": "06:00", "reminders_until": "08:00"}, None),
        ({"reminders": "no"}, None),
    ],
)
def test_a_council_narrows_what_was_agreed_and_never_widens_it(
    settings: dict[str, str], hours: tuple[time, time] | None
) -> None:
    window = safe_times(AGREED, council(**settings))
    assert (window and (window.begins, window.ends)) == hours
    assert window is None or window.days == {0, 3}


def test_ten_thousand_agreements_under_councils_hours_and_nothing_outside_either() -> None:
    """P-09: days, hours, councils, wishes and moments at random, with the clocks changing."""
    dice = random.Random(10)
    outside, sendable = 0, 0
    for window, now in schedules(10_000):
        first, last = sorted(dice.sample(range(24), 2))
        here = council(reminders_from=f"{first:02}:00", reminders_until=f"{last:02}:00")
        wants, may = dice.random() < 0.8, dice.random() < 0.8
        agreed = Contact(tuple(window.days), window.begins, window.ends, reminders=wants, may_write=may)
        moment = next_safe_moment(safe_times(agreed, here), now)
        if moment is None:
            continue
        sendable += 1
        local = moment.astimezone(LONDON).time()
        fits = wants and may and window.holds(moment) and time(first) <= local < time(last)
        outside += not fits
    assert outside == 0
    assert sendable > 2000
