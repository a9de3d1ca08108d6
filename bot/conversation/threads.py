"""Threads enough for what blocks: the database, and the slow hashes of codes and digits."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

# A hash waits for one of two places, and its thread with it. On two cores asyncio keeps six threads: 25
# wrong codes at once stopped the chat for 12.6 s, with 40 threads for 0.05 s (measured, busy machine).
# The throttle lets 60 a minute through.
THREADS = 100


def enough_threads() -> None:
    """Give the running loop threads enough that nobody's wrong guesses stop anybody's chat."""
    executor = ThreadPoolExecutor(THREADS, thread_name_prefix="beforehand")
    asyncio.get_running_loop().set_default_executor(executor)
