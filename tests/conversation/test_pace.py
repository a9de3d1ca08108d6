"""L-01: whoever floods is asked to wait, once a minute, and nothing else changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.conversation import pace
from bot.conversation.pace import MOST_IN_SPAN, Pace

START = datetime(2026, 11, 23, 12, tzinfo=UTC)


def told(one: Pace, messages: int, every: timedelta) -> list[int]:
    """Which of so many messages were told to slow down."""
    return [number for number in range(messages) if one.should_slow("a", START + number * every)]


def test_a_thousand_messages_in_a_minute_are_told_once() -> None:
    assert told(Pace(), 1000, timedelta(seconds=0.06)) == [MOST_IN_SPAN]


def test_it_is_said_again_after_a_minute_of_the_same() -> None:
    assert len(told(Pace(), 300, timedelta(seconds=0.2))) == 1


def test_somebody_who_writes_quickly_is_never_told() -> None:
    assert told(Pace(), 300, timedelta(seconds=0.7)) == []


def test_others_are_not_counted_together() -> None:
    one = Pace()
    assert not any(one.should_slow(f"person {number}", START) for number in range(500))


def test_what_is_held_in_memory_stays_small() -> None:
    one = Pace()
    for number in range(pace.MOST_CONVERSATIONS):
        one.should_slow(str(number), START)
    one.should_slow("new", START + timedelta(minutes=2))
    assert len(one._arrived) == 1
