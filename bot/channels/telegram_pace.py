"""Telegram's pace: one message a second to a chat, 25 a second in all."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

EACH_CHAT = 1.0
OVERALL = 1 / 25
MOST_CHATS = 10_000


@dataclass(slots=True)
class Pace:
    """Seconds between two messages to one chat, and between any two. Nobody's place in the queue is lost."""

    each_chat: float = field(default_factory=lambda: EACH_CHAT)
    overall: float = OVERALL
    _next_in_chat: dict[str, float] = field(default_factory=dict)
    _next_at_all: float = 0.0

    async def turn(self, address: str) -> None:
        """Wait until a message may go to this chat."""
        await _sleep_until(self._reserve_in_chat(address))
        await _sleep_until(self._reserve_at_all())

    def hold(self, address: str, seconds: float) -> None:
        """Send nothing to this chat for so long, because Telegram asked for it."""
        until = time.monotonic() + seconds
        self._next_in_chat[address] = max(until, self._next_in_chat.get(address, 0.0))

    def _reserve_in_chat(self, address: str) -> float:
        now = time.monotonic()
        if len(self._next_in_chat) >= MOST_CHATS:
            self._next_in_chat = {chat: at for chat, at in self._next_in_chat.items() if at > now}
        at = max(now, self._next_in_chat.get(address, 0.0))
        self._next_in_chat[address] = at + self.each_chat
        return at

    def _reserve_at_all(self) -> float:
        at = max(time.monotonic(), self._next_at_all)
        self._next_at_all = at + self.overall
        return at


async def _sleep_until(at: float) -> None:
    seconds = at - time.monotonic()
    if seconds > 0:
        await asyncio.sleep(seconds)
