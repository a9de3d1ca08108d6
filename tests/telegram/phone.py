"""A person with a phone: writes updates as Telegram does and waits for what the bot says."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.telegram_server import Sent, TelegramServer

PATIENCE = 40.0


@dataclass(slots=True)
class Phone:
    """One private chat. Telegram's dates are whole seconds, and people read for one before they write.

    That second matters from the first question on: `reads_first`.
    """

    server: TelegramServer
    chat: int
    is_settled: Callable[[], bool]
    language: str = "en"
    reads_first: bool = False
    read: int = 0
    mine: dict[str, int] = field(default_factory=dict)

    def message(self, text: str | None = None, **more: Any) -> dict[str, Any]:
        message_id = self.server.next_message_id()
        body: dict[str, Any] = {
            "message_id": message_id,
            "date": int(time.time()),
            "chat": {"id": self.chat, "type": "private", "first_name": "A"},
            "from": self._sender(),
            **more,
        }
        if text is not None:
            body["text"] = text
            self.mine[text] = message_id
        return {"update_id": self.server.next_update_id(), "message": body}

    def speaks(self, sound: bytes, seconds: int = 2, kind: str = "voice", **more: Any) -> dict[str, Any]:
        """A voice note; Telegram holds its sound until it is fetched."""
        file_id = f"sound{self.server.next_message_id()}"
        self.server.files[file_id] = sound
        told = {"file_id": file_id, "file_unique_id": file_id, "duration": seconds, "file_size": len(sound)}
        return self.message(**{kind: told}, **more)

    def edit(self, first: dict[str, Any], text: str) -> dict[str, Any]:
        """An edit of one's own message; its number is higher than that of any update before."""
        body = {**first["message"], "text": text, "edit_date": int(time.time()) + 2}
        return {"update_id": self.server.next_update_id(), "edited_message": body}

    def press(self, label: str) -> dict[str, Any]:
        """Press the newest button of this name."""
        shown = next(one for one in reversed(self.server.to(self.chat)) if label in one.buttons)
        return self.pressed(shown, label)

    def pressed(self, shown: Sent, label: str) -> dict[str, Any]:
        message = {
            "message_id": shown.message_id,
            "date": int(time.time()),
            "chat": {"id": self.chat, "type": "private", "first_name": "A"},
            "text": shown.text,
        }
        query = {
            "id": str(self.server.next_message_id()),
            "from": self._sender(),
            "chat_instance": "x",
            "data": shown.buttons[label],
            "message": message,
        }
        return {"update_id": self.server.next_update_id(), "callback_query": query}

    async def writes(self, text: str) -> Sent:
        return await self.does(self.message(text))

    async def presses(self, label: str) -> Sent:
        return await self.does(self.press(label))

    async def does(self, *updates: dict[str, Any]) -> Sent:
        """Send updates, wait for an answer and until nothing more comes; return the last of it."""
        if self.reads_first and any("message" in update for update in updates):
            await asyncio.sleep(1 - time.time() % 1)
        for update in updates:
            if "message" in update:
                update["message"]["date"] = int(time.time())
        self.server.put(*updates)
        return await self.hears()

    async def hears(self) -> Sent:
        before = self.read
        await until(lambda: len(self.server.to(self.chat)) > before)
        await self.quiet()
        return self.server.to(self.chat)[-1]

    async def quiet(self) -> None:
        """Wait until everything is answered and delivered, and nothing more was said for a moment."""
        count = -1
        while count != len(self.server.to(self.chat)):
            count = len(self.server.to(self.chat))
            await asyncio.sleep(0.15)
            await until(self.is_settled)
        self.read = count

    def heard(self) -> list[str]:
        return [one.text for one in self.server.to(self.chat)]

    def _sender(self) -> dict[str, Any]:
        return {"id": self.chat, "is_bot": False, "first_name": "A", "language_code": self.language}


async def until(true: Callable[[], bool], seconds: float = PATIENCE) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - what is waited for happens in another program
            await asyncio.sleep(0.02)
