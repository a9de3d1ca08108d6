"""Record what stock Rasa's check of an action's answer says, as JSON on standard output.

Runs in the stock environment; `tests/engine` compares our check with it.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction

EVENTS: list[dict[str, Any]] = [
    {"event": "slot", "name": "question", "value": "q.one", "timestamp": None},
    {"event": "slot", "name": "answer", "value": None},
    {"event": "slot", "name": "x", "value": {"a": [1, 2]}, "timestamp": 1.5},
    {"event": "followup", "name": "guide_form", "timestamp": None},
    {"event": "form", "name": "guide_form"},
    {"event": "active_loop", "name": None},
    {"event": "form_validation", "validate": True},
    {"event": "loop_interrupted", "is_interrupted": False},
    {"event": "action", "name": "action_listen", "policy": None, "confidence": None},
    {"event": "action_execution_rejected", "name": "a", "policy": "p", "confidence": 0.5},
    {"event": "user", "text": "/answer", "parse_data": {"intent": {"name": "answer"}}},
    {"event": "bot", "text": "hello", "data": {}},
    {"event": "session_started"},
    {"event": "pause"},
    {"event": "resume"},
    {"event": "reset_slots"},
    {"event": "restart"},
    {"event": "rewind"},
    {"event": "undo"},
    {"event": "export"},
    {"event": "agent"},
    {"event": "reminder", "intent": "x", "date_time": "2026-11-23T12:00:00", "name": "n"},
    {"event": "cancel_reminder", "name": "n"},
    {"event": "entities", "entities": []},
    {"event": "user_featurization", "use_text_for_featurization": False},
    {"event": "cancel_unknown"},
]
ODD: list[Any] = [None, 3, True, "text", [], {}, [None], {"a": 1}]


def results() -> list[Any]:
    """Return answers as an action may give them: right ones, and each spoilt in every single way."""
    found: list[Any] = [{}, {"events": []}, {"responses": []}, {"events": [], "responses": []}]
    found += [{"events": EVENTS, "responses": [{"custom": {"content": "c", "args": {}}}]}]
    found += [{"events": odd} for odd in ODD] + [{"responses": odd} for odd in ODD]
    found += [{"events": [odd]} for odd in ODD] + [{"responses": [odd]} for odd in ODD]
    found += [{"events": [], "responses": [], "more": odd} for odd in ODD]
    for event in EVENTS:
        found.append({"events": [event]})
        for name in event:
            found.append({"events": [{k: v for k, v in event.items() if k != name}]})
            found += [{"events": [{**event, name: odd}]} for odd in ODD]
    return [*found, *ODD]


def main() -> None:
    """Write one entry a result: the result, and whether stock Rasa lets it through."""
    action = RemoteAction("action_x", None)
    recorded = []
    for result in results():
        try:
            action._validate_action_result(result)
            valid = True
        except ValidationError:
            valid = False
        recorded.append({"result": result, "valid": valid})
    json.dump(recorded, sys.stdout, indent=None, separators=(",", ":"))


if __name__ == "__main__":
    main()
