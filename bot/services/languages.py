"""Choosing a language: by button, or by just writing, which is only ever a reason to ask."""

from __future__ import annotations

from collections.abc import Sequence

from bot.language.detect import Judgement
from bot.services import prepare
from bot.services.ask import leave_side
from bot.services.staged import SetLanguage
from bot.services.turn import Turn

MOST_OFFERED = 3
# Where words may be Urdu or Arabic in Latin letters nobody can tell which: more are offered, not less.
MOST_IN_LATIN = 5
MAY_BE_IN_LATIN = 0.02
# At a later question a wrong offer is in the way, so it takes more words and more certainty.
FEWEST_WORDS, SURE_LATER = 5, 0.98
GUESS, MISSING = "arrival.language_guess", "arrival.language_missing"
ANOTHER = "control:change_language"


def choose_language(turn: Turn, language: str) -> None:
    """Speak this language from here on; the open question comes back in it."""
    if language not in turn.facts.languages:
        turn.say("notices.stale_button")
        return
    turn.stage(SetLanguage(language))
    if turn.position.return_to:
        leave_side(turn)
    if turn.position.question and turn.question.answer == "language":
        prepare.settle(turn)
        prepare.move_on(turn)


def propose_language(turn: Turn) -> None:
    """Offer the languages that the first words look like, likeliest first; act on nothing."""
    judged = turn.detector.judge(turn.words or "", turn.facts.device or turn.language)
    codes = [code for code in likely(judged) if code in turn.facts.languages]
    prepare.set_aside(turn)
    if judged.out_of_set:
        _offer(turn, MISSING, codes, ("control:talk_to_person", ANOTHER))
    else:
        _offer(turn, GUESS, codes, (ANOTHER,))
    turn.quiet = True


def offer_beside(turn: Turn) -> None:
    """Offer another language once, to whoever gives their first answer in it; the answer stays kept."""
    words = turn.words or ""
    if turn.voice is not None or len(words.split()) < FEWEST_WORDS or _has_answered(turn):
        return
    judged = turn.detector.judge(words, turn.language)
    code, share = judged.ranked[0]
    if judged.sure and share >= SURE_LATER and code in turn.facts.languages and code != turn.language:
        _offer(turn, GUESS, [code], ())


def likely(judged: Judgement) -> list[str]:
    """The languages that are worth a button, likeliest first.

    One alone when it is sure. With English where it may be none of ours. Up to five where the letters
    may be borrowed: then those that are written in other letters come as well.
    """
    ranked = [code for code, _ in judged.ranked]
    if judged.sure:
        return ranked[:1]
    codes = ranked[:MOST_OFFERED]
    if judged.out_of_set:
        return list(dict.fromkeys([*codes, "en"]))
    borrowed = [code for code, share in judged.borrowed if judged.strange or share >= MAY_BE_IN_LATIN]
    return list(dict.fromkeys([*codes, *borrowed]))[: max(MOST_OFFERED, MOST_IN_LATIN if borrowed else 0)]


def _offer(turn: Turn, content: str, codes: Sequence[str], controls: Sequence[str]) -> None:
    """Ask in the likeliest of the languages, which is likelier to be read than the conversation's."""
    codes = codes or tuple(dict.fromkeys((turn.language, *turn.facts.languages)))
    buttons = (*(f"language:{code}" for code in codes), *controls)
    turn.say(content, buttons, said_in=codes[0])


def _has_answered(turn: Turn) -> bool:
    return any(answer.kind == "words" for answer in turn.answers.values())
