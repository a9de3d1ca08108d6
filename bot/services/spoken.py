"""Voice notes: what a person is told at once of one, and where none is taken."""

from __future__ import annotations

from collections.abc import Mapping

from bot.messages import VoiceRefusal
from bot.services.turn import Turn

SETTING = "voice_notes"
REFUSED: Mapping[VoiceRefusal, str] = {
    "too_large": "notices.voice_too_large",
    "not_sound": "notices.voice_not_sound",
    "not_arrived": "notices.voice_not_arrived",
}
# In this order: whom to call comes before who will listen.
KEPT = ("notices.voice_kept", "voice.talk_to_person", "notices.voice_heard_by")
KEPT_AGAIN = ("notices.voice_kept_again",)


def are_taken(settings: Mapping[str, str]) -> bool:
    """Whether this council takes voice notes."""
    return settings.get(SETTING) == "yes"


def tell(turn: Turn) -> None:
    """Say that a voice note is kept, that nobody has heard it, and who to call: no screen can hear it.

    Who may listen to it later is said with the first.
    """
    if turn.voice is not None:
        for item in KEPT_AGAIN if turn.spoken else KEPT:
            turn.say(item)


def tell_not_here(turn: Turn) -> None:
    """Say that a voice note was not kept, where only buttons are counted."""
    if turn.voice is not None:
        turn.say("notices.voice_not_here")
