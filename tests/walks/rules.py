"""What the engine does once it knows what a message is: the real rules and actions, without a model."""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from ruamel.yaml import YAML

from bot.conversation.engine_client import Chosen
from bot.messages import Say
from bot.services.turn import TURNS, Turn

ROOT = Path(__file__).parents[2]
FORM, ASK, VALIDATE, AFTER = "guide_form", "action_ask_answer", "validate_guide_form", "action_after_guide"
State = dict[str, Any]


@cache
def _actions() -> dict[str, Any]:
    executor = ActionExecutor()
    executor.register_package("actions")
    return dict(executor.actions)


@cache
def _rules() -> dict[tuple[str, bool], str]:
    """The first action of each rule, by intent and by whether the guide's form is open."""
    found: dict[tuple[str, bool], str] = {}
    for file in sorted((ROOT / "dialogues/rules").glob("*.yml")):
        for rule in YAML(typ="safe").load(file)["rules"]:
            intents = [step for step in rule["steps"] if "intent" in step or "or" in step]
            action = next(step["action"] for step in rule["steps"] if step.get("action") not in (None, FORM))
            loops = [one["active_loop"] is not None for one in rule.get("condition", [])] or [False, True]
            for step in intents:
                for one in step.get("or", [step]):
                    found |= {(one["intent"], loop): action for loop in loops}
    return found


@cache
def _taken_by_the_form() -> frozenset[str]:
    domain = YAML(typ="safe").load(ROOT / "domain.yml")
    return frozenset(one["intent"] for one in domain["slots"]["answer"]["mappings"])


def choose(turn: Turn, state: State | None, intent: str) -> Chosen:
    """Return what is said to a message of this intent, and the state after it."""
    one = _OneTurn(turn, state or {"slots": {}, "active_loop": None}, intent)
    TURNS.open(turn)
    try:
        one.run()
    finally:
        TURNS.close(turn.id)
    slots = {name: value for name, value in one.slots.items() if value is not None}
    return Chosen(tuple(one.says), {"slots": slots, "active_loop": FORM if one.loop else None})


class _OneTurn:
    def __init__(self, turn: Turn, state: State, intent: str) -> None:
        self.turn, self.intent = turn, intent
        self.slots: dict[str, str | None] = dict(state["slots"])
        self.loop = state["active_loop"] is not None
        self.says: list[Say] = []

    def run(self) -> None:
        if self.loop and self.intent in _taken_by_the_form():
            self.slots["answer"] = self.intent
            self._do(VALIDATE)
            if self.slots.get("answer") is None:
                self._do(ASK)
            else:
                self.loop = False
                self._do(AFTER)
            return
        was_open = self.loop
        self._do(_rules()[self.intent, self.loop])
        if was_open or self.intent == "begin":
            self.loop = True
            self._do(ASK)

    def _do(self, action: str) -> None:
        said = CollectingDispatcher()
        latest = {"intent": {"name": self.intent}, "entities": []}
        loop = {"name": FORM} if self.loop else {}
        tracker = Tracker(self.turn.id, self.slots, latest, [], False, None, loop, None)
        events = _actions()[action](said, tracker, {})
        assert not asyncio.iscoroutine(events)
        self.says += [_say(message["custom"]) for message in said.messages]
        for event in events:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            else:
                assert event["name"] == FORM
                self.loop = True
                self._do(ASK)


def _say(reply: dict[str, Any]) -> Say:
    args = dict(reply["args"])
    choices, asks = args.pop("choices", ""), args.pop("asks", "") == "yes"
    return Say(reply["content"], args, tuple(choices.split("|")) if choices else (), asks)
