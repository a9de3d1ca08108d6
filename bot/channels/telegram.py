"""Telegram, by python-telegram-bot's types and `Bot`.

The library's own updater confirms an update before anyone has it, so ours is taken in by our own loop or
webhook: kept first, confirmed after.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.errors import ChannelRefused, DeliveryFailed
from bot.messages import Channel, Inbound, InboundKind, Reply

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
MOST_TEXT = 4096
DELETABLE_AT_ONCE = 100
_START = re.compile(r"/start(?:@\w+)?(?:\s+([A-Za-z0-9_-]{1,64}))?\s*")


@dataclass(frozen=True, slots=True)
class Arriving:
    """Someone pressed Start, with the invite's token or without one."""

    address: str
    external_id: str
    token: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A group, a channel, a block: nothing to talk about there. `leave` says to go."""

    address: str
    leave: bool


Parsed = Inbound | Arriving | Elsewhere | None


def parse(payload: Any) -> Parsed:  # noqa: ANN401 (whatever JSON came in)
    """Return what one update is; None for what needs no reply.

    Raises ChannelRefused when it is not a Telegram update. Nothing of it is kept in the error.
    """
    if not isinstance(payload, dict) or not isinstance(payload.get("update_id"), int):
        raise _not_an_update()
    try:
        update = Update.de_json(payload, bot=None)
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError):
        raise _not_an_update() from None
    chat = update.effective_chat
    if chat is None:
        return None
    if chat.type != ChatType.PRIVATE:
        return Elsewhere(str(chat.id), leave=True)
    return _private(update, str(chat.id))


def _private(update: Update, address: str) -> Parsed:
    external_id = str(update.update_id)
    if update.callback_query is not None:
        data = update.callback_query.data or ""
        return _inbound(external_id, address, InboundKind.BUTTON, datetime.now(UTC), button=data)
    message = update.message or update.edited_message
    if message is None:
        return None
    if message.text is None:
        return _inbound(external_id, address, InboundKind.UNSUPPORTED, message.date, words=message.caption)
    start = _START.fullmatch(message.text)
    if start and update.message is not None:
        sender = update.effective_user
        return Arriving(address, external_id, start[1], sender.language_code if sender else None)
    kind = InboundKind.EDIT if update.edited_message is not None else InboundKind.WORDS
    written = message.edit_date or message.date
    return _inbound(external_id, address, kind, written, words=message.text)


def _inbound(
    external_id: str,
    address: str,
    kind: InboundKind,
    at: datetime,
    *,
    words: str | None = None,
    button: str | None = None,
) -> Inbound:
    return Inbound(Channel.TELEGRAM, external_id, address, kind, at, words, button)


def _not_an_update() -> ChannelRefused:
    return ChannelRefused(
        "The request is not a Telegram update.", remedy="Only Telegram may call this address."
    )


class TelegramSender:
    """Sends through one bot. Buttons stand one a row; numbers of a scale stand together."""

    channel = Channel.TELEGRAM

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, address: str, reply: Reply) -> str:
        """Send one reply. Raises DeliveryFailed with what Telegram said about trying again."""
        try:
            message = await self._bot.send_message(
                chat_id=int(address),
                text=reply.text[:MOST_TEXT],
                reply_markup=_keyboard(reply),
                protect_content=True,
                disable_notification=False,
            )
        except RetryAfter as wait:
            seconds = wait.retry_after
            later = seconds.total_seconds() if hasattr(seconds, "total_seconds") else float(seconds)
            raise _failed("it asks us to wait", retry_after=later) from None
        except (Forbidden, BadRequest):
            raise _failed("the chat is closed to us", final=True) from None
        except NetworkError:
            raise _failed("it cannot be reached") from None
        except TelegramError as fault:
            raise _failed(type(fault).__name__) from None
        return str(message.message_id)

    async def take_away(self, address: str, provider_ids: Sequence[str]) -> int:
        """Delete messages of both sides; what Telegram refuses (older than 48 hours) remains."""
        remaining = 0
        for start in range(0, len(provider_ids), DELETABLE_AT_ONCE):
            ids = [int(one) for one in provider_ids[start : start + DELETABLE_AT_ONCE]]
            try:
                await self._bot.delete_messages(int(address), ids)
            except BadRequest:
                remaining += len(ids)
            except NetworkError:
                raise _failed("it cannot be reached") from None
        return remaining


def _keyboard(reply: Reply) -> InlineKeyboardMarkup | None:
    if not reply.choices:
        return None
    buttons = [InlineKeyboardButton(choice.label, callback_data=choice.id) for choice in reply.choices]
    numbers = [button for button in buttons if button.text.isdigit()]
    rows = [numbers[start : start + 6] for start in range(0, len(numbers), 6)]
    rows.extend([button] for button in buttons if button not in numbers)
    return InlineKeyboardMarkup(rows)


def _failed(what: str, *, retry_after: float | None = None, final: bool = False) -> DeliveryFailed:
    return DeliveryFailed(
        f"Telegram did not take a message: {what}.",
        remedy="It is tried again at Telegram's pace.",
        retry_after=retry_after,
        final=final,
    )
