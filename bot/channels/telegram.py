"""Telegram, by python-telegram-bot's types and `Bot`.

The library's own updater confirms an update before anyone has it, so ours is taken in by our own loop or
webhook: kept first, confirmed after.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.channels.telegram_pace import Pace
from bot.channels.telegram_voice import Spoken, without_text
from bot.errors import ChannelRefused, DeliveryFailed
from bot.messages import Channel, Inbound, InboundKind, Reply

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
MOST_TEXT = 4096
MOST_CAPTION = 1024
PICTURES = Path(__file__).parents[1] / "web/static/pictures"
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
class Facts:
    """What an update is, apart from what somebody said. Only private chats have an `address`."""

    update_id: int
    address: str | None
    message_id: str | None
    callback_id: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A group, a channel, a block: nothing to talk about there. `leave` says to go."""

    address: str
    leave: bool


Parsed = Inbound | Spoken | Arriving | Elsewhere | None


def read_update(payload: Any) -> Update:  # noqa: ANN401 (whatever JSON came in)
    """Return an update from its JSON.

    Raises ChannelRefused when it is not one. Nothing of it is kept in the error.
    """
    if not isinstance(payload, dict) or type(payload.get("update_id")) is not int:
        raise _not_an_update()
    try:
        return Update.de_json(payload, bot=None)
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError):
        raise _not_an_update() from None


def parse(payload: Any) -> Parsed:  # noqa: ANN401 (whatever JSON came in)
    """Return what one update's JSON says. Raises ChannelRefused when it is not a Telegram update."""
    return understand(read_update(payload))


def understand(update: Update) -> Parsed:
    """Return what one update says; None for what needs no reply. Raises ChannelRefused for nonsense."""
    try:
        chat = update.effective_chat
        if chat is None:
            return None
        if chat.type != ChatType.PRIVATE:
            return Elsewhere(str(chat.id), leave=True)
        return _private(update, str(chat.id))
    except (TypeError, AttributeError):
        # The library checks no types: a list where a chat should be gets as far as here.
        raise _not_an_update() from None


def facts_of(update: Update) -> Facts:
    """Return where an update came from. Call it once `understand` has taken the update."""
    chat, sender, query = update.effective_chat, update.effective_user, update.callback_query
    message = update.message or update.edited_message
    private = chat is not None and chat.type == ChatType.PRIVATE
    return Facts(
        update_id=update.update_id,
        address=str(chat.id) if chat is not None and private else None,
        message_id=str(message.message_id) if message is not None else None,
        callback_id=query.id if query is not None else None,
        language=sender.language_code if sender is not None else None,
    )


def _private(update: Update, address: str) -> Parsed:
    external_id = str(update.update_id)
    if update.callback_query is not None:
        data = update.callback_query.data or ""
        return Inbound(
            Channel.TELEGRAM, external_id, address, InboundKind.BUTTON, datetime.now(UTC), button=data
        )
    message = update.message or update.edited_message
    if message is None:
        return None
    if message.text is None:
        return without_text(update, message, address)
    start = _START.fullmatch(message.text)
    if start and update.message is not None:
        sender = update.effective_user
        return Arriving(address, external_id, start[1], sender.language_code if sender else None)
    kind = InboundKind.EDIT if update.edited_message is not None else InboundKind.WORDS
    # An edit keeps the time of the first writing: it is about what was asked before that.
    return Inbound(
        Channel.TELEGRAM,
        external_id,
        address,
        kind,
        message.date,
        message.text,
        message=f"{address}/{message.message_id}",
        # Telegram counts updates up, while the time of an edit is in whole seconds.
        revision=update.update_id,
    )


def _not_an_update() -> ChannelRefused:
    return ChannelRefused(
        "The request is not a Telegram update.", remedy="Only Telegram may call this address."
    )


