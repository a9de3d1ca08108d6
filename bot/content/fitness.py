"""C08, C10, C17, C18: help that can be reached, choices that are free, facts with a source."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.findings import Finding
from bot.content.model import Item
from bot.content.source import Source

_FEWEST, _MOST = 2, 7
SAFETY_KINDS = (
    "violence_now",
    "weapon",
    "self_harm",
    "sexual_harm",
    "child_alone",
    "cannot_speak",
    "in_danger",
    "concern",
    "notice_sent",
    "notice_failed",
    "nobody_set",
    "seen",
)


def faults(source: Source) -> Iterator[Finding]:
    """Every fault of these four rules."""
    for item in source.items.values():
        if item.kind == "question":
            yield from _choices(source, item)
        if item.kind == "topic" and not item.source:
            yield source.places[item.id].finding(
                "C17",
                "a topic states facts and has no 'source'.",
                "Add where the facts are from and when they were seen: 'source: \"...\"'.",
            )
    if source.guides:
        yield from _help_lines(source)
        yield from _safety(source)


def _choices(source: Source, item: Item) -> Iterator[Finding]:
    place = source.places[item.id]
    held = [source.items[choice] for choice in item.choices if choice in source.items]
    # Where the one choice leads back, the product adds the rest: which answer, which word.
    picked = item.answer == "gate" and [choice.effect for choice in held] == ["return"]
    fits = picked or _FEWEST <= len(item.choices) <= _MOST
    if item.answer in {"choice", "gate"} and not fits:
        wrong = f"it has {len(item.choices)} choices; there are {_FEWEST} to {_MOST}."
        yield place.finding("C10", wrong, "Split the question, or make it one for words.")
    labels = [choice.texts[0].casefold() for choice in held]
    if len(set(labels)) < len(labels):
        wrong = "two of its choices say the same."
        yield place.finding("C10", wrong, "Give each its own words.", "choices")
    for choice in held:
        if item.answer == "gate" and choice.effect is None:
            wrong = f"its choice '{choice.id}' does nothing: a gate keeps no answer."
            yield place.finding("C10", wrong, "Give the choice an 'effect'.", "choices")
        if item.answer == "choice" and choice.effect is not None:
            wrong = f"its choice '{choice.id}' has an effect, so it is never kept as the answer."
            yield place.finding("C10", wrong, "Use a choice without 'effect'.", "choices")
    if item.answer in {"words", "choice", "scale"}:
        lacking = sorted({"skip", "stop"} - set(item.controls))
        if lacking:
            wrong = f"nobody has to answer, and it does not show {' or '.join(lacking)}."
            yield place.finding("C10", wrong, "Add it to 'controls'.")


def _help_lines(source: Source) -> Iterator[Finding]:
    for line in source.lines.values():
        place = source.places[f"help.{line.id}"]
        for key in ("hours", "cost"):
            if not getattr(line, key):
                wrong, mend = f"'{key}' is missing.", "Say it, as the service says it."
                yield place.finding("C08", wrong, mend)
        if not line.number and not line.text_number:
            wrong = "it has no number to call or to text."
            yield place.finding("C08", wrong, "Add 'number' or 'text_number'.")
    served = {(nation, g.audience) for g in source.guides.values() for nation in g.nations}
    for nation, audience in sorted(served):
        always = [
            line
            for line in source.lines.values()
            if line.always_open and nation in line.nations and {audience, "anyone"} & set(line.audiences)
        ]
        if not always:
            wrong = f"no help line for a {audience} in {nation} is always open."
            yield Finding("help/lines.yml", 1, "", "C08", wrong, "Add one with always_open: true.")


def _safety(source: Source) -> Iterator[Finding]:
    audiences = {guide.audience for guide in source.guides.values()}
    for kind in SAFETY_KINDS:
        whole = f"safety.{kind}"
        for audience in sorted(audiences):
            told = [source.items.get(f"{whole}.{audience}"), source.items.get(whole)]
            fits = [item for item in told if item is not None and item.is_for(audience)]
            if not fits:
                wrong = f"there is nothing to say to a {audience} when '{kind}' is met."
                mend = f"Write '{whole}' for this audience, or '{whole}.{audience}'."
                yield Finding("safety", 1, whole, "C18", wrong, mend)
