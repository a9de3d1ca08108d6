"""Questions about the meeting, and short messages that only look like a control."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.base import Event, TurnAction, intent_of, suggested
from bot.services import controls, explain
from bot.services.turn import Turn


class ActionAnswerTopic(TurnAction):
    def name(self) -> str:
        return "action_answer_topic"

    def act(self, turn: Turn, tracker: Tracker) -> list[Event]:
        topic = intent_of(tracker).removeprefix(explain.INTENT)
        explain.answer_topic(turn, topic, suggested(tracker))
        return []


class ActionNearestTopics(TurnAction):
    def name(self) -> str:
        return "action_nearest_topics"

    def act(self, turn: Turn, tracker: Tracker) -> list[Event]:
        explain.nearest_topics(turn, str(tracker.get_slot("suggestion") or "").split("|"))
        return []


class ActionDidYouMean(TurnAction):
    def name(self) -> str:
        return "action_did_you_mean"

    def act(self, turn: Turn, tracker: Tracker) -> list[Event]:
        controls.did_you_mean(turn, str(tracker.get_slot("suggestion") or "repeat"))
        return []
