"""Answering a question about the meeting, at any step."""

from __future__ import annotations

from collections.abc import Sequence

from bot.services import prepare
from bot.services.turn import Turn

INTENT = "ask_"
QUESTION_MARKS = "?؟"
FEWEST_ASKING_WORDS = 4


def answer_topic(turn: Turn, topic: str, others: Sequence[str] = ()) -> None:
    """Say the topic's item for this audience; typed words stay at the side in case they were an answer.

    `topic` is the name after `ask_`. An unknown one is said honestly and offers a person. `others` are what
    the question may have been instead: those for this audience are offered under the answer. Where this
    kind of meeting is not a conference, the guide's own steps answer what differs between them.
    """
    if turn.words is not None:
        prepare.set_aside(turn)
    instead = tuple(_button(turn, other) for other in others if _is_for(turn, other))
    if steps := prepare.told_of(turn, topic):
        for step in steps[:-1]:
            turn.say(step)
        turn.say(steps[-1], instead)
        return
    item = turn.variant(f"topics.{topic}")
    if item not in turn.content.items:
        turn.say("notices.no_topic", ("control:talk_to_person",))
        return
    terms = tuple(f"word:{turn.variant(term)}" for term in turn.content.item(item).words[:3])
    turn.say(item, instead + terms[: max(1, 3 - len(instead))])


def nearest_topics(turn: Turn, topics: Sequence[str]) -> None:
    """Offer the topics that a question comes nearest to; its words stay aside, in case it was an answer.

    Where none of them is for this audience, that is said honestly and a person is offered.
    """
    prepare.set_aside(turn)
    known = [topic for topic in topics if _is_for(turn, topic)]
    if not known:
        turn.say("notices.no_topic", ("control:talk_to_person",))
        return
    buttons = tuple(_button(turn, topic) for topic in known)
    turn.say(turn.variant("notices.nearest_topics"), (*buttons, "control:talk_to_person"))


def offer_beside(turn: Turn, topics: Sequence[str]) -> None:
    """Beside words that were kept as an answer, offer what they might have asked; nothing after harm.

    Nor after a word or two, nor to a child without a question mark: "mum being sad" is no question, and
    "Is it my fault?" under it hurts.
    """
    if turn.sore or turn.finished or turn.words is None or not _may_ask(turn, turn.words):
        return
    if buttons := tuple(_button(turn, topic) for topic in topics if _is_for(turn, topic)):
        told = any(say.content == "notices.please_choose_kept" for say in turn.said)
        turn.say(turn.variant("notices.nearest_topics" if told else "notices.or_a_question"), buttons)


def _may_ask(turn: Turn, words: str) -> bool:
    if any(mark in words for mark in QUESTION_MARKS):
        return True
    return turn.facts.audience != "child" and len(words.split()) >= FEWEST_ASKING_WORDS


def _is_for(turn: Turn, topic: str) -> bool:
    item = turn.content.items.get(turn.variant(f"topics.{topic}"))
    return item is not None and item.is_for(turn.facts.audience)


def _button(turn: Turn, topic: str) -> str:
    """A topic's button says what it is called for this audience and nation."""
    return f"topic:{turn.variant(f'topics.{topic}').removeprefix('topics.')}"
