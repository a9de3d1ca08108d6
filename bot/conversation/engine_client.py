"""Asking the engine which content items to say. It gets ids, one message at most, and keeps nothing."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

import httpcore

from bot.errors import EngineDown, EngineFault
from bot.messages import Say
from bot.signature import sign

# Seconds.
TIMEOUT = 20.0
CONNECT = 2.0
KEPT_OPEN = 5.0
OK = 200
FAULTS = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException)
MOST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the engine chose: items to say in order, and its state, opaque to us."""

    says: tuple[Say, ...]
    state: dict[str, Any]


class EngineClient:
    """One engine address. Several engines share nothing, so any of them may answer any turn."""

    def __init__(self, url: str, key: bytes, timeout: float = TIMEOUT) -> None:
        self._url = f"{url}/webhooks/turn/"
        self._key = key
        seconds = {"connect": min(CONNECT, timeout), "read": timeout, "write": timeout, "pool": timeout}
        self._extensions = {"timeout": seconds}
        # The transport beneath httpx, by itself: one address, one method, no cookies, proxies or redirects.
        # Half of what the larger client of the same makers costs, four milliseconds of a turn.
        self._http = httpcore.AsyncConnectionPool(keepalive_expiry=KEPT_OPEN)

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
        headers: dict[bytes | str, bytes | str] = {
            "Content-Type": "application/json",
            "X-Beforehand-Signature": sign(self._key, body, time.time()),
        }
        try:
            response = await self._http.request(
                "POST", self._url, headers=headers, content=body, extensions=self._extensions
            )
        except (httpcore.ConnectError, httpcore.ConnectTimeout):
            raise EngineDown(
                "The engine cannot be reached.", remedy="Start it again; messages wait."
            ) from None
        except FAULTS as fault:
            raise _fault(type(fault).__name__) from None
        if response.status != OK:
            raise _fault(f"status {response.status}")
        return _read(response, turn)


def _for_engine(text: str) -> str:
    """Text for the classifier only: never a command, one line, of bounded length."""
    return " ".join(text.split()).lstrip("/ ")[:MOST_TEXT] or "-"


def _read(response: httpcore.Response, turn: str) -> Chosen:
    try:
        reply = json.loads(response.content)
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
