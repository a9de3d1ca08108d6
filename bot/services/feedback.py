"""How it went: a guide of its own, whose answers are counted and never sent."""

from __future__ import annotations

from bot.services import prepare
from bot.services.ask import FEEDBACK
from bot.services.staged import DropFeedback, GiveFeedback
from bot.services.turn import Turn

PURPOSE = "feedback"


def start(turn: Turn) -> None:
    """Open the questions, while they are open: once for a meeting."""
    if not turn.facts.feedback_open:
        turn.say("feedback.closed")
        return
    turn.position.guide = turn.guide_for(PURPOSE).id
    turn.position.return_to = ""
    turn.position.question = prepare.first_question(turn)


def send(turn: Turn) -> None:
    """Keep choices and numbers apart from the case; words are no part of it."""
    if turn.facts.feedback_open:
        given = (answer for answer in turn.answers.values() if answer.question.startswith(FEEDBACK))
        counted = ((one.question, one.parts[-1]) for one in given if one.kind in ("choice", "scale"))
        turn.stage(GiveFeedback(tuple(counted)))
        turn.say("feedback.thanks")
    else:
        turn.say("feedback.closed")
    _leave(turn)


def decline(turn: Turn) -> None:
    """Let go of what was answered so far, and ask no more."""
    turn.stage(DropFeedback())
    turn.say("feedback.declined")
    if turn.position.guide and turn.guide.purpose == PURPOSE:
        _leave(turn)


def _leave(turn: Turn) -> None:
    """Back to where the person was: the questions not answered yet, or, after sending, nothing open."""
    turn.position.guide = turn.guide_for("prepare").id
    turn.position.return_to = ""
    turn.position.question = "" if turn.facts.sent else prepare.first_question(turn)
    turn.finished = not turn.position.question
