"""The engine's one door: a signed turn in, content ids and the new state out."""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.constants import ACTION_LISTEN_NAME, DEFAULT_INTENTS
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty
from sanic.response import json as json_response

from bot.engine.caution import ANSWER
from bot.engine.processor import TurnFailedError
from bot.engine.turns import State, StateError, TurnStore, state_of, tracker_from
from bot.signature import HEADER, Verifier

MOST_BYTES = 64 * 1024
RANKED = 3
# Intents of every Rasa domain: they reset or rewind what we do not keep.
RASAS_OWN = frozenset(DEFAULT_INTENTS)


class ShapeError(ValueError):
    """A request that is not a turn; the text is a code."""


@dataclass(frozen=True)
class Asked:
    """One turn as core asks for it: an intent that core knows, or words to be understood."""

    turn: str
    language: str
    state: State | None
    intent: str | None
    text: str | None
    slots: dict[str, str | None] = field(default_factory=dict)


class TurnInput(InputChannel):
    """Rasa's side of the contract in docs/architecture.md: POST /webhooks/turn/."""

    verifier: Verifier

    @classmethod
    def name(cls) -> str:
        """Return the last part of the door's address."""
        return "turn"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes. The handler that Rasa passes is not used: it hides the reply."""
        routes = Blueprint("turn")

        @routes.route("/", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            header = request.headers.get(HEADER, "")
            if not self.verifier.check(header, request.body, time.time()):
                return empty(status=401)
            try:
                asked = read_turn(request.body)
                return json_response(await answer(request.app.ctx.agent, asked))
            except (ShapeError, StateError) as fault:
                return json_response({"error": str(fault)}, status=400)
            except TurnFailedError as fault:
                return json_response({"error": fault.code}, status=502)
            except Exception:  # noqa: BLE001 - whatever it is, its text may hold what someone said
                return json_response({"error": "engine"}, status=500)

        return routes


def read_turn(body: bytes) -> Asked:
    """Return the turn in a request's body. Raises ShapeError."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise ShapeError("json") from None
    if not isinstance(said, dict):
        raise ShapeError("shape")
    known = {"turn", "language", "state", "intent", "text", "slots"}
    texts = [said.get(name) for name in ("turn", "language")]
    if not set(said) <= known or not all(isinstance(text, str) and text for text in texts):
        raise ShapeError("shape")
    intent, text, slots = said.get("intent"), said.get("text"), said.get("slots") or {}
    one = (isinstance(intent, str) and text is None) or (isinstance(text, str) and intent is None)
    if not one or not isinstance(said.get("state"), (dict, type(None))):
        raise ShapeError("shape")
    if not isinstance(slots, dict):
        raise ShapeError("shape")
    return Asked(said["turn"], said["language"], said.get("state"), intent, text, slots)


async def answer(agent: Agent, asked: Asked) -> dict[str, Any]:
    """Return the reply to a turn. Raises ShapeError, StateError or TurnFailedError."""
    store: TurnStore = agent.tracker_store
    domain = agent.domain
    if asked.intent is not None and asked.intent not in set(domain.intents) - RASAS_OWN:
        raise ShapeError("unknown_intent")
    tracker = tracker_from(asked.turn, asked.state, asked.slots, domain)
    store.open(tracker)
    output = CollectingOutputChannel()
    try:
        parsed = await _understand(agent, asked)
        # The words go no further than the classifier: the tracker and the actions get the intent.
        message = UserMessage(
            f"/{parsed['intent']['name']}", output, asked.turn, parse_data=parsed,
            input_channel=TurnInput.name(), metadata={"language": asked.language},
        )  # fmt: skip
        await agent.handle_message(message)
    finally:
        tracker = store.close(asked.turn)
    if tracker.latest_action_name != ACTION_LISTEN_NAME:
        raise TurnFailedError("not_finished")
    return {
        "turn": asked.turn,
        "replies": [_reply(message) for message in output.messages] or _nothing(),
        "state": state_of(tracker),
        "understood": {
            "intent": parsed["intent"]["name"],
            "confidence": round(parsed["intent"]["confidence"], 4),
            "ranking": [
                [one["name"], round(one["confidence"], 4)] for one in parsed["intent_ranking"][:RANKED]
            ],
        },
    }


async def _understand(agent: Agent, asked: Asked) -> dict[str, Any]:
    """Return Rasa's parse data without the words."""
    # Rasa reads a leading slash as a command.
    words = (asked.text or "").strip().lstrip("/ \t\r\n")
    if not words:
        intent = {"name": asked.intent or ANSWER, "confidence": 1.0}
        return {"text": "", "intent": intent, "entities": [], "intent_ranking": []}
    message = UserMessage(words, sender_id=asked.turn, metadata={"language": asked.language})
    parsed = await agent.processor.parse_message(message)
    return {
        "text": "",
        "intent": parsed["intent"],
        "entities": parsed["entities"],
        "intent_ranking": parsed.get("intent_ranking", []),
    }


def _reply(message: dict[str, Any]) -> dict[str, Any]:
    custom = message.get("custom")
    if not isinstance(custom, dict) or not isinstance(custom.get("content"), str):
        raise TurnFailedError("not_content")
    return {"content": custom["content"], "args": custom.get("args") or {}}


def _nothing() -> list[dict[str, Any]]:
    raise TurnFailedError("no_reply")
