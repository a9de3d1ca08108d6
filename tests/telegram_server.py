"""A small Telegram: the part of the Bot API that we use, over real HTTP, with its faults on demand.

Offsets, message ids, 48 hours, 429 with retry_after, 5xx and silence behave as Telegram documents them.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import time
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.conversation.engine_process import free_port
from bot.serving import serving

TOKEN = "7000000001:AAtesttesttesttesttesttesttesttestt"
BOT = {"id": 7000000001, "is_bot": True, "first_name": "Ready", "username": "ready_test_bot"}


@dataclass(frozen=True, slots=True)
class Sent:
    """One message of the bot's. `at` is monotonic seconds."""

    chat: int
    message_id: int
    text: str
    buttons: dict[str, str]  # label -> data
    at: float
    protected: bool
    photo: bool = False


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call, without what is in it."""

    filename: str
    content_type: str


@dataclass(slots=True)
class Fault:
    """What happens instead, to the next `times` calls of a method."""

    method: str
    times: int
    status: int = 500
    retry_after: int | None = None
    silence: float = 0.0
    after_taking: bool = False  # the call takes effect, the answer is a fault all the same


@dataclass(slots=True)
class TelegramServer:
    port: int
    sent: list[Sent] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    deleted: list[tuple[int, int]] = field(default_factory=list)
    undeletable: set[tuple[int, int]] = field(default_factory=set)
    left: list[int] = field(default_factory=list)
    webhook: dict[str, Any] | None = None
    waiting: deque[dict[str, Any]] = field(default_factory=deque)
    faults: list[Fault] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    closing: bool = False
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(100))
    _updates: itertools.count[int] = field(default_factory=lambda: itertools.count(5000))
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def next_message_id(self) -> int:
        return next(self._ids)

    def next_update_id(self) -> int:
        return next(self._updates)

    def put(self, *updates: dict[str, Any]) -> None:
        """Let updates wait until the bot asks for them."""
        self.waiting.extend(updates)
        self._news.set()

    def to(self, chat: int) -> list[Sent]:
        return [one for one in self.sent if one.chat == chat]

    def called(self, method: str) -> int:
        return sum(1 for name, _ in self.calls if name == method)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/bot{token}/{method}", self.call, methods=["POST"]),
                Route("/file/bot{token}/{path:path}", self.hand_over, methods=["GET"]),
            ]
        )

    async def hand_over(self, request: Request) -> Response:
        """A file that getFile told the path of."""
        file_id = request.path_params["path"].removeprefix("voice/")
        if request.path_params["token"] != TOKEN or file_id not in self.files:
            return _refusal(404, "Not Found")
        self.fetched.append(file_id)
        fault = next((one for one in self.faults if one.method == "file" and one.times > 0), None)
        if fault is not None:
            fault.times -= 1
            return Response(status_code=fault.status)
        return Response(self.files[file_id], media_type="application/octet-stream")

    async def call(self, request: Request) -> Response:
        if request.path_params["token"] != TOKEN:
            return _refusal(401, "Unauthorized")
        method = request.path_params["method"]
        async with request.form() as form:
            fields = {name: _value(held) for name, held in form.items()}
        self.calls.append((method, fields))
        fault = next((one for one in self.faults if one.method == method and one.times > 0), None)
        if fault is None:
            return self._file(fields) if method == "getFile" else await self._done(method, fields)
        fault.times -= 1
        if fault.after_taking:
            await self._done(method, fields)
        await asyncio.sleep(fault.silence)
        if fault.retry_after is not None:
            return _refusal(429, "Too Many Requests", parameters={"retry_after": fault.retry_after})
        return _refusal(fault.status, "Fault")

    async def _done(self, method: str, fields: dict[str, Any]) -> Response:
        match method:
            case "getMe":
                return _result(BOT)
            case "getUpdates":
                return _result(await self._get_updates(fields))
            case "sendMessage":
                return _result(self._send(fields))
            case "sendPhoto":
                return _result(self._send({**fields, "text": fields["caption"]}, photo=True))
            case "deleteMessage":
                self.deleted.append((int(fields["chat_id"]), int(fields["message_id"])))
            case "deleteMessages":
                return self._delete(fields)
            case "leaveChat":
                self.left.append(int(fields["chat_id"]))
            case "setWebhook":
                self.webhook = fields
            case "deleteWebhook" | "answerCallbackQuery":
                pass
            case _:
                return _refusal(404, "Not Found")
        return _result(True)

    def _file(self, fields: dict[str, Any]) -> Response:
        file_id = fields["file_id"]
        if file_id not in self.files:
            return _refusal(400, "Bad Request: wrong file_id")
        size = len(self.files[file_id])
        return _result(
            {
                "file_id": file_id,
                "file_unique_id": file_id,
                "file_size": size,
                "file_path": f"voice/{file_id}",
            }
        )

    def _delete(self, fields: dict[str, Any]) -> Response:
        """One message that cannot be deleted, and none of the call's is."""
        asked = [(int(fields["chat_id"]), one) for one in fields["message_ids"]]
        if set(asked) & self.undeletable:
            return _refusal(400, "Bad Request: message can't be deleted")
        self.deleted.extend(asked)
        return _result(True)

    async def _get_updates(self, fields: dict[str, Any]) -> list[dict[str, Any]]:
        offset = int(fields.get("offset", 0))
        self.waiting = deque(one for one in self.waiting if one["update_id"] >= offset)
        until = time.monotonic() + float(fields.get("timeout", 0))
        while not self.waiting and not self.closing and time.monotonic() < until:
            self._news.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.5):
                    await self._news.wait()
        return list(self.waiting)[: int(fields.get("limit", 100))]

    def _send(self, fields: dict[str, Any], *, photo: bool = False) -> dict[str, Any]:
        keyboard = (fields.get("reply_markup") or {}).get("inline_keyboard", [])
        buttons = {one["text"]: one["callback_data"] for row in keyboard for one in row}
        if any(len(data.encode()) > 64 for data in buttons.values()):
            raise AssertionError("button data is over 64 bytes")
        chat, message_id = int(fields["chat_id"]), self.next_message_id()
        protected = fields.get("protect_content") is True
        self.sent.append(Sent(chat, message_id, fields["text"], buttons, time.monotonic(), protected, photo))
        told = {"id": chat, "type": "private" if chat > 0 else "group", "title": "g", "first_name": "A"}
        return {"message_id": message_id, "date": int(time.time()), "chat": told, "text": fields["text"]}


@contextlib.asynccontextmanager
async def telegram_server() -> AsyncIterator[TelegramServer]:
    server = TelegramServer(free_port())
    async with serving(server.app(), server.port):
        try:
            yield server
        finally:
            server.closing = True


def _value(held: Any) -> Any:
    if isinstance(held, UploadFile):
        return Upload(held.filename or "", held.content_type or "")
    try:
        return json.loads(held)
    except ValueError:
        return held


def _result(result: Any) -> Response:
    return JSONResponse({"ok": True, "result": result})


def _refusal(status: int, description: str, **more: Any) -> Response:
    told = {"ok": False, "error_code": status, "description": description, **more}
    return JSONResponse(told, status)
