"""What becomes of what a person said: an answer, a further part of one, or words at the side."""

from __future__ import annotations

from bot.messages import VoiceNote, Written
from bot.services import helper, spoken
from bot.services.ask import FEEDBACK
from bot.services.correct import correct
from bot.services.languages import offer_beside, propose_language
from bot.services.prepare import (
    ALSO_WRITTEN,
    REVIEW,
    in_guide,
    loose_words,
    move_on,
    part_of,
    set_aside,
    settle,
)
from bot.services.staged import KeepPart, TakeAside
from bot.services.turn import Turn

# "OK" or "no idea" at a button is not worth a question of its own.
FEWEST_LOOSE_WORDS = 3


def take_words(turn: Turn) -> None:
    """File the turn's exact words as the answer to the open question, whatever kind it is.

    Words at a question that only buttons can answer are set aside, and the question asked again: before
    sending, one question offers to keep them.
    """
    words = turn.words or ""
    item = turn.question
    if item.answer == "scale" and turn.voice is None:
        value = turn.phrases.scale_value(words, turn.language)
        if value is not None:
            _keep(turn, "scale", str(value))
            move_on(turn)
            return
    if item.id.startswith(FEEDBACK):
        # Free words would be read by nobody, and could name somebody: only buttons are counted.
        spoken.tell_not_here(turn)
        turn.say("notices.please_choose")
        return
    spoken.tell(turn)
    if helper.is_speaking(turn) and item.answer == "words":
        helper.keep(turn, item.id, words, voice=turn.voice)
        return
    if item.answer in ("words", "choice", "scale"):
        offer_beside(turn)
        keep_words(turn, item.id, words, replace=turn.position.mode != "add", voice=turn.voice)
        move_on(turn)
        return
    if item.answer == "language" and turn.voice is None:
        propose_language(turn)
        return
    _take_loose(turn, words)


def _take_loose(turn: Turn, words: str) -> None:
    """Words at a question that only buttons answer: kept at once while looking back, else set aside.

    Whoever wrote more than a word or two hears what becomes of it: nothing hurts like being waved on.
    """
    if turn.voice is None and len(words.split()) < FEWEST_LOOSE_WORDS:
        set_aside(turn)
        turn.say("notices.please_choose")
    elif _is_past_asking(turn):
        # It is for the worker only unless that is changed.
        _keep_loose(turn, words, voice=turn.voice)
        turn.say("notices.kept_with_answers")
        turn.say("notices.please_choose")
    else:
        set_aside(turn, ALSO_WRITTEN)
        turn.say("notices.please_choose_kept")


def _is_past_asking(turn: Turn) -> bool:
    """Whether the question that offers to keep loose words has been, so that nothing would ask any more.

    Somebody may be at a side question while looking back, or have gone back to an earlier part from there.
    """
    position = turn.position
    return part_of(turn, position.return_to or position.question) == REVIEW or ALSO_WRITTEN in turn.answers


def keep_words(
    turn: Turn,
    question: str,
    words: str,
    *,
    replace: bool,
    written: Written | None = None,
    voice: VoiceNote | None = None,
) -> None:
    """Keep words as a part of an answer, noting whether they are only a label. Of a voice note nobody knows.

    `written` is the message they came in, None for this turn's own. `voice` is what they were spoken in.
    """
    may_be_label = voice is None and turn.content.item(question).labels
    label = may_be_label and turn.phrases.is_label(words, turn.language)
    turn.stage(KeepPart(question, "words", words, label, turn.sore, replace, written=written, voice=voice))


def take_choice(turn: Turn, choice: str) -> None:
    """Keep a pressed choice of the open question (scale values are given as digits)."""
    _keep(turn, "scale" if choice.isdigit() else "choice", choice)
    move_on(turn)


def _keep(turn: Turn, kind: str, value: str) -> None:
    question = turn.position.question
    turn.stage(KeepPart(question, "scale" if kind == "scale" else "choice", value, replace=True))


def keep_asides(turn: Turn) -> None:
    """What was written where only a button counted goes with the answers after all."""
    loose = loose_words(turn)
    turn.stage(TakeAside(ALSO_WRITTEN))
    for aside in loose:
        if aside.by:
            helper.keep(turn, ALSO_WRITTEN, aside.value, aside.written, aside.voice)
        else:
            _keep_loose(turn, aside.value, aside.written, aside.voice)
    settle(turn)
    move_on(turn)


def _keep_loose(
    turn: Turn, words: str, written: Written | None = None, voice: VoiceNote | None = None
) -> None:
    keep_words(turn, ALSO_WRITTEN, words, replace=False, written=written, voice=voice)


def add_part(turn: Turn) -> None:
    """Add words about an earlier question to that answer; the open question stays open, unasked.

    What its message has made already is corrected instead.
    """
    if turn.before.held is not None and turn.voice is None:
        correct(turn)
        return
    if turn.about is None or turn.words is None:
        turn.say("notices.nothing_said")
        return
    spoken.tell(turn)
    if helper.is_speaking(turn):
        helper.keep(turn, turn.about, turn.words, voice=turn.voice)
    else:
        keep_words(turn, turn.about, turn.words, replace=False, voice=turn.voice)
        turn.say("notices.added_to_earlier")
    turn.quiet = True


def that_was_my_answer(turn: Turn) -> None:
    """The words set aside were an answer: file them and move on."""
    aside = turn.aside
    if aside is None or not in_guide(turn, aside.question):
        turn.say("notices.nothing_said")
        return
    others = [one for one in turn.asides[:-1] if one.question == aside.question]
    turn.stage(TakeAside(aside.question))
    for other in others:
        turn.stage(other)
    if aside.by:
        helper.keep(turn, aside.question, aside.value, aside.written, aside.voice)
        return
    already = turn.answers.get(aside.question)
    replace = already is None or already.kind in ("skip", "seen")
    keep_words(turn, aside.question, aside.value, replace=replace, written=aside.written, voice=aside.voice)
    turn.say("notices.kept")
    if aside.question == turn.position.question:
        move_on(turn)
