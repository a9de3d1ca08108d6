"""When somebody writes faster than anybody reads: all is kept, and once a minute they are asked to wait."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

SPAN = timedelta(seconds=60)
MOST_IN_SPAN = 100
MOST_CONVERSATIONS = 10_000


@dataclass(slots=True)
class Pace:
    """Arrival times of the last minute by conversation. Held in memory: a restart forgives."""

    _arrived: dict[str, deque[datetime]] = field(default_factory=dict)
    _told: dict[str, datetime] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def should_slow(self, conversation_id: str, now: datetime) -> bool:
        """Count one message; True when it is one too many and that was not said within the last minute."""
        with self._lock:
            return self._count(conversation_id, now)

    def _count(self, conversation_id: str, now: datetime) -> bool:
        if len(self._arrived) >= MOST_CONVERSATIONS:
            self._forget(now)
        arrived = self._arrived.setdefault(conversation_id, deque(maxlen=MOST_IN_SPAN + 1))
        arrived.append(now)
        told = self._told.get(conversation_id)
        if len(arrived) <= MOST_IN_SPAN or arrived[0] <= now - SPAN:
            return False
        if told is not None and told > now - SPAN:
            return False
        self._told[conversation_id] = now
        return True

    def _forget(self, now: datetime) -> None:
        quiet = [one for one, arrived in self._arrived.items() if arrived[-1] <= now - SPAN]
        for conversation_id in quiet:
            del self._arrived[conversation_id]
            self._told.pop(conversation_id, None)
