"""Slow hashes of what people choose or speak. Two at a time, so that sign-ins cannot eat the memory."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SLOTS = threading.BoundedSemaphore(2)


@dataclass(slots=True)
class Cost:
    """What one argon2id costs. Tests that do not measure it turn it down."""

    time: int = 3
    memory_kib: int = 64 * 1024


COST = Cost()


def slow_hash(text: str) -> str:
    """Return the argon2id hash, with a salt of its own, in the usual text form."""
    with SLOTS:
        return _hasher().hash(text)


def matches(stored: str | None, text: str) -> bool:
    """Say whether `text` was hashed to `stored`. With nothing stored, the work is the same."""
    with SLOTS:
        try:
            _hasher().verify(stored or _nobody(COST.time, COST.memory_kib), text)
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Say whether a hash was made at another cost than today's."""
    return _hasher().check_needs_rehash(stored)


def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=COST.time, memory_cost=COST.memory_kib, parallelism=1)


@lru_cache(maxsize=4)
def _nobody(time: int, memory_kib: int) -> str:
    """The hash that stands in for a person who is not there."""
    return PasswordHasher(time_cost=time, memory_cost=memory_kib, parallelism=1).hash("nobody")
