"""The same trivial guide for stock Rasa and for our engine: question after question, for ever.

Runs in rasa_sdk's own action server, in the stock environment.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

Events = list[Any]


class ActionBegin(Action):
    """Opens the guide at its first question."""

    def name(self) -> str:
        return "action_begin"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        return [SlotSet("guide", "g.bench"), SlotSet("question", "0")]


class ActionAskAnswer(Action):
    """Says which question is open."""

    def name(self) -> str:
        return "action_ask_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        content = f"q.{tracker.get_slot('question')}"
        dispatcher.utter_message(json_message={"content": content, "args": {}})
        return []


class ValidateGuideForm(Action):
    """Takes any answer and goes on."""

    def name(self) -> str:
        return "validate_guide_form"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        if tracker.get_slot("answer") is None:
            return []
        at = int(tracker.get_slot("question")) + 1
        return [SlotSet("question", str(at)), SlotSet("answer", None)]
