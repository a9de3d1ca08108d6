"""How far a conversation has come, out of what the records hold of it: where it stands, and what was said."""

from __future__ import annotations

from typing import Any, cast

from bot.records.drafts import Part
from bot.services.staged import KeepAside, Sharing
from bot.services.turn import Answer, Position


def position_of(state: dict[str, Any] | None) -> Position:
    """Return where the engine's state says that the conversation stands."""
    slots = (state or {}).get("slots", {})
    names = ("guide", "question", "return_to", "mode")
    return Position(**{name: slots.get(name) or "" for name in names})


def answers_of(parts: list[Part]) -> dict[str, Answer]:
    """Return the person's own answers that draft parts make up, in the order in which they began."""
    answers: dict[str, Answer] = {}
    for part in parts:
        if part.kind == "aside" or part.by:
            continue
        answer = answers.get(part.question)
        if answer is None:
            answers[part.question] = Answer(
                part.question, part.kind, [part.value], part.label, part.sore, cast("Sharing", part.sharing)
            )
        else:
            answer.parts.append(part.value)
            answer.label = answer.label and part.label
            answer.sore = answer.sore or part.sore
    return answers


def asides_of(parts: list[Part]) -> list[KeepAside]:
    """Return what was set aside, in the order it came."""
    return [
        KeepAside(part.question, part.value, part.by, part.written, part.voice)
        for part in parts
        if part.kind == "aside"
    ]
