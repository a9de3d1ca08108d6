"""Slowing down guesses. Only wrong tries count, so nobody is slowed by getting in."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address

SPAN = 60.0
MOST_OF_ONE = 10
MOST_OF_ALL = 60
MOST_CLIENTS = 10_000


@dataclass(slots=True)
class Throttle:
    """Wrong tries within the last SPAN seconds, of each client and of all. Times are monotonic seconds."""

    _all: deque[float] = field(default_factory=deque)
    _each: dict[str, deque[float]] = field(default_factory=dict)

    def is_open(self, client: str, now: float) -> bool:
        """Whether this client may try."""
        _forget(self._all, now)
        tries = self._each.get(_key(client))
        if tries is not None:
            _forget(tries, now)
            if len(tries) >= MOST_OF_ONE:
                return False
        return len(self._all) < MOST_OF_ALL

    def wrong(self, client: str, now: float) -> bool:
        """Count a wrong try; True at the one that closes the door for all, so that it can be reported."""
        if len(self._each) >= MOST_CLIENTS:
            self._drop_old(now)
        self._each.setdefault(_key(client), deque(maxlen=MOST_OF_ONE)).append(now)
        self._all.append(now)
        return len(self._all) == MOST_OF_ALL

    def _drop_old(self, now: float) -> None:
        for client, tries in list(self._each.items()):
            _forget(tries, now)
            if not tries:
                del self._each[client]


def _forget(tries: deque[float], now: float) -> None:
    while tries and tries[0] <= now - SPAN:
        tries.popleft()


def _key(client: str) -> str:
    """One household's address: an IPv6 client owns its whole /64."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    if isinstance(address, IPv6Address):
        return address.exploded[:19]
    return client
