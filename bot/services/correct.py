"""An edited message: what it says now stands in the place of what it said, and that is kept beside it."""

from __future__ import annotations

from dataclasses import replace

from bot.errors import TurnRefused
from bot.messages import Written
from bot.records.drafts import Part, PartKind
from bot.services.prepare import ALSO_WRITTEN
from bot.services.staged import Correct
from bot.services.turn import Turn
from bot.services.typed import typed_choice


def is_new(turn: Turn) -> bool:
    """Whether this version was written last and says anything else: versions may come late or twice.

    Telegram also tells of edits that changed no word, such as the preview of a link.
    """
    held, was, now = _versions(turn)
    return now.revision > was.revision and _kept_as(turn, held, turn.words or "") != (held.kind, held.value)


def note(turn: Turn) -> None:
    """Keep a version that is not new for the record; nothing is said about it."""
    held, was, now = _versions(turn)
    if now.revision > was.revision:
        turn.stage(Correct(replace(held, written=replace(was, revision=now.revision))))
    elif turn.words not in {held.value, *(words for _, words in was.before)}:
        before = tuple(sorted((*was.before, (now.revision, turn.words or ""))))
        turn.stage(Correct(replace(held, written=replace(was, before=before))))


def correct(turn: Turn) -> None:
    """Put the new version in the place of the old one. The open question stays open, unasked.

    A question at the side is not answered a second time: the open question comes back.
    """
    held, was, now = _versions(turn)
    words = turn.words or ""
    kind, value = _kept_as(turn, held, words)
    label = kind == "words" and turn.content.item(held.question).labels
    corrected = replace(
        held,
        kind=kind,
        value=value,
        label=label and turn.phrases.is_label(words, turn.language),
        # What sounded like harm did so: nothing more is asked about it because it was edited.
        sore=held.sore or turn.sore,
        written=replace(was, revision=now.revision, before=(*was.before, (was.revision, held.value))),
    )
    turn.stage(Correct(corrected))
    if kind != "aside" or held.question == ALSO_WRITTEN:
        turn.say("notices.edited")
        turn.quiet = True


def _versions(turn: Turn) -> tuple[Part, Written, Written]:
    """The part that this very message made, the version it holds, and the version that has come now."""
    held, now = turn.before.held, turn.written
    if held is None or held.written is None or now is None:
        raise TurnRefused(
            "A message that made nothing was to be corrected.",
            remedy="Only a message that holds a part is; see `bot/conversation/resolve.py`.",
        )
    return held, held.written, now


def _kept_as(turn: Turn, held: Part, words: str) -> tuple[PartKind, str]:
    """A choice or number that was typed may be edited into another; all else is kept as words."""
    item = turn.content.item(held.question)
    if held.kind == "aside" or item.answer not in ("choice", "scale"):
        return ("aside" if held.kind == "aside" else "words"), words
    choice = typed_choice(turn, item, words)
    if choice is None or (item.answer == "choice" and turn.content.item(choice).effect is not None):
        return "words", words
    return ("scale" if item.answer == "scale" else "choice"), choice
