"""By the hour: letting go of what is not kept, renewing what is under an older key, looking at the keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta

from bot.conversation.store import Clock
from bot.records import key_check, retention, rotation
from bot.records.database import Database
from bot.repeating import repeating

EVERY_SECONDS = 3600.0


def sweeping(
    database: Database,
    clock: Clock,
    kept: Mapping[str, timedelta] | None = None,
    audit_before: Callable[[datetime], datetime | None] = lambda _: None,
) -> AbstractAsyncContextManager[None]:
    """Sweep at once and then every hour until the block ends; a sweep that is under way is finished.

    `kept` is how long each council keeps what was sent, `audit_before` says which rows of the audit are over.
    """

    def once() -> None:
        now = clock()
        retention.run(database, now, kept or {}, audit_before(now))
        rotation.run(database)
        key_check.run(database, now)

    return repeating("sweeping", once, EVERY_SECONDS)
