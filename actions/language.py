"""Changing the language, by button or by word."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.base import Event, TurnAction
from bot.services import controls, languages
from bot.services.turn import Turn


class ActionChangeLanguage(TurnAction):
    opens = True

    def name(self) -> str:
        return "action_change_language"

    def act(self, turn: Turn, tracker: Tracker) -> list[Event]:
        if turn.pick is None:
            controls.change_language(turn)
        else:
            languages.choose_language(turn, turn.pick)
        return []
