"""Calls to the actions, which core runs: signed like every call between the two, over kept connections."""

from __future__ import annotations

import json as json_module
import time
from functools import lru_cache
from typing import Any

import aiohttp
import jsonschema
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import EndpointConfig

from bot.engine.processor import TurnFailedError
from bot.signature import HEADER, TURN_HEADER, sign

TIMEOUT = aiohttp.ClientTimeout(total=15.0, connect=2.0)
# Core's server closes an idle connection after five seconds; ours must have let go of it by then.
KEEP_ALIVE_SECONDS = 2.0


class SignedEndpoint(EndpointConfig):
    """Rasa's action endpoint; any answer but 200 fails the turn."""

    def __init__(self, port: int, key: bytes) -> None:
        super().__init__(f"http://127.0.0.1:{port}/webhook", enable_selective_domain=True)
        self._key = key
        self._kept: aiohttp.ClientSession | None = None

    def session(self) -> aiohttp.ClientSession:
        """Return the one session; made at the first call, because it belongs to the running loop."""
        if self._kept is None:
            connector = aiohttp.TCPConnector(limit=64, keepalive_timeout=KEEP_ALIVE_SECONDS)
            self._kept = aiohttp.ClientSession(connector=connector, timeout=TIMEOUT)
        return self._kept

    async def request(self, *_: Any, json: Any = None, **__: Any) -> Any:
        """Post one action call and return its JSON. Raises TurnFailedError, or aiohttp's errors."""
        body = json_module.dumps(json).encode()
        headers = {
            "Content-Type": "application/json",
            HEADER: sign(self._key, body, time.time()),
            TURN_HEADER: str(json["sender_id"]),
        }
        async with self.session().post(self.url, data=body, headers=headers) as answer:
            if answer.status != 200:
                raise TurnFailedError("action_failed")
            return await answer.json(content_type=None)

    async def close(self) -> None:
        """Close the kept connections."""
        if self._kept is not None:
            await self._kept.close()


@lru_cache(maxsize=1)
def _validator() -> Any:
    """Return the validator of an action's answer, made and its schema checked once for the process."""
    schema = RemoteAction.action_response_format_spec()
    chosen = validator_for(schema)
    chosen.check_schema(schema)
    return chosen(schema)


def validate_action_result(_: RemoteAction, result: dict[str, Any]) -> bool:
    """Do what RemoteAction's own method does, without checking the schema again each time.

    Returns True; raises jsonschema's ValidationError for what is not an action's answer.
    """
    fault = best_match(_validator().iter_errors(result))
    if fault is not None:
        raise jsonschema.ValidationError("the action's answer has not the shape of one")
    return True


def install() -> None:
    """Put the validator that is made once in the place of Rasa's."""
    RemoteAction._validate_action_result = validate_action_result  # 3.6.21 is frozen
