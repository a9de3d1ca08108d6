"""Threads: many for what waits, few for what a turn does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

# A hash waits for one of two places, and its thread with it. On two cores asyncio keeps six threads: 25
# wrong codes at once stopped the chat for 12.6 s, with 40 threads for 0.05 s (measured, busy machine).
# The throttle lets 60 a minute through.
THREADS = 100
# What a turn does is short and mostly Python. Fifty people with a thread each take the interpreter from each
# other, and each thread keeps a database connection with its cache: 11 MB more, and a tenth more to do.
TALKING = 4

_talking = ThreadPoolExecutor(TALKING, thread_name_prefix="talking")


def enough_threads() -> None:
    """Give the running loop threads enough that nobody's wrong guesses stop anybody's chat."""
    executor = ThreadPoolExecutor(THREADS, thread_name_prefix="beforehand")
    asyncio.get_running_loop().set_default_executor(executor)


Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


async def as_talk(work: Callable[Asked, Answer], *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
    """Run a short piece of a turn beside the loop. Never a slow hash: few threads do all of this."""
    return await asyncio.get_running_loop().run_in_executor(_talking, lambda: work(*args, **kwargs))
