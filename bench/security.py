"""How long refusals take, whatever the reason: `./run bench security [TIMES]`.

At the real cost of argon2, on SQLite in a folder of its own, the kinds taken in turn so that a busy moment
meets all alike. Ways in (A-01): medians within 20 ms of each other. Sign-in (W-01): within 10 %.
"Worked" is the time of the processor, which decides: on a shared machine what was waited for says more of
its neighbours. The range is from the first tenth to the last. That the path is the same is proved by the
tests, which count the slow hashes.
"""

from __future__ import annotations

import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from bot.errors import InviteRefused, SignInRefused
from bot.messages import Channel
from bot.records import coming_back, invites, retention
from bot.records.ids import SpokenCode, new_id
from bot.records.passwords import COST, slow_hash
from bot.records.sign_in import sign_in
from tests.world import NOW, PASSWORD, World, make_world, open_database

TIMES = 100
CLOSE_SECONDS = 0.020
CLOSE_SHARE = 0.10
Kinds = dict[str, Callable[[int], object]]


def main(arguments: Sequence[str]) -> int:
    """Print the medians; return 1 when one of them stands out."""
    times = int(arguments[0]) if arguments else TIMES
    print(f"argon2id t={COST.time} {COST.memory_kib // 1024} MiB p=1, {times} of each kind,", end=" ")
    print(f"Python {platform.python_version()}")
    begun = time.perf_counter()
    slow_hash("once")
    print(f"one hash: {time.perf_counter() - begun:.3f} s")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = open_database(f"sqlite:///{folder}/records.db", folder)
        database.migrate()
        world = make_world(database)
        good = True
        for title, kinds, share in (
            ("link refused", links(world), None),
            ("spoken code refused", codes(world), None),
            ("return code refused", returns(world), None),
            ("sign-in refused", sign_ins(world), CLOSE_SHARE),
        ):
            good = compare(title, kinds, times, share) and good
        database.close()
    return 0 if good else 1


def compare(title: str, kinds: Kinds, times: int, share: float | None) -> bool:
    """Time each kind in turn and say whether their medians are close enough."""
    waited: dict[str, list[float]] = {kind: [] for kind in kinds}
    worked: dict[str, list[float]] = {kind: [] for kind in kinds}
    for number in range(times):
        for kind, refuse in kinds.items():
            begun, work = time.perf_counter(), time.thread_time()
            with suppress(InviteRefused, SignInRefused):
                refuse(number)
                raise AssertionError(f"{title}, {kind}: was not refused")
            waited[kind].append(time.perf_counter() - begun)
            worked[kind].append(time.thread_time() - work)
    medians = [statistics.median(values) for values in worked.values()]
    apart = max(medians) - min(medians)
    allowed = CLOSE_SECONDS if share is None else share * min(medians)
    verdict = "close" if apart <= allowed else "APART"
    print(f"{title}: {apart * 1000:.1f} ms apart, {allowed * 1000:.1f} ms allowed: {verdict}")
    for kind in kinds:
        print(f"  {kind:<16} worked {_spread(worked[kind])}   waited {_spread(waited[kind])}")
    return apart <= allowed


def _spread(seconds: list[float]) -> str:
    tenths = statistics.quantiles(seconds, n=10)
    low, middle, high = (1000 * s for s in (tenths[0], statistics.median(seconds), tenths[-1]))
    return f"{middle:6.1f} ms ({low:.1f} to {high:.1f})"


def _issued(world: World, life: timedelta | None = None) -> invites.IssuedInvite:
    with world.database.begin() as tx:
        ends = NOW + life if life else None
        return invites.issue(tx, world.ada.scope, world.parent.id, NOW, pin="2580", expires_at=ends)


def _dead_ends(world: World) -> dict[str, invites.IssuedInvite]:
    """One invite that was used, one that was revoked, one that is too old."""
    used = _issued(world)
    _by_link(world, used.token)
    revoked = _issued(world)
    expired = _issued(world, timedelta(seconds=-1))
    return {"used": used, "revoked": revoked, "expired": expired}


def _by_link(world: World, token: str) -> object:
    return invites.claim_link(world.database, token, pin="2580", channel=Channel.WEB, address=None, now=NOW)


def _by_code(world: World, code: str) -> object:
    return invites.claim_code(world.database, code, channel=Channel.WEB, address=None, now=NOW)


def links(world: World) -> Kinds:
    kinds: Kinds = {"unknown": lambda _: _by_link(world, new_id())}
    for kind, invite in _dead_ends(world).items():
        kinds[kind] = lambda _, token=invite.token: _by_link(world, token)  # type: ignore[misc]
    return kinds


def codes(world: World) -> Kinds:
    kinds: Kinds = {
        "unknown": lambda _: _by_code(world, SpokenCode.make().text),
        "nonsense": lambda _: _by_code(world, "hello"),
    }
    for kind, invite in _dead_ends(world).items():
        kinds[kind] = lambda _, code=invite.code: _by_code(world, code)  # type: ignore[misc]
    return kinds


def returns(world: World) -> Kinds:
    talk = world.arrive(world.teen, world.ada)
    code = coming_back.set_digits(world.database, talk.scope, "274918", NOW)

    def back(typed: str, digits: str) -> object:
        return coming_back.come_back(
            world.database, typed, digits, channel=Channel.WEB, address=None, now=NOW
        )

    return {
        "unknown": lambda _: back(SpokenCode.make().text, "274918"),
        "wrong, then dead": lambda _: back(code, "000000"),
        "nonsense": lambda _: back("hello", ""),
    }


def sign_ins(world: World) -> Kinds:
    def enter(number: int, kind: str, email: str, password: str) -> object:
        now = NOW + timedelta(hours=1)
        if number % 50 == 0:
            retention.run(world.database, now)
        return sign_in(
            world.database,
            email=email,
            password=password,
            code="000000",
            client=f"{kind} {number}",
            now=now,
        )

    return {
        "unknown person": lambda n: enter(n, "a", "nobody@oakshire.example", PASSWORD),
        "wrong password": lambda n: enter(n, "b", world.ada.email, "another password"),
        "wrong code": lambda n: enter(n, "c", world.ada.email, PASSWORD),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
