"""Which follow-up is asked after an answer that is only a label: one, once, and none after words of harm."""

from __future__ import annotations

from bot.content.probes import asked_after
from bot.services.turn import Turn

# Labels such as "everything" say nothing of what the ones beside them are about.
VAGUE = "vague"


def follow_up(turn: Turn, question: str) -> str | None:
    """The one follow-up of a question that may be asked now, or None if its answer needs none.

    It fits the class of the label; the general one stands where no class has its own, or where two
    matters were named. One that is open or was dealt with stays the only one, whatever the answer,
    the language or the lists become afterwards.
    """
    answer = turn.answers.get(question)
    if answer is None or answer.kind != "words" or not answer.label or answer.sore:
        return None
    ways = [entry.item for entry in turn.guide.entries if asked_after(entry) == question]
    begun = {turn.position.question, turn.position.return_to, *turn.answers}
    for way in ways:
        if way in begun:
            return way
    kinds = frozenset[str]().union(
        *(turn.phrases.label_classes(part, turn.language) for part in answer.parts)
    ) - {VAGUE}
    fitting = [way for way in ways if kinds <= set(turn.content.item(way).after_labels)] if kinds else []
    general = [way for way in ways if not turn.content.item(way).after_labels]
    return next(iter([*fitting, *general]), None)
