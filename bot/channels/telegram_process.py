"""Telegram from update to inbox: kept first, confirmed after, whether Telegram calls us or we ask it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Protocol
from weakref import WeakValueDictionary

from telegram import Bot, Update
from telegram.error import TelegramError

from bot.channels.base import Core as AnyCore
from bot.channels.telegram import Arriving as Start
from bot.channels.telegram import Elsewhere, Facts, TelegramSender, facts_of, understand
from bot.channels.telegram_arrival import Arriving
from bot.channels.telegram_typed import Typed
from bot.channels.telegram_voice import Spoken, fetched
from bot.errors import ChannelRefused, DeliveryFailed
from bot.messages import Channel, Inbound, InboundKind, Say
from bot.records import conversations, in_chat, inbox, outbox
from bot.records.conversations import Conversation
from bot.records.database import Database
from bot.records.outbox import Outgoing
from bot.services.arrival import Arrival

log = logging.getLogger(__name__)
TELEGRAM = Channel.TELEGRAM
SOURCE_LANGUAGE = "en"
MOST_TRIES = 6
LONGEST_PAUSE = 60.0
MOST_LOOSE, MOST_CHATS = 50, 10_000


class Core(AnyCore, Protocol):
    """What this channel asks of the conversation, beyond what every channel does."""

    @property
    def arrival(self) -> Arrival: ...
    @property
    def database(self) -> Database: ...


@dataclass(slots=True)
class TelegramChannel:
    """Takes updates. `wake` is called when something was put in the outbox."""

    core: Core
    bot: Bot
    sender: TelegramSender
    is_danger: Callable[[str], bool]
    wake: Callable[[], None]
    arriving: Arriving = field(init=False)
    _chats: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    _loose: dict[str, list[str]] = field(default_factory=dict)
    _errands: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.arriving = Arriving(self.core.arrival, self, self.is_danger)

    async def take(self, update: Update) -> None:
        """Keep or answer one update; when this returns it may be confirmed.

        Raises ChannelRefused for what is no update, RecordsRefused when it cannot be kept now.
        """
        parsed, facts = understand(update), facts_of(update)
        if isinstance(parsed, Elsewhere):
            self._errand(self._leave(parsed))
        elif parsed is not None and facts.address is not None:
            async with self._chats.setdefault(facts.address, asyncio.Lock()):
                await self._in_chat(parsed, facts, facts.address)
        if facts.callback_id is not None:
            self._errand(self._try(self.bot.answer_callback_query(facts.callback_id)))

    async def close(self) -> None:
        """Finish what is under way outside the inbox."""
        if self._errands:
            await asyncio.wait(self._errands, timeout=2)
        for errand in self._errands:
            errand.cancel()

    async def _in_chat(self, parsed: Inbound | Spoken | Start, facts: Facts, address: str) -> None:
        here = await asyncio.to_thread(self.core.arrival.living_in, TELEGRAM, address)
        if isinstance(parsed, Spoken):
            parsed = await self._fetched(parsed, here)
        words = parsed.words or "" if isinstance(parsed, Inbound) else ""
        typed = Typed(address, facts.update_id, self._language(facts.language), words)
        if isinstance(parsed, Start):
            self._remove(address, facts.message_id)
            if await self._is_first(parsed.external_id, address):
                await self.arriving.start(typed, parsed.token, here)
            return
        spoken = parsed.kind in (InboundKind.WORDS, InboundKind.EDIT)
        if spoken and self.arriving.expects(typed, here):
            self._remove(address, facts.message_id)
            if await self._is_first(parsed.external_id, address):
                await self.arriving.take(typed, here)
            return
        if here is not None and not here.digits_set and not self.is_danger(words):
            await self._note_theirs(facts, here)
            await self.arriving.ask_again(typed, here)
            return
        await self._keep(parsed, facts, here, typed)

    async def _fetched(self, spoken: Spoken, here: Conversation | None) -> Inbound:
        """Fetch a voice note for somebody who may send one; nobody else's is fetched at all."""
        may = here is not None and here.digits_set and await self.core.takes_voice(here.id)
        return await fetched(self.bot, spoken) if may else spoken.untaken()

    async def _keep(self, inbound: Inbound, facts: Facts, here: Conversation | None, typed: Typed) -> None:
        # Before it can be answered: it may be the very word that hides everything.
        await self._note_theirs(facts, here)
        try:
            await self.core.intake.accept(replace(inbound, device=typed.language))
        except ChannelRefused as refused:
            log.warning("message refused", extra={"code": refused.code})
            await self.tell(typed, "notices.too_long")

    async def _note_theirs(self, facts: Facts, here: Conversation | None) -> None:
        """Let `hide` reach this message of the person's, whatever became of it."""
        if facts.message_id is None or facts.callback_id is not None or facts.address is None:
            return
        if here is not None:
            await asyncio.to_thread(self._remember, here.id, [facts.message_id])
        else:
            self._note_loose(facts.address, facts.message_id)

    async def _is_first(self, external_id: str, address: str) -> bool:
        """Note that an update came, without a word of it: a PIN that is sent twice counts once."""
        return await asyncio.to_thread(self._note_update, external_id, address)

    def _note_update(self, external_id: str, address: str) -> bool:
        now = datetime.now(UTC)
        wordless = Inbound(TELEGRAM, external_id, address, InboundKind.UNSUPPORTED, now)
        with self.core.database.begin() as tx:
            accepted = inbox.accept(tx, wordless, None, now)
            if accepted.is_new:
                inbox.done(tx, accepted.id, now)
        return accepted.is_new

    # What arriving asks for.

    async def tell(self, typed: Typed, item: str) -> None:
        text = self.core.words.page_text(item, typed.language)
        self._errand(self._deliver(typed.address, text))

    async def say(self, conversation_id: str, item: str, **args: str) -> None:
        await asyncio.to_thread(self._add, conversation_id, Say(item, args))
        self.wake()

    async def settle(self, address: str, conversation_id: str) -> None:
        await asyncio.to_thread(self._remember, conversation_id, self._loose.pop(address, []))

    async def begin(self, inbound: Inbound) -> None:
        await self.core.intake.accept(inbound)

    def _add(self, conversation_id: str, say: Say) -> None:
        with self.core.database.begin() as tx:
            outbox.add(tx, conversation_id, [Outgoing(say)], datetime.now(UTC))

    def _remember(self, conversation_id: str, provider_ids: Sequence[str]) -> None:
        with self.core.database.begin() as tx:
            for provider_id in provider_ids:
                in_chat.remember(tx, conversation_id, TELEGRAM, provider_id, datetime.now(UTC))

    async def _deliver(self, address: str, text: str) -> None:
        """Send to a chat that is nobody's; what cannot be sent is asked for again by pressing Start."""
        for tries in range(MOST_TRIES):
            try:
                provider_id = await self.sender.note(address, text)
            except DeliveryFailed as failed:
                log.warning("not delivered", extra={"code": failed.code, "tries": tries})
                if failed.final:
                    return
                await asyncio.sleep(failed.retry_after or min(LONGEST_PAUSE, 2.0**tries))
            else:
                await asyncio.to_thread(self._delivered_to, address, provider_id)
                return

    def _delivered_to(self, address: str, provider_id: str) -> None:
        with self.core.database.begin() as tx:
            here = conversations.by_address(tx, TELEGRAM, address)
            if here is not None:
                in_chat.remember(tx, here.id, TELEGRAM, provider_id, datetime.now(UTC))
                return
        self._note_loose(address, provider_id)

    def _note_loose(self, address: str, provider_id: str) -> None:
        kept = [*self._loose.pop(address, []), provider_id]
        self._loose[address] = kept[-MOST_LOOSE:]
        if len(self._loose) > MOST_CHATS:
            del self._loose[next(iter(self._loose))]

    async def _leave(self, elsewhere: Elsewhere) -> None:
        if not elsewhere.leave:
            return
        text = self.core.words.page_text("notices.group_refused", SOURCE_LANGUAGE)
        await self._try(self.bot.send_message(int(elsewhere.address), text))
        await self._try(self.bot.leave_chat(int(elsewhere.address)))

    def _remove(self, address: str, message_id: str | None) -> None:
        """Take a link, a code or digits out of the chat: Telegram lets a bot do so in private chats."""
        if message_id is not None:
            self._errand(self._try(self.bot.delete_message(int(address), int(message_id))))

    def _language(self, code: str | None) -> str:
        spoken = (code or "").lower().partition("-")[0]
        return spoken if spoken in self.core.catalogues.offered else SOURCE_LANGUAGE

    async def _try(self, call: Coroutine[Any, Any, object]) -> None:
        try:
            await call
        except TelegramError as fault:
            # Each of these is a courtesy: without it the conversation goes on all the same.
            log.info("telegram declined", extra={"type": type(fault).__name__})

    def _errand(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)
