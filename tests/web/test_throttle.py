"""A-03: guesses are slowed down; getting in is not."""

from __future__ import annotations

from bot.web.throttle import MOST_OF_ALL, MOST_OF_ONE, SPAN, Throttle


def test_one_client_is_stopped_after_its_tries_and_another_is_not() -> None:
    throttle = Throttle()
    for second in range(MOST_OF_ONE):
        assert throttle.is_open("192.0.2.1", second)
        throttle.wrong("192.0.2.1", second)
    assert not throttle.is_open("192.0.2.1", MOST_OF_ONE)
    assert throttle.is_open("192.0.2.2", MOST_OF_ONE)


def test_the_door_opens_again_when_the_time_has_passed() -> None:
    throttle = Throttle()
    for _ in range(MOST_OF_ONE):
        throttle.wrong("192.0.2.1", 0.0)
    assert not throttle.is_open("192.0.2.1", SPAN - 0.1)
    assert throttle.is_open("192.0.2.1", SPAN)


def test_many_addresses_together_are_stopped_and_reported_once() -> None:
    throttle = Throttle()
    tried = reports = 0
    for number in range(10_000):
        client = f"192.0.2.{number % 100}"
        now = number * 0.001
        if throttle.is_open(client, now):
            tried += 1
            reports += throttle.wrong(client, now)
    assert tried == MOST_OF_ALL  # of 10,000 within ten seconds: 99.4 % were not even looked at
    assert reports == 1


def test_a_household_with_many_version_6_addresses_is_one_client() -> None:
    throttle = Throttle()
    for number in range(MOST_OF_ONE):
        throttle.wrong(f"2001:db8:0:1::{number:x}", 0.0)
    assert not throttle.is_open("2001:db8:0:1::ffff", 1.0)
    assert throttle.is_open("2001:db8:0:2::1", 1.0)


def test_old_clients_are_forgotten() -> None:
    throttle = Throttle()
    for number in range(10_001):
        throttle.wrong(f"client {number}", number * 0.1)
    assert len(throttle._each) < 10_000
