"""A-01, A-07, W-01, P-12: whatever is wrong, and whoever else is there, the same work is done.

`./run bench security` has the timings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from argon2 import PasswordHasher

from bot.errors import InviteRefused, SignInRefused
from bot.messages import Channel
from bot.records import coming_back, invites, passwords
from bot.records.passwords import COST
from bot.records.sign_in import sign_in
from tests.world import MEETING, NOW, PASSWORD, World, make_world, open_database

DIGITS, OTHER_DIGITS = "482915", "739164"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    before = COST.time, COST.memory_kib
    COST.time, COST.memory_kib = 1, 64
    database = open_database(f"sqlite:///{tmp_path}/records.db", tmp_path)
    database.migrate()
    yield make_world(database)
    database.close()
    COST.time, COST.memory_kib = before


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what argon2 was made to check, as it goes on."""
    checked: list[str] = []
    real = PasswordHasher.verify

    def verify(hasher: PasswordHasher, stored: str, text: str) -> bool:
        checked.append(stored)
        return real(hasher, stored, text)

    # With nothing stored the stand-in is hashed once and kept: that first time is not a refusal's cost.
    passwords.matches(None, "anything")
    monkeypatch.setattr(PasswordHasher, "verify", verify)
    return checked


def by_link(world: World, token: str, pin: str, later: timedelta = timedelta()) -> None:
    invites.claim_link(world.database, token, pin=pin, channel=Channel.WEB, address=None, now=NOW + later)


def by_code(world: World, code: str, later: timedelta = timedelta()) -> None:
    invites.claim_code(world.database, code, channel=Channel.WEB, address=None, now=NOW + later)


def issue(world: World) -> invites.IssuedInvite:
    with world.database.begin() as tx:
        return invites.issue(tx, world.ada.scope, world.parent.id, NOW, pin="2580")


def used(world: World) -> invites.IssuedInvite:
    issued = issue(world)
    by_link(world, issued.token, "2580")
    return issued


def revoked(world: World) -> invites.IssuedInvite:
    issued = issue(world)
    with world.database.begin() as tx:
        invites.revoke(tx, world.ada.scope, world.parent.id, NOW)
    return issued


def replaced(world: World) -> invites.IssuedInvite:
    issued = issue(world)
    issue(world)
    return issued


def dead(world: World) -> invites.IssuedInvite:
    issued = issue(world)
    for _ in range(invites.MOST_TRIES):
        with pytest.raises(InviteRefused):
            by_link(world, issued.token, "1111")
    return issued


GONE = (used, revoked, replaced, dead)


@pytest.mark.parametrize("gone", GONE, ids=lambda gone: gone.__name__)
def test_an_invite_that_is_gone_costs_what_an_unknown_one_costs(
    world: World, verified: list[str], gone: Callable[[World], invites.IssuedInvite]
) -> None:
    issued = gone(world)
    tries: list[Callable[[], None]] = [
        lambda: by_link(world, issued.token, "2580"),
        lambda: by_link(world, "A" * 22, "2580"),
        lambda: by_code(world, issued.code),
        lambda: by_code(world, "0000-0000-0000"),
    ]
    faults = set()
    for one in tries:
        verified.clear()
        with pytest.raises(InviteRefused) as refused:
            one()
        faults.add((type(refused.value), str(refused.value)))
        assert len(verified) == 1
    assert len(faults) == 1


def test_a_late_one_and_a_wrong_pin_cost_the_same(world: World, verified: list[str]) -> None:
    issued = issue(world)
    for pin, later in (("1111", timedelta()), ("2580", MEETING - NOW + timedelta(days=8))):
        verified.clear()
        with pytest.raises(InviteRefused):
            by_link(world, issued.token, pin, later)
        assert len(verified) == 1


def test_coming_back_checks_code_and_digits_whatever_is_wrong(world: World, verified: list[str]) -> None:
    here = world.arrive(world.parent, world.ada)
    code = coming_back.set_digits(world.database, here.scope, DIGITS, NOW)
    wrong = f"{code[:-1]}{'0' if code[-1] != '0' else '1'}"
    tries = [(code, OTHER_DIGITS), (wrong, DIGITS), (wrong, OTHER_DIGITS), ("0000-0000-0000", DIGITS)]
    faults = set()
    for typed, digits in tries:
        verified.clear()
        with pytest.raises(InviteRefused) as refused:
            coming_back.come_back(world.database, typed, digits, channel=Channel.WEB, address=None, now=NOW)
        faults.add((type(refused.value), str(refused.value)))
        assert len(verified) == 2
    assert len(faults) == 1


@pytest.mark.parametrize("wrong", ["user", "password", "code"])
def test_sign_in_checks_one_password_whatever_is_wrong(world: World, verified: list[str], wrong: str) -> None:
    now = NOW + timedelta(minutes=5)
    right = pyotp.TOTP(world.ada.totp_secret).at(now)
    with pytest.raises(SignInRefused) as refused:
        sign_in(
            world.database,
            email="nobody@oakshire.example" if wrong == "user" else world.ada.email,
            password="not the password" if wrong == "password" else PASSWORD,
            code=f"{(int(right) + 1) % 1_000_000:06}" if wrong == "code" else right,
            client="somewhere",
            now=now,
        )
    assert len(verified) == 1
    assert refused.value.message == "Sign-in was refused."
