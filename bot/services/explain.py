"""Answering a question about the meeting, at any step."""

from __future__ import annotations

from bot.services import prepare
from bot.services.turn import Turn

INTENT = "ask_"


def answer_topic(turn: Turn, topic: str) -> None:
    """Say the topic's item for this audience; typed words stay at the side in case they were an answer.

    `topic` is the name after `ask_`. An unknown one is said honestly and offers a person.
    """
    if turn.words is not None:
        prepare.set_aside(turn)
    item = turn.variant(f"topics.{topic}")
    if item not in turn.content.items:
        turn.say("notices.no_topic", ("control:talk_to_person",))
        return
    turn.say(item, tuple(f"word:{term}" for term in turn.content.item(item).words[:3]))
