"""The steps of the way in on Telegram, and what they ask of the channel. No repr shows a secret."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol, TypedDict

from bot.channels.telegram_typed import Typed
from bot.messages import Channel, Inbound
from bot.services.arrival import Claimed

MOST_WRONG = 10
MOST_WRONG_OF_ALL = 60
SPAN = 60.0


class Claim(Protocol):
    """A way in with everything typed but the first person's digits, where somebody lives in the chat."""

    def __call__(self, *, displacing: str | None) -> Claimed: ...


@dataclass(frozen=True, slots=True)
class AskPin:
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AskDigits:
    """Of somebody who comes back with their return code."""

    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AskFirstPerson:
    """Of whoever lives in this chat, before somebody else may."""

    claim: Claim = field(repr=False)
    resident: str
    back: bool


@dataclass(frozen=True, slots=True)
class ChooseDigits:
    conversation_id: str
    first: str | None = field(default=None, repr=False)


Step = AskPin | AskDigits | AskFirstPerson | ChooseDigits
QUESTIONS: dict[type[Step], str] = {
    AskPin: "notices.ask_pin",
    AskDigits: "notices.ask_digits",
    AskFirstPerson: "notices.chat_taken",
    ChooseDigits: "notices.choose_digits",
}


class Desk(Protocol):
    """What arriving asks of the rest of the channel."""

    async def tell(self, typed: Typed, item: str) -> None:
        """Say a notice in a chat that is nobody's yet, in the language of the phone."""
        ...

    async def say(self, conversation_id: str, item: str, **args: str) -> None:
        """Say a notice in somebody's conversation, in its language."""
        ...

    async def settle(self, address: str, conversation_id: str) -> None:
        """Let `hide` reach what was said in the chat before it was this conversation's."""
        ...

    async def begin(self, inbound: Inbound) -> None:
        """Hand the conversation over to the intake."""
        ...


@dataclass(slots=True)
class Guesses:
    """Wrong tries of the last minute: a chat has ten, all chats together sixty."""

    _wrong: deque[tuple[float, str]] = field(default_factory=deque)

    def are_few(self, address: str) -> bool:
        """Whether this chat may try."""
        now = time.monotonic()
        while self._wrong and self._wrong[0][0] <= now - SPAN:
            self._wrong.popleft()
        mine = sum(1 for _, chat in self._wrong if chat == address)
        return mine < MOST_WRONG and len(self._wrong) < MOST_WRONG_OF_ALL

    def wrong(self, address: str) -> None:
        self._wrong.append((time.monotonic(), address))


class Place(TypedDict):
    channel: Channel
    address: str
    now: datetime


def place_of(typed: Typed) -> Place:
    return {"channel": Channel.TELEGRAM, "address": typed.address, "now": datetime.now(UTC)}
