"""Work that comes back: at once, and again after each pause, for as long as a block lasts."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

from bot.errors import BeforehandError

log = logging.getLogger(__name__)
Done = TypeVar("Done")


@contextlib.asynccontextmanager
async def repeating(
    part: str, work: Callable[[], Done], seconds: float, then: Callable[[Done], None] = lambda _: None
) -> AsyncIterator[None]:
    """Do blocking `work` in a thread until the block ends; one that is under way is finished.

    A typed error is logged under the name of the `part`, and the next pass tries again: none ends it.
    `then` is called in the loop with what a pass gave.
    """
    task = asyncio.create_task(_run(part, work, seconds, then))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _run(part: str, work: Callable[[], Done], seconds: float, then: Callable[[Done], None]) -> None:
    while True:
        once = asyncio.create_task(asyncio.to_thread(work))
        try:
            then(await asyncio.shield(once))
        except asyncio.CancelledError:
            with contextlib.suppress(BeforehandError):
                await once
            raise
        except BeforehandError as fault:
            log.warning("put off to the next pass", extra={"part": part, "code": fault.code})
        await asyncio.sleep(seconds)
