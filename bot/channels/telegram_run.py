"""Telegram switched on: bot, sender, and updates by webhook or by asking."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Protocol

from starlette.routing import Route
from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.telegram import ALLOWED_UPDATES, TelegramSender
from bot.channels.telegram_polling import Polling
from bot.channels.telegram_process import Core, TelegramChannel
from bot.channels.telegram_webhook import Webhook, WebhookSecrets
from bot.errors import SettingsRefused
from bot.settings import Settings

log = logging.getLogger(__name__)
CONNECTIONS = 32
SECONDS = 10.0
STOP_WITHIN = 5.0
LONGEST_PAUSE = 30.0


class Delivery(Protocol):
    """Pushes what is due through a sender until told to stop."""

    async def push(self, sender: TelegramSender) -> None: ...
    def wake(self) -> None: ...
    def stop(self) -> None: ...


@contextlib.asynccontextmanager
async def telegram_on(
    settings: Settings, core: Core, delivery: Delivery, is_danger: Callable[[str], bool]
) -> AsyncIterator[Sequence[Route]]:
    """Run the channel until the block ends; yields the routes that it needs, none when it asks itself.

    That Telegram cannot be reached now stops nobody: it is tried again. Raises SettingsRefused without a
    usable token.
    """
    async with _requests(CONNECTIONS) as request, _requests(1) as asking:
        bot = _bot(settings, request, asking)
        sender = TelegramSender(bot)
        channel = TelegramChannel(core, bot, sender, is_danger, delivery.wake)
        async with _pushing(delivery, sender):
            if settings.telegram_webhook:
                secrets = WebhookSecrets.of(settings.telegram_token or "", settings.telegram_secret)
                async with _announced(bot, f"{settings.family_url}{secrets.path}", secrets):
                    yield Webhook(channel, secrets).routes()
            else:
                async with _polling(Polling(bot, channel)):
                    yield ()
        await channel.close()


@contextlib.asynccontextmanager
async def _pushing(delivery: Delivery, sender: TelegramSender) -> AsyncIterator[None]:
    task = asyncio.create_task(delivery.push(sender))
    try:
        yield
    finally:
        delivery.stop()
        await asyncio.wait([task], timeout=STOP_WITHIN)
        task.cancel()
        await asyncio.wait([task])


@contextlib.asynccontextmanager
async def _polling(polling: Polling) -> AsyncIterator[None]:
    task = asyncio.create_task(polling.run())
    log.info("telegram is on", extra={"part": "polling"})
    try:
        yield
    finally:
        polling.stop()
        await task


@contextlib.asynccontextmanager
async def _announced(bot: Bot, address: str, secrets: WebhookSecrets) -> AsyncIterator[None]:
    task = asyncio.create_task(_announce(bot, address, secrets))
    log.info("telegram is on", extra={"part": "webhook"})
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _announce(bot: Bot, address: str, secrets: WebhookSecrets) -> None:
    pause = 1.0
    while True:
        try:
            await bot.set_webhook(address, secret_token=secrets.header, allowed_updates=ALLOWED_UPDATES)
        except TelegramError as fault:
            log.warning("telegram cannot be reached", extra={"type": type(fault).__name__})
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, 2 * pause)
        else:
            return


def _requests(connections: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        read_timeout=SECONDS,
        write_timeout=SECONDS,
        connect_timeout=SECONDS,
        pool_timeout=SECONDS,
    )


def _bot(settings: Settings, request: HTTPXRequest, asking: HTTPXRequest) -> Bot:
    try:
        return Bot(
            settings.telegram_token or "",
            base_url=f"{settings.telegram_api}/bot",
            base_file_url=f"{settings.telegram_api}/file/bot",
            request=request,
            get_updates_request=asking,
        )
    except InvalidToken:
        raise SettingsRefused(
            "The Telegram token is not one.", remedy="Put the token in the file as BotFather gave it."
        ) from None
