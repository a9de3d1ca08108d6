"""Asking the engine which content items to say. It gets ids, one message at most, and keeps nothing."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

import httpx

from bot.errors import EngineDown, EngineFault
from bot.messages import Say
from bot.signature import sign

TIMEOUT = httpx.Timeout(20.0, connect=2.0)
MOST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the engine chose: items to say in order, and its state, opaque to us."""

    says: tuple[Say, ...]
    state: dict[str, Any]


class EngineClient:
    """One engine address. Several engines share nothing, so any of them may answer any turn."""

    def __init__(self, url: str, key: bytes, timeout: httpx.Timeout = TIMEOUT) -> None:
        self._url = f"{url}/webhooks/turn/"
        self._key = key
        self._http = httpx.AsyncClient(timeout=timeout, trust_env=False)

    async def close(self) -> None:
        await self._http.aclose()

    async def choose(
        self,
        turn: str,
        language: str,
        state: dict[str, Any] | None,
        *,
        intent: str | None = None,
        text: str | None = None,
    ) -> Chosen:
        """Return what to say. Exactly one of `intent` and `text` is given.

        Raises EngineDown when it cannot be reached, EngineFault for an error, nonsense or an empty reply.
        """
        said = {"intent": intent} if intent else {"text": _for_engine(text or "")}
        body = json.dumps({"turn": turn, "language": language, "state": state, **said}).encode()
        headers = {
            "Content-Type": "application/json",
            "X-Beforehand-Signature": sign(self._key, body, time.time()),
        }
        try:
            response = await self._http.post(self._url, content=body, headers=headers)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            raise EngineDown(
                "The engine cannot be reached.", remedy="Start it again; messages wait."
            ) from None
        except httpx.HTTPError as fault:
            raise _fault(type(fault).__name__) from None
        if response.status_code != httpx.codes.OK:
            raise _fault(f"status {response.status_code}")
        return _read(response, turn)


def _for_engine(text: str) -> str:
    """Text for the classifier only: never a command, one line, of bounded length."""
    return " ".join(text.split()).lstrip("/ ")[:MOST_TEXT] or "-"


def _read(response: httpx.Response, turn: str) -> Chosen:
    try:
        reply = response.json()
        says = tuple(_say(one) for one in reply["replies"])
        state = reply["state"]
        if reply["turn"] != turn or not says or not isinstance(state, dict):
            raise _fault("an empty reply")
    except (ValueError, KeyError, TypeError) as fault:
        raise _fault(type(fault).__name__) from None
    return Chosen(says, state)


def _say(reply: dict[str, Any]) -> Say:
    args = {str(name): str(value) for name, value in reply.get("args", {}).items()}
    choices = args.pop("choices", "")
    asks = args.pop("asks", "") == "yes"
    return Say(str(reply["content"]), args, tuple(choices.split("|")) if choices else (), asks)


def _fault(what: str) -> EngineFault:
    return EngineFault(f"The engine answered with a fault: {what}.", remedy="It is tried again, then parked.")
