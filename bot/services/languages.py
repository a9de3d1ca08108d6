"""Choosing a language: by button, or by just writing, which is only ever a reason to ask."""

from __future__ import annotations

from bot.services import prepare
from bot.services.ask import leave_side
from bot.services.staged import SetLanguage
from bot.services.turn import Turn

MOST_OFFERED = 3


def choose_language(turn: Turn, language: str) -> None:
    """Speak this language from here on; the open question comes back in it."""
    if language not in turn.facts.languages:
        turn.say("notices.stale_button")
        return
    turn.stage(SetLanguage(language))
    if turn.position.return_to:
        leave_side(turn)
    elif turn.position.question and turn.question.answer == "language":
        prepare.settle(turn)
        prepare.move_on(turn)


def propose_language(turn: Turn) -> None:
    """Offer the languages that the first words look like, likeliest first; act on nothing."""
    ranked = turn.detector.rank(turn.words or "", client_language=turn.language)
    codes = [code for code, _ in ranked if code in turn.facts.languages][:MOST_OFFERED]
    prepare.set_aside(turn)
    turn.say(
        "arrival.language_guess",
        tuple(f"language:{code}" for code in codes or turn.facts.languages),
    )
    turn.quiet = True
