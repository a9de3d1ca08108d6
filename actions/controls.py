"""One action a control. What each does is in `bot/services/controls.py`."""

from __future__ import annotations

from abc import abstractmethod

from rasa_sdk import Tracker

from actions.base import Event, TurnAction
from bot.services import after, controls, effects, take
from bot.services.turn import Turn


class ControlAction(TurnAction):
    """An action that only steers. Named after the control, so that both are found by one search."""

    opens = True

    @staticmethod
    @abstractmethod
    def steer(turn: Turn) -> None:
        """Do what the control does."""

    def name(self) -> str:
        return f"action_{self.steer.__name__}"

    def act(self, turn: Turn, tracker: Tracker) -> list[Event]:
        self.steer(turn)
        return []


class ActionChangeAnswer(ControlAction):
    steer = staticmethod(controls.change_answer)


class ActionPickToChange(ControlAction):
    steer = staticmethod(controls.pick_to_change)


class ActionPickToShare(ControlAction):
    steer = staticmethod(controls.pick_to_share)


class ActionAddToAnswer(ControlAction):
    steer = staticmethod(controls.add_to_answer)


class ActionRepeat(ControlAction):
    steer = staticmethod(controls.repeat)


class ActionSimpler(ControlAction):
    steer = staticmethod(controls.simpler)


class ActionWordMeaning(ControlAction):
    steer = staticmethod(controls.word_meaning)


class ActionPause(ControlAction):
    steer = staticmethod(controls.pause)


class ActionStop(ControlAction):
    steer = staticmethod(controls.stop)


class ActionStartAgain(ControlAction):
    steer = staticmethod(controls.start_again)


class ActionDeleteEverything(ControlAction):
    steer = staticmethod(controls.delete_everything)


class ActionWhoSees(ControlAction):
    steer = staticmethod(controls.who_sees)


class ActionTalkToPerson(ControlAction):
    steer = staticmethod(controls.talk_to_person)


class ActionHelpNow(ControlAction):
    steer = staticmethod(controls.help_now)


class ActionHide(ControlAction):
    steer = staticmethod(controls.hide)


class ActionResume(ControlAction):
    steer = staticmethod(controls.resume)


class ActionGreet(ControlAction):
    steer = staticmethod(controls.greet)


class ActionThanks(ControlAction):
    steer = staticmethod(controls.thanks)


class ActionStaleChoice(ControlAction):
    steer = staticmethod(controls.stale_choice)


class ActionPressAny(ControlAction):
    steer = staticmethod(effects.press_any)


class ActionAnswerPromise(ControlAction):
    steer = staticmethod(after.answer_promise)


class ActionAddPart(ControlAction):
    steer = staticmethod(take.add_part)


class ActionThatWasMyAnswer(ControlAction):
    steer = staticmethod(take.that_was_my_answer)
