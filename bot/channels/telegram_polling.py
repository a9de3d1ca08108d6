"""Asking Telegram for updates: an update is confirmed only by asking for the next one, once it is kept."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from telegram import Bot, Update
from telegram.error import RetryAfter, TelegramError

from bot.channels.telegram import ALLOWED_UPDATES, seconds_of
from bot.channels.telegram_process import TelegramChannel
from bot.errors import BeforehandError, ChannelRefused

log = logging.getLogger(__name__)
WAIT_FOR_UPDATES = timedelta(seconds=25)
CONFIRM_WITHIN = 3.0
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
MOST_TRIES = 5


@dataclass(slots=True)
class Polling:
    """Run it, and stop it at any time: what was not kept is sent again."""

    bot: Bot
    channel: TelegramChannel
    _offset: int | None = None
    _pause: float = FIRST_PAUSE
    _may_ask: bool = False
    _stuck: Counter[int] = field(default_factory=Counter)
    _stopping: bool = False
    _asking: asyncio.Task[Sequence[Update]] | None = field(default=None)

    async def run(self) -> None:
        """Take updates until `stop`."""
        while not self._stopping:
            updates = await self._ask()
            if updates:
                await self._take_all(updates)
        await self._confirm()

    def stop(self) -> None:
        """End the asking; what has come in is still kept and confirmed."""
        self._stopping = True
        if self._asking is not None:
            self._asking.cancel()

    async def _ask(self) -> Sequence[Update]:
        """Wait for updates. Nothing, after a pause, while Telegram cannot give us any."""
        try:
            if not self._may_ask:
                # A webhook from earlier keeps Telegram from answering us; what waits there is kept.
                self._may_ask = await self.bot.delete_webhook(drop_pending_updates=False)
            updates = await self._asked()
        except asyncio.CancelledError:
            if self._stopping:
                return ()
            raise
        except RetryAfter as wait:
            await self._rest(type(wait).__name__, seconds_of(wait))
        except (TelegramError, TypeError, ValueError, KeyError, AttributeError) as fault:
            # The last four: the library could not read what was sent. Its words are not for the log.
            await self._rest(type(fault).__name__, self._pause)
            self._pause = min(LONGEST_PAUSE, 2 * self._pause)
        else:
            self._pause = FIRST_PAUSE
            return updates
        return ()

    async def _asked(self) -> Sequence[Update]:
        wanted = self.bot.get_updates(
            offset=self._offset, timeout=WAIT_FOR_UPDATES, allowed_updates=ALLOWED_UPDATES
        )
        self._asking = asyncio.create_task(wanted)
        try:
            return await self._asking
        finally:
            self._asking = None

    async def _take_all(self, updates: Sequence[Update]) -> None:
        """Take each chat's updates in order, the chats side by side; confirm up to the first not kept."""
        chats: dict[object, list[Update]] = defaultdict(list)
        for update in sorted(updates, key=lambda one: one.update_id):
            chat = update.effective_chat
            chats[chat.id if chat is not None else None].append(update)
        failed = await asyncio.gather(*(self._take_in_order(of_chat) for of_chat in chats.values()))
        not_kept = [update_id for update_id in failed if update_id is not None]
        self._offset = min(not_kept) if not_kept else max(one.update_id for one in updates) + 1
        if not_kept:
            await self._rest("not kept", self._pause)

    async def _take_in_order(self, updates: Sequence[Update]) -> int | None:
        """Return the id of the first update that could not be kept, None when all were."""
        for update in updates:
            try:
                await self.channel.take(update)
            except ChannelRefused as refused:
                log.warning("update refused", extra={"code": refused.code})
            except BeforehandError as fault:
                log.warning("update put off", extra={"code": fault.code})
                return update.update_id
            except Exception as fault:  # noqa: BLE001 - a bug of ours must not end the asking for everybody
                self._stuck[update.update_id] += 1
                tries = self._stuck[update.update_id]
                told = {"type": type(fault).__name__, "tries": tries}
                log.error("update put off", extra=told)  # noqa: TRY400 - wordless
                if tries < MOST_TRIES:
                    return update.update_id
        return None

    async def _confirm(self) -> None:
        """Tell Telegram what was kept, so that it is not sent to whoever starts next."""
        if self._offset is None:
            return
        try:
            async with asyncio.timeout(CONFIRM_WITHIN):
                await self.bot.get_updates(offset=self._offset, limit=1, timeout=0)
        except (TelegramError, TimeoutError) as fault:
            log.info("not confirmed: sent again, and known then", extra={"type": type(fault).__name__})

    async def _rest(self, why: str, seconds: float) -> None:
        log.warning("telegram cannot be asked", extra={"type": why, "seconds": seconds})
        end = asyncio.get_running_loop().time() + seconds
        while not self._stopping and asyncio.get_running_loop().time() < end:  # noqa: ASYNC110 - ends early
            await asyncio.sleep(0.1)
