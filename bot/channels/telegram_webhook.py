"""Being called by Telegram: the secret first, the size, the shape, and 200 only for what is kept."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from hashlib import blake2b
from hmac import compare_digest
from typing import Any, NoReturn

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.telegram import read_update
from bot.channels.telegram_process import TelegramChannel
from bot.errors import BeforehandError, ChannelRefused

log = logging.getLogger(__name__)
LARGEST_BODY = 64 * 1024
HEADER = "X-Telegram-Bot-Api-Secret-Token"
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


@dataclass(frozen=True, slots=True)
class WebhookSecrets:
    """The path and the header by which Telegram proves itself. Both come from one secret."""

    path: str
    header: str = field(repr=False)

    @classmethod
    def of(cls, token: str, secret: str | None) -> WebhookSecrets:
        """Without a secret of its own the bot's token serves: only we and Telegram know it."""
        key = (secret or token).encode()
        return cls(f"/telegram/{_derived(key, b'path')}", _derived(key, b"header"))


@dataclass(frozen=True, slots=True)
class Webhook:
    """One route, and a refusal for everything beside it."""

    channel: TelegramChannel
    secrets: WebhookSecrets

    def routes(self) -> list[Route]:
        """Return the routes of the family's app. All that is not Telegram gets the same 403."""
        return [
            Route("/telegram", self.called, methods=METHODS),
            Route("/telegram/{rest:path}", self.called, methods=METHODS),
        ]

    async def called(self, request: Request) -> Response:
        """403 a forgery, 400 nonsense, 503 what cannot be kept now, 200 what is kept or needs no reply."""
        if not self._is_telegram(request):
            return Response(status_code=403)
        try:
            update = read_update(await _json_of(request))
            await self.channel.take(update)
        except (ChannelRefused, ClientDisconnect):
            log.warning("update refused", extra={"code": ChannelRefused.code})
            return Response(status_code=400)
        except BeforehandError as fault:
            log.warning("update put off", extra={"code": fault.code})
            return Response(status_code=503)
        return Response(status_code=200)

    def _is_telegram(self, request: Request) -> bool:
        given = request.headers.get(HEADER, "").encode()
        # Both are compared whatever the first says: neither shows in the time.
        right_header = compare_digest(given, self.secrets.header.encode())
        right_path = compare_digest(request.url.path.encode(), self.secrets.path.encode())
        return right_header and right_path and request.method == "POST"


async def _json_of(request: Request) -> Any:  # noqa: ANN401 (whatever JSON came in)
    body = bytearray()
    async for chunk in request.stream():
        body.extend(chunk)
        if len(body) > LARGEST_BODY:
            raise _refused()
    try:
        return json.loads(body, object_pairs_hook=_no_twins, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        # UnicodeDecodeError is a ValueError: all of it is a body that Telegram does not send.
        raise _refused() from None


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _refused()
    return found


def _no_constant(_: str) -> NoReturn:
    raise _refused()


def _refused() -> ChannelRefused:
    return ChannelRefused(
        "The request is too large or no JSON.", remedy="Only Telegram may call this address."
    )


def _derived(key: bytes, what: bytes) -> str:
    return blake2b(what, key=blake2b(key, digest_size=32).digest(), digest_size=24).hexdigest()
