"""Somebody who helps a child: their words are kept beside the child's, and never among them."""

from __future__ import annotations

from bot.content.model import Item
from bot.messages import VoiceNote, Written
from bot.services.staged import KeepPart
from bot.services.turn import Turn

ASKED, HERE = "child.helper.now", "choices.child_with_helper"
SAYS = "choices.helper_says"


def choices_of(turn: Turn, item: Item) -> tuple[str, ...]:
    """The button that lets the helper speak, under a question for words while a helper is there."""
    answer = turn.answers.get(ASKED)
    is_here = answer is not None and HERE in answer.parts
    return (SAYS,) if is_here and item.answer == "words" else ()


def let_speak(turn: Turn) -> None:
    """The next words are the helper's; after "change" they take the place of the helper's earlier ones."""
    position = turn.position
    position.mode = "helper_change" if position.mode == "change" else "helper"
    turn.say("helper.your_turn")
    turn.quiet = True


def is_speaking(turn: Turn) -> bool:
    return turn.position.mode in ("helper", "helper_change")


def keep(
    turn: Turn,
    question: str,
    words: str,
    written: Written | None = None,
    voice: VoiceNote | None = None,
) -> None:
    """Keep words as the helper's. The question stays open for the child.

    `written` is the message they came in, None for this turn's own.
    """
    replace = turn.position.mode == "helper_change"
    turn.stage(KeepPart(question, "words", words, replace=replace, by="helper", written=written, voice=voice))
    turn.position.mode = ""
    turn.say("helper.kept")
