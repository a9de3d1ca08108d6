"""Telegram's side of the webhook: posts updates in whatever order, and with the secret or without."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from bot.channels.telegram_webhook import HEADER, WebhookSecrets
from tests.telegram_server import TOKEN

SECRETS = WebhookSecrets.of(TOKEN, None)
RIGHT = {HEADER: SECRETS.header}


class Caller:
    """Calls one office."""

    def __init__(self, port: int) -> None:
        self.url = f"http://localhost:{port}"
        self.client = httpx.AsyncClient(base_url=self.url)

    async def post(self, *updates: dict[str, Any]) -> list[int]:
        """Post updates all at once; return their statuses."""
        calls = (self.client.post(SECRETS.path, json=update, headers=RIGHT) for update in updates)
        return [answer.status_code for answer in await asyncio.gather(*calls)]

    async def body(self, body: bytes) -> int:
        return (await self.client.post(SECRETS.path, content=body, headers=RIGHT)).status_code
