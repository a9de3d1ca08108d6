"""Guesses wait for their slow hashes; the chat does not wait for them."""

from __future__ import annotations

import asyncio
import threading

from bot.conversation.threads import enough_threads

GUESSES_A_MINUTE = 60


async def test_a_minute_of_guesses_at_once_stops_no_chat() -> None:
    enough_threads()
    go_on = threading.Event()
    guesses = [asyncio.create_task(asyncio.to_thread(go_on.wait, 30)) for _ in range(GUESSES_A_MINUTE)]
    try:
        async with asyncio.timeout(5):
            assert await asyncio.to_thread(lambda: "kept") == "kept"
        assert not any(guess.done() for guess in guesses)
    finally:
        go_on.set()
        await asyncio.gather(*guesses)
