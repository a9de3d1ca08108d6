"""By the hour: letting go of what is not kept, renewing what is under an older key, looking at the keys."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta

from bot.conversation.store import Clock
from bot.errors import RecordsRefused
from bot.records import key_check, retention, rotation
from bot.records.database import Database

log = logging.getLogger(__name__)
EVERY_SECONDS = 3600.0


@contextlib.asynccontextmanager
async def sweeping(
    database: Database, clock: Clock, kept: Mapping[str, timedelta] | None = None
) -> AsyncIterator[None]:
    """Sweep at once and then every hour until the block ends; a sweep that is under way is finished.

    `kept` is how long each council keeps what was sent.
    """
    task = asyncio.create_task(_sweep(database, clock, kept or {}))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def _once(database: Database, now: datetime, kept: Mapping[str, timedelta]) -> None:
    retention.run(database, now, kept)
    rotation.run(database)
    key_check.run(database, now)


async def _sweep(database: Database, clock: Clock, kept: Mapping[str, timedelta]) -> None:
    while True:
        once = asyncio.create_task(asyncio.to_thread(_once, database, clock(), kept))
        try:
            await asyncio.shield(once)
        except asyncio.CancelledError:
            with contextlib.suppress(RecordsRefused):
                await once
            raise
        except RecordsRefused as fault:
            log.warning("records are away", extra={"code": fault.code})
        await asyncio.sleep(EVERY_SECONDS)
