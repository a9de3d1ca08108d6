"""Asking the open question, and the questions at the side that some controls ask first."""

from __future__ import annotations

from bot.content.model import Item
from bot.services import helper, prepare
from bot.services.order import offered
from bot.services.staged import SetLanguage
from bot.services.turn import Turn

GOOD_TIME = "side.good_time"
# Answers to these are counted, and never sent or shown: see `bot/services/feedback.py`.
FEEDBACK = "feedback."
# What stands open when the guide is finished and somebody is here: add something, or not.
AFTER_GUIDE, NEXT_MEETING = "after.further", "after.next_meeting"
FOLLOWING = (AFTER_GUIDE, NEXT_MEETING)
SCALE = range(11)
WORD_MEANING = "side.word_meaning"
# Steps of a guide that tell and ask nothing.
TOLD = ("explanation", "notice")


def ask(turn: Turn) -> None:
    """Ask the open question, unless this turn's message does not touch it."""
    if turn.quiet or not turn.position.question:
        return
    if turn.facts.returning and not turn.good_time:
        beside(turn, GOOD_TIME)
    elif (timely := prepare.come_due(turn)) is not None:
        beside(turn, timely)
    item = turn.question
    if _was_interrupted(turn, item):
        turn.say(f"{item.id}#again", (*choices_of(turn, item), "control:repeat"), asks=True)
        return
    turn.say(item.id, choices_of(turn, item), asks=True)


def _was_interrupted(turn: Turn, item: Item) -> bool:
    """Whether a step that only explains was told before, and something else has just been answered.

    Whoever asks about the meeting three times in a row need not hear three times what it is: a short
    sentence and the step's buttons lead back. A question is always put whole.
    """
    if item.kind not in TOLD or not turn.said or turn.good_time:
        return False
    changed = any(isinstance(one, SetLanguage) for one in turn.staged)
    return not changed and turn.came_at in (item.id, WORD_MEANING)


def what_follows(turn: Turn) -> str:
    """What stands open when no question of the guide does: the next meeting, or a further part."""
    return NEXT_MEETING if turn.facts.next_meeting else AFTER_GUIDE


def beside(turn: Turn, question: str) -> None:
    """Put a side question in front of the open one, which comes back afterwards."""
    position = turn.position
    if not position.return_to:
        position.return_to = position.question or what_follows(turn)
    position.question = question
    position.mode = ""


def leave_side(turn: Turn) -> None:
    """Drop a side question, if one stands in front of the guide's."""
    position = turn.position
    if position.return_to:
        position.question, position.return_to = position.return_to, ""
    position.mode = ""


def choices_of(turn: Turn, item: Item) -> tuple[str, ...]:
    """Return the full button ids of a question: its own choices, then its controls."""
    own: list[str] = []
    if item.answer == "scale":
        own.extend(f"choose:{item.id}:{value}" for value in SCALE)
    if item.answer == "language":
        own.extend(f"language:{code}" for code in turn.facts.languages)
    own.extend(_listed(turn, item))
    own.extend(f"choose:{item.id}:{choice}" for choice in offered(turn, item))
    own.extend(f"choose:{item.id}:{choice}" for choice in helper.choices_of(turn, item))
    kept = item.answer in ("words", "choice", "scale")
    offers = kept and item.id != prepare.ALSO_WRITTEN
    if offers and turn.aside is not None and turn.aside.question == item.id:
        own.append("control:that_was_my_answer")
    own.extend(f"control:{name}" for name in item.controls)
    return tuple(own)


def _listed(turn: Turn, item: Item) -> list[str]:
    """Buttons that come from the conversation itself, for the side questions that list something."""
    if item.id in ("side.change_answer", "side.sharing_which"):
        verb = "change" if item.id == "side.change_answer" else "share"
        return [f"{verb}:{question}" for question in answered(turn)]
    if item.id == WORD_MEANING:
        asked = turn.content.item(turn.position.return_to) if turn.position.return_to else None
        terms = asked.words if asked else ()
        return [f"word:{turn.variant(term)}" for term in terms or item.words]
    return []


def answered(turn: Turn) -> list[str]:
    """Return the ids of questions that hold an answer, in the guide's order; feedback is not among them."""
    order = [entry.item for entry in turn.guide.entries]
    held = [
        question
        for question, answer in turn.answers.items()
        if answer.kind not in ("skip", "seen") and not question.startswith(FEEDBACK)
    ]
    return sorted(held, key=lambda question: order.index(question) if question in order else len(order))
