"""A conversation that stands at one question of a guide, with what leads there said before."""

from __future__ import annotations

from dataclasses import dataclass

from bot.content.model import Condition, Guide, GuideEntry
from bot.services.prepare import ALSO_WRITTEN
from bot.services.staged import KeepAside
from bot.services.turn import Answer
from tests.stack import knowledge
from tests.walks.rules import FORM
from tests.walks.talks import KeptTalk, Talk

BEFORE = "She sleeps in her own bed every night now, and I walk with her to the bus"


@dataclass(frozen=True)
class Place:
    """One question of one guide, in a nation in which it is asked."""

    guide: Guide
    entry: GuideEntry
    nation: str


def places(guide: Guide) -> list[Place]:
    """Every question of the guide."""
    found = []
    for entry in guide.entries:
        told = [one.nations for one in entry.conditions if one.kind == "if_nation"]
        nations = [one for one in guide.nations if all(one in listed for listed in told)]
        assert nations, f"{entry.item} is asked nowhere"
        found.append(Place(guide, entry, nations[0]))
    return found


def led_to(place: Place) -> dict[str, Answer]:
    """What was answered before: everything dealt with, and what the question depends on said."""
    items = knowledge().texts.content.items
    order = [entry.item for entry in place.guide.entries]
    held = {one: Answer(one, "seen", [""]) for one in order[: order.index(place.entry.item)]}
    earlier = previous(place)
    if earlier is not None:
        held[earlier] = Answer(earlier, "words", [BEFORE])
    for condition in place.entry.conditions:
        if condition.question is not None:
            held[condition.question] = _answer(condition, items[condition.question].answer or "words")
    return held


def previous(place: Place) -> str | None:
    """The question before it whose answer is kept."""
    items = knowledge().texts.content.items
    order = [entry.item for entry in place.guide.entries if not entry.conditions or entry == place.entry]
    before = [
        one for one in order[: order.index(place.entry.item)] if items[one].answer in ("words", "choice")
    ]
    return before[-1] if before else None


def _answer(condition: Condition, kind: str) -> Answer:
    question = condition.question or ""
    if condition.kind == "if_choice":
        return Answer(question, "choice", [condition.choice or ""])
    if condition.kind == "if_label":
        return Answer(question, "words", ["neglect"], label=True)
    return Answer(question, "scale", ["5"]) if kind == "scale" else Answer(question, "words", [BEFORE])


def stand(talk: Talk, place: Place) -> None:
    """Bring a conversation to the place, as if it had come there."""
    kinds = {one.kind: one for one in place.entry.conditions}
    if "if_setting" in kinds:
        talk.more = {kinds["if_setting"].setting or "": "yes"}
    if "if_due" in kinds or any(one.question and "report." in one.question for one in place.entry.conditions):
        talk.due = frozenset({"report"})
    talk.answers = led_to(place)
    if "if_set_aside" in kinds:
        talk.asides = [KeepAside(ALSO_WRITTEN, BEFORE)]
    slots = {"guide": place.guide.id, "question": place.entry.item, "requested_slot": "answer"}
    talk.state = {"slots": slots, "active_loop": FORM}
    if isinstance(talk, KeptTalk):
        talk.keep_all()


def hear(talk: Talk, place: Place) -> None:
    """Hear the question."""
    said = talk.send(button="control:repeat")
    assert said[-1].asks
    assert said[-1].content == place.entry.item
