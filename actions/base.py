"""What every action shares: find the turn in flight, act on it, hand back ids."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import asdict, fields
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.services.ask import what_follows
from bot.services.turn import TURNS, Position, Turn

Event = dict[str, Any]
_POSITION_SLOTS = [field.name for field in fields(Position)]


class TurnAction(Action, ABC):
    """An action on the turn in flight. It reads the position from slots and returns it as slots.

    `opens`: when no question was open and this puts one, or says nothing, the guide's form opens for it.
    """

    opens = False

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Event]:
        """Act on the turn. Raises TurnRefused if the sender id is not a turn in flight."""
        turn = TURNS.get(tracker.sender_id)
        before = {name: tracker.get_slot(name) or "" for name in _POSITION_SLOTS}
        turn.position = Position(**before)  # type: ignore[arg-type] # slots are text; mode is one of ours
        already_said = len(turn.said)
        events = self.act(turn, tracker)
        if self.opens and not tracker.active_loop:
            events = [*events, *_opened(turn)]
        for say in turn.said[already_said:]:
            args = dict(say.args)
            if say.choices:
                args["choices"] = "|".join(say.choices)
            if say.asks:
                args["asks"] = "yes"
            dispatcher.utter_message(json_message={"content": say.content, "args": args})
        return [*_moved(before, turn.position), *events]

    @abstractmethod
    def act(self, turn: Turn, tracker: Tracker) -> list[Event]:
        """Change the turn; return further events, usually none."""


def _moved(before: dict[str, str], position: Position) -> list[Event]:
    """Return slot events for what changed: a form that sees no slot set lets the rules have the message."""
    now = asdict(position)
    return [slot(name, now[name] or None) for name in _POSITION_SLOTS if now[name] != before[name]]


def _opened(turn: Turn) -> list[Event]:
    """Open the form for the question that now stands; where there is nothing to say, for what may follow."""
    if turn.quiet or turn.finished:
        return []
    if not turn.position.question and not turn.said:
        turn.position.question = what_follows(turn)
    if not turn.position.question:
        return []
    return [slot("answer", None), {"event": "followup", "name": "guide_form", "timestamp": None}]


def slot(name: str, value: str | None) -> Event:
    return {"event": "slot", "name": name, "value": value, "timestamp": None}


def suggested(tracker: Tracker) -> list[str]:
    """What the engine suggests for this very message; the slot may hold an earlier one's."""
    return [one for one in str(next(tracker.get_latest_entity_values("suggestion"), "")).split("|") if one]


def intent_of(tracker: Tracker) -> str:
    return str((tracker.latest_message.get("intent") or {}).get("name") or "")
