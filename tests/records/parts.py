"""Parts of answers, and a count of slow work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher

from bot.records import passwords
from bot.records.drafts import NewPart, PartKind


def words(
    question: str,
    value: str,
    *,
    kind: PartKind = "words",
    replace: bool = False,
    sore: bool = False,
) -> NewPart:
    return NewPart(question, "v1", "pl", f"Pytanie {question}?", kind, value, sore=sore, replace=replace)


@contextmanager
def counted_work() -> Iterator[list[int]]:
    """Count slow hashes and checks while it is open: `count[0]`."""
    count = [0]
    before = passwords._hasher

    def counting() -> PasswordHasher:
        count[0] += 1
        return before()

    passwords._hasher = counting
    try:
        yield count
    finally:
        passwords._hasher = before
