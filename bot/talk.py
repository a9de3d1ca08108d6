"""One conversation held in this process, as a person at the terminal or a script holds it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from bot.channels.terminal import Burst, Press, Restart, Step, Wait, Words
from bot.conversation.core import Core
from bot.demo.people import Family, Person, invite
from bot.errors import ChannelRefused
from bot.messages import Channel, Choice, Inbound, InboundKind, Reply
from bot.records.inbox import Accepted

ANSWER_WITHIN = 60.0


class MovingClock:
    """The time, as moved on by `!wait`."""

    def __init__(self) -> None:
        self.moved = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.moved


@dataclass(frozen=True, slots=True)
class Spoken:
    """One turn: what was said (None for the first), the replies, and how long they took."""

    said: str | None
    replies: list[Reply]
    milliseconds: int


@dataclass(slots=True)
class Talk:
    """Holds the ends of one conversation: what was last asked, and which buttons stand under it."""

    core: Core
    clock: MovingClock
    conversation_id: str
    address: str
    about: str | None = None
    buttons: dict[str, Choice] = field(default_factory=dict)

    @classmethod
    async def open(cls, core: Core, clock: MovingClock, family: Family, person: Person) -> Talk:
        """Come in by the link and the PIN, as anybody does."""
        issued = await asyncio.to_thread(invite, core.database, family, person, clock())
        claimed = await asyncio.to_thread(
            lambda: core.arrival.claim_link(
                issued.token, issued.pin, channel=Channel.TERMINAL, address=None, now=clock()
            )
        )
        await asyncio.to_thread(
            lambda: core.arrival.choose_digits(claimed.conversation_id, "482915", now=clock())
        )
        return cls(core, clock, claimed.conversation_id, claimed.public_id)

    async def begin(self) -> Spoken:
        """Open the conversation with nothing said."""
        return await self._send(None, InboundKind.BEGIN)

    async def take(self, step: Step) -> AsyncIterator[Spoken]:
        """Do one step of a script; yields one turn a message."""
        match step:
            case Words(words=words):
                yield await self._send(words, InboundKind.WORDS)
            case Press(name=name):
                yield await self.press(name)
            case Burst(words=several):
                async for spoken in self._burst(several):
                    yield spoken
            case Wait(span=span):
                self.clock.moved += span
            case Restart(what="engine"):
                await self.core.engine.kill()
            case Restart():
                raise ChannelRefused(
                    "This conversation cannot start its own core again.",
                    remedy="Use !restart-core in ./run talk only.",
                )

    async def press(self, name: str) -> Spoken:
        """Press a button by its name, as last shown. Raises ChannelRefused when it is not there."""
        choice = self.buttons.get(name)
        if choice is None:
            raise ChannelRefused(
                "That choice is not under the last reply.",
                remedy=f"Choose one of: {', '.join(self.buttons) or 'none'}.",
            )
        return await self._send(None, InboundKind.BUTTON, button=choice)

    async def _send(self, words: str | None, kind: InboundKind, button: Choice | None = None) -> Spoken:
        began = time.monotonic()
        row = await self._accept(words, kind, button)
        await self.core.answered(row, ANSWER_WITHIN)
        replies = await self._collect()
        said = words if button is None else button.label
        return Spoken(said, replies, round(1000 * (time.monotonic() - began)))

    async def _burst(self, several: tuple[str, ...]) -> AsyncIterator[Spoken]:
        began = time.monotonic()
        rows = [await self._accept(words, InboundKind.WORDS, None) for words in several]
        for row, words in zip(rows, several, strict=True):
            await self.core.answered(row, ANSWER_WITHIN)
            yield Spoken(words, await self._collect(), round(1000 * (time.monotonic() - began)))

    async def _accept(self, words: str | None, kind: InboundKind, button: Choice | None) -> Accepted:
        return await self.core.intake.accept(
            Inbound(
                channel=Channel.TERMINAL,
                external_id=uuid4().hex,
                address=self.address,
                kind=kind,
                received_at=self.clock(),
                words=words,
                button=button.id if button else None,
                about=self.about,
            )
        )

    async def _collect(self) -> list[Reply]:
        replies = await asyncio.to_thread(self.core.delivery.collect, self.conversation_id)
        for reply in replies:
            if reply.question is not None:
                self.about = reply.question
        if any(reply.choices for reply in replies):
            self.buttons = {choice.name: choice for reply in replies for choice in reply.choices}
        return replies
