"""Taking messages up in order: one at a time per conversation, any number of conversations at once."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from bot import counts
from bot.channels.base import Accepted
from bot.content.vocabulary import CONTROLS
from bot.conversation.buttons import Buttons
from bot.conversation.engine_client import Chosen, EngineClient
from bot.conversation.resolve import NOTE_VERSION, Resolved, resolve
from bot.conversation.store import Store, Waiting
from bot.conversation.threads import as_talk
from bot.errors import BeforehandError, EngineDown, EngineFault
from bot.messages import Say
from bot.services.correct import note
from bot.services.turn import TURNS

log = logging.getLogger(__name__)
MOST_AT_ONCE = 16
MOST_TRIES = 3
PAUSE_AFTER_FAULT = 0.5
PAUSE_WHILE_DOWN = 1.0
LOOK_AGAIN = 1.0
EARLY = 1000
# Of a conversation after a turn: more to answer; nothing, and the lease is given back; later, with no engine.
Left = Literal["more", "nothing", "later"]


@dataclass(slots=True)
class ConversationWorker:
    """Turns waiting inbox rows into replies. Stop it at any time: what was not committed waits."""

    store: Store
    engine: EngineClient
    buttons: Buttons
    on_answered: Callable[[], None] = lambda: None
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _answered: dict[str, asyncio.Event] = field(default_factory=dict)
    # Answered before anybody asked for them: under load an answer overtakes the acknowledgement.
    _early: deque[str] = field(default_factory=lambda: deque(maxlen=EARLY))
    _busy: int = 0
    _stopping: bool = False

    def wake(self) -> None:
        """A row was committed: look at once."""
        self._wake.set()

    async def answered(self, accepted: Accepted, within: float) -> bool:
        """Wait until the row is answered; False when that takes longer than `within` seconds."""
        row = accepted.id
        if row in self._early:
            return True
        event = self._answered.setdefault(row, asyncio.Event())
        try:
            if not accepted.is_new and await as_talk(self.store.is_done, row):
                return True
            async with asyncio.timeout(within):
                await event.wait()
        except TimeoutError:
            return False
        finally:
            self._answered.pop(row, None)
        return True

    async def run(self) -> None:
        """Work until `stop`; the turns in flight are finished first."""
        async with asyncio.TaskGroup() as tasks:
            while not self._stopping:
                free = MOST_AT_ONCE - self._busy
                for conversation in await self._take(free):
                    self._busy += 1
                    tasks.create_task(self._conversation(conversation))
                try:
                    async with asyncio.timeout(LOOK_AGAIN):
                        await self._wake.wait()
                except TimeoutError:
                    continue
                self._wake.clear()

    async def _take(self, most: int) -> list[str]:
        try:
            return await as_talk(self.store.take, most)
        except BeforehandError as fault:
            log.warning("records are away", extra={"code": fault.code})
            return []

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()

    async def _conversation(self, conversation: str) -> None:
        """Answer every waiting row of one conversation, in order, then give the lease back."""
        left: Left = "more"
        try:
            while left == "more" and not self._stopping:
                waiting = await as_talk(self.store.next, conversation)
                if waiting is None:
                    return
                left = await self._turn(waiting)
        except BeforehandError as fault:
            # The database is away, or the lease was lost: nothing was committed, so the message waits.
            log.warning("turn put off", extra={"code": fault.code})
            await asyncio.sleep(PAUSE_AFTER_FAULT)
        finally:
            if left != "nothing":
                await self._release(conversation)
            was_full = self._busy == MOST_AT_ONCE
            self._busy -= 1
            if was_full or left != "nothing":
                self._wake.set()

    async def _release(self, conversation: str) -> None:
        try:
            await as_talk(self.store.release, conversation)
        except BeforehandError as fault:
            log.warning("lease not given back: it runs out by itself", extra={"code": fault.code})

    async def _turn(self, waiting: Waiting) -> Left:
        """Answer one row, and return what is left to do."""
        left: Left = "more"
        began = time.monotonic()
        try:
            chosen = await self._choose(waiting)
        except EngineDown:
            counts.TURNS.labels("late").inc()
            await as_talk(self.store.engine_is_down, waiting)
            await asyncio.sleep(PAUSE_WHILE_DOWN)
            return "later"
        except EngineFault as fault:
            tries = await as_talk(self.store.failed, waiting)
            log.warning("turn failed", extra={"code": fault.code, "tries": tries})
            counts.TURNS.labels("failed").inc()
            if tries < MOST_TRIES:
                await asyncio.sleep(PAUSE_AFTER_FAULT)
                return left
            await as_talk(self.store.park, waiting)
            counts.TURNS.labels("parked").inc()
        else:
            if not await as_talk(self.store.commit, waiting, chosen):
                left = "nothing"
            counts.TURNS.labels("answered").inc()
            counts.TURN_SECONDS.observe(time.monotonic() - began)
        self._tell(waiting.row.id)
        return left

    async def _choose(self, waiting: Waiting) -> Chosen:
        turn = waiting.turn
        resolved = resolve(waiting.inbound, turn, self.buttons, turn.phrases)
        if resolved.intent == "menu":
            return Chosen((Say("menus.menu.done", choices=ALL_CONTROLS),), waiting.state or {})
        if resolved.intent == NOTE_VERSION:
            note(turn)
            return Chosen((), waiting.state or {})
        turn.choice, turn.pick = resolved.choice, resolved.pick
        turn.about = waiting.inbound.about
        if waiting.inbound.words is None:
            turn.words = None
        TURNS.open(turn)
        try:
            chosen = await self._ask_engine(waiting, resolved)
        finally:
            TURNS.close(turn.id)
        return chosen

    async def _ask_engine(self, waiting: Waiting, resolved: Resolved) -> Chosen:
        turn = waiting.turn
        chosen = await self.engine.choose(
            turn.id,
            turn.language,
            waiting.state,
            intent=resolved.intent,
            text=turn.words if resolved.intent is None else None,
        )
        if resolved.first is None:
            return chosen
        return Chosen((Say(resolved.first), *chosen.says), chosen.state)

    def _tell(self, row: str) -> None:
        self.on_answered()
        event = self._answered.get(row)
        if event is not None:
            event.set()
        else:
            self._early.append(row)


ALL_CONTROLS = tuple(f"control:{name}" for name in CONTROLS if name != "that_was_my_answer")
