"""The guide: opening it, asking its question, taking what was said, and what follows its end."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.base import Event, TurnAction, intent_of, slot, suggested
from bot.services import controls, effects, explain, prepare, spoken, take
from bot.services.ask import ask, what_follows
from bot.services.staged import KeepAside
from bot.services.turn import Turn


class ActionBegin(TurnAction):
    def name(self) -> str:
        return "action_begin"

    def act(self, turn: Turn, tracker: Tracker) -> list[Event]:
        if not turn.position.guide:
            turn.position.guide = turn.guide_for("prepare").id
            turn.position.question = prepare.first_question(turn)
        return []


class ActionAskAnswer(TurnAction):
    def name(self) -> str:
        return "action_ask_answer"

    def act(self, turn: Turn, tracker: Tracker) -> list[Event]:
        ask(turn)
        return []


class ValidateGuideForm(TurnAction):
    """Takes what was said to the open question; the slot stays empty until the guide is finished."""

    def name(self) -> str:
        return "validate_guide_form"

    def act(self, turn: Turn, tracker: Tracker) -> list[Event]:
        if tracker.get_slot("answer") is None:
            return []
        intent = intent_of(tracker)
        _take(turn, intent)
        if intent == "answer":
            explain.offer_beside(turn, suggested(tracker))
        return [slot("answer", prepare.FINISHED if turn.finished else None)]


def _take(turn: Turn, intent: str) -> None:
    """Give the message to the open question, by what kind of message it is."""
    if intent == "skip":
        controls.skip(turn)
    elif intent == "go_back":
        controls.go_back(turn)
    elif turn.choice is not None:
        effects.choose(turn, turn.choice)
    elif turn.words is not None:
        take.take_words(turn)
    else:
        controls.stale_choice(turn)


class ActionAfterGuide(TurnAction):
    """No question is open: offer a further part; words typed now are kept until that is decided."""

    opens = True

    def name(self) -> str:
        return "action_after_guide"

    def act(self, turn: Turn, tracker: Tracker) -> list[Event]:
        if turn.finished:
            turn.say("sent.finished")
            return []
        if turn.words is not None:
            items = (
                turn.content.item(entry.item)
                for entry in turn.guide_for("prepare" if turn.facts.next_meeting else "further").entries
            )
            first = next(item for item in items if item.answer == "words")
            spoken.tell(turn)
            turn.stage(KeepAside(first.id, turn.words, voice=turn.voice))
        turn.position.question = what_follows(turn)
        return []