class TelegramSender:
    """Sends through one bot. Buttons stand one a row; numbers of a scale and names of languages together."""

    channel = Channel.TELEGRAM

    def __init__(self, bot: Bot, pace: Pace | None = None) -> None:
        self._bot = bot
        self._pace = pace or Pace()

    async def send(self, address: str, reply: Reply) -> str:
        """Send one reply. Raises DeliveryFailed with what Telegram said about trying again."""
        keyboard = _keyboard(reply)
        if reply.picture is not None and len(reply.text) <= MOST_CAPTION:
            return await self._send_picture(address, reply.picture.name, reply.text, keyboard)
        return await self._send(address, reply.text, keyboard)

    async def note(self, address: str, text: str) -> str:
        """Send a line to a chat that is nobody's yet. Raises DeliveryFailed."""
        return await self._send(address, text, None)

    async def take_away(self, address: str, provider_ids: Sequence[str]) -> list[str]:
        """Delete messages of both sides; return those that Telegram refuses to, which remain."""
        remaining: list[str] = []
        for start in range(0, len(provider_ids), DELETABLE_AT_ONCE):
            remaining += await self._take_away(address, provider_ids[start : start + DELETABLE_AT_ONCE])
        return remaining

    async def _take_away(self, address: str, ids: Sequence[str]) -> list[str]:
        """What Telegram refuses keeps none of the others in the chat: they are tried by halves."""
        try:
            await self._bot.delete_messages(int(address), [int(one) for one in ids])
        except Forbidden:
            return list(ids)
        except BadRequest:
            if len(ids) == 1:
                return list(ids)
            middle = len(ids) // 2
            first = await self._take_away(address, ids[:middle])
            return [*first, *await self._take_away(address, ids[middle:])]
        except TelegramError as fault:
            raise self._failed(address, fault) from None
        return []

    async def _send(self, address: str, text: str, keyboard: InlineKeyboardMarkup | None) -> str:
        await self._pace.turn(address)
        try:
            message = await self._bot.send_message(
                chat_id=int(address),
                text=text[:MOST_TEXT],
                reply_markup=keyboard,
                protect_content=True,
                disable_notification=False,
            )
        except TelegramError as fault:
            raise self._failed(address, fault) from None
        return str(message.message_id)

    async def _send_picture(
        self, address: str, name: str, text: str, keyboard: InlineKeyboardMarkup | None
    ) -> str:
        """One message, the words under the picture."""
        await self._pace.turn(address)
        try:
            message = await self._bot.send_photo(
                chat_id=int(address),
                photo=PICTURES / f"{name}.png",
                caption=text,
                reply_markup=keyboard,
                protect_content=True,
                filename="picture.png",  # the name of the house is nobody else's business
            )
        except TelegramError as fault:
            raise self._failed(address, fault) from None
        return str(message.message_id)

    def _failed(self, address: str, fault: TelegramError) -> DeliveryFailed:
        match fault:
            case RetryAfter():
                seconds = seconds_of(fault)
                self._pace.hold(address, seconds)
                return _failed("it asks us to wait", retry_after=seconds)
            case Forbidden() | BadRequest():
                return _failed("the chat is closed to us", final=True)
            case NetworkError():
                return _failed("it cannot be reached")
            case _:
                return _failed(type(fault).__name__)


def seconds_of(wait: RetryAfter) -> float:
    """Return how long Telegram asks us to wait."""
    seconds = wait.retry_after
    return seconds.total_seconds() if isinstance(seconds, timedelta) else float(seconds)


def _keyboard(reply: Reply) -> InlineKeyboardMarkup | None:
    if not reply.choices:
        return None
    buttons = [InlineKeyboardButton(choice.label, callback_data=choice.id) for choice in reply.choices]
    numbers = [button for button in buttons if button.text.isdigit()]
    named = {choice.id for choice in reply.choices if choice.language}
    languages = [button for button in buttons if button.callback_data in named]
    rows = [*_rows(numbers, 6), *_rows(languages, 2)]
    rows.extend([button] for button in buttons if button not in (*numbers, *languages))
    return InlineKeyboardMarkup(rows)


def _rows(buttons: Sequence[InlineKeyboardButton], across: int) -> list[Sequence[InlineKeyboardButton]]:
    return [buttons[start : start + across] for start in range(0, len(buttons), across)]


def _failed(what: str, *, retry_after: float | None = None, final: bool = False) -> DeliveryFailed:
    return DeliveryFailed(
        f"Telegram did not take a message: {what}.",
        remedy="It is tried again at Telegram's pace.",
        retry_after=retry_after,
        final=final,
    )
