"""By the hour: letting go of what is not kept, renewing what is under an older key, looking at the keys."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

from bot.conversation.store import Clock
from bot.records import key_check, retention, rotation
from bot.records.database import Database
from bot.repeating import repeating

EVERY_SECONDS = 3600.0


def sweeping(
    database: Database, clock: Clock, kept: Mapping[str, timedelta] | None = None
) -> AbstractAsyncContextManager[None]:
    """Sweep at once and then every hour until the block ends; a sweep that is under way is finished.

    `kept` is how long each council keeps what was sent.
    """

    def once() -> None:
        now = clock()
        retention.run(database, now, kept or {})
        rotation.run(database)
        key_check.run(database, now)

    return repeating("sweeping", once, EVERY_SECONDS)
