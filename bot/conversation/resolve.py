"""What a message is, before any model sees it: a button, an exact phrase, a choice typed out, or words."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.buttons import Button, Buttons
from bot.language.fold import fold
from bot.language.phrases import Phrases
from bot.messages import Inbound, InboundKind
from bot.services import spoken
from bot.services.after import ANY_TIME
from bot.services.correct import is_new
from bot.services.prepare import in_guide
from bot.services.turn import Turn
from bot.services.typed import typed_choice


@dataclass(frozen=True, slots=True)
class Resolved:
    """An intent when core knows it, else words for the engine; `first` is said before the reply."""

    intent: str | None = None
    choice: str | None = None
    pick: str | None = None
    first: str | None = None


WORDS_FOR_ENGINE = Resolved()
# A version of a message for the record alone: core keeps it, and nothing is said.
NOTE_VERSION = "note_version"
# Buttons that pick something, and those that work whatever question is open.
PICKS = {"language": "change_language", "word": "word_meaning", "change": "pick_to_change"}
STATELESS = {"any": "press_any", "promise": "answer_promise"}
# As many as the name of a language may have, with where it is spoken.
FEW_WORDS = 4


def resolve(inbound: Inbound, turn: Turn, buttons: Buttons, phrases: Phrases) -> Resolved:
    """Return what the message is. Reads the turn's position and content; changes nothing."""
    match inbound.kind:
        case InboundKind.BEGIN:
            return Resolved("begin")
        case InboundKind.RESUME:
            return Resolved("resume")
        case InboundKind.UNSUPPORTED:
            return Resolved("repeat", first="notices.unsupported")
        case InboundKind.VOICE:
            return _voice(inbound, turn)
        case InboundKind.BUTTON:
            return _button(inbound.button or "", turn, buttons)
        case InboundKind.EDIT:
            return _edit(inbound, turn, phrases)
        case InboundKind.WORDS if turn.before.came:
            # An edit of it was quicker.
            return _edit(inbound, turn, phrases)
        case InboundKind.WORDS:
            return _words(inbound, turn, phrases)


def _voice(inbound: Inbound, turn: Turn) -> Resolved:
    """An answer, whatever is said in it, unless the channel or the council does not take it."""
    if inbound.refused:
        return Resolved("repeat", first=spoken.REFUSED[inbound.refused])
    if turn.voice is None or not spoken.are_taken(turn.facts.settings):
        turn.voice = None
        return Resolved("repeat", first="notices.unsupported")
    return Resolved("add_part" if _is_about_earlier(inbound, turn) else "answer")


def _button(data: str, turn: Turn, buttons: Buttons) -> Resolved:
    button = buttons.decode(data)
    if button is None:
        return Resolved("stale_choice")
    if button.verb in STATELESS:
        return Resolved(STATELESS[button.verb], pick=button.question, choice=button.value)
    if button.verb in PICKS:
        return Resolved(PICKS[button.verb], pick=button.value)
    match button.verb:
        case "control":
            return Resolved(button.value)
        case "topic":
            topic, _, _twin = button.value.partition(".")
            return Resolved(f"ask_{topic}")
        case "share" if button.question is None:
            return Resolved("share_answer", pick=button.value)
        case "share":
            return Resolved("share_answer", pick=button.question, choice=button.value)
        case _ if button.question != turn.position.question:
            return _stale(button, turn)
        case _:
            return Resolved("choose", choice=button.value)


def _stale(button: Button, turn: Turn) -> Resolved:
    """A button of a question that is no longer open. Who presses "send" twice fears that it did not go."""
    pressed = turn.content.items.get(button.value)
    if turn.facts.sent and pressed is not None and pressed.effect == "send":
        return Resolved("repeat", first="notices.already_sent")
    return Resolved("stale_choice")


def _edit(inbound: Inbound, turn: Turn, phrases: Phrases) -> Resolved:
    """The new words take the place of the old ones in what the message made, until that is sent.

    An edit of a message that never came here is about what was asked before it was first written.
    """
    before = turn.before
    if not (turn.words or "").strip():
        return Resolved("repeat")
    if before.held is not None:
        return Resolved("add_part" if is_new(turn) else NOTE_VERSION)
    if before.sent:
        return Resolved("repeat", first="notices.edited_after_sending")
    if before.came or not in_guide(turn, inbound.about):
        return Resolved("repeat", first="notices.edited_no_answer")
    return _words(inbound, turn, phrases)


def _words(inbound: Inbound, turn: Turn, phrases: Phrases) -> Resolved:
    words = turn.words or ""
    if not words.strip():
        return Resolved("repeat", first="notices.nothing_said")
    if turn.position.question:
        typed = typed_choice(turn, turn.question, words)
        if typed is not None:
            return Resolved("choose", choice=typed)
    if (anytime := _typed_anytime(words, turn)) is not None:
        return Resolved("press_any", choice=anytime)
    control = phrases.control(words, turn.language)
    if control in ("yes", "no") or (turn.position.question and control in turn.question.takes):
        return Resolved("answer")
    if control is not None:
        return Resolved(control)
    if _is_about_earlier(inbound, turn):
        return Resolved("add_part")
    if turn.position.question and _is_plain_answer(words, turn, phrases):
        return Resolved("answer")
    return WORDS_FOR_ENGINE


def _is_plain_answer(words: str, turn: Turn, phrases: Phrases) -> bool:
    """Whether nobody need guess. "Everything" is a worry and no wish to delete it."""
    asked = turn.question
    # "Syrian Arabic" to "which language should the interpreter speak?" sounds like a wish to change ours.
    is_taken = bool(asked.takes) and len(words.split()) <= FEW_WORDS
    return is_taken or asked.answer == "language" or (asked.labels and phrases.is_label(words, turn.language))


def _is_about_earlier(inbound: Inbound, turn: Turn) -> bool:
    """Whether somebody wrote about an earlier question than the open one.

    "Add to my last answer" asks nothing again: what comes then is the addition, whatever was asked before it.
    """
    position = turn.position
    if position.mode == "add":
        return False
    return inbound.about != position.question and in_guide(turn, inbound.about)


def _typed_anytime(words: str, turn: Turn) -> str | None:
    """Return the choice of any time whose very label was typed, such as "no more reminders"."""
    said = fold(words)
    return next((choice for choice in ANY_TIME if said == fold(turn.label(choice))), None)
