"""C01 and C02: each item, guide, help line and council has the keys it should, and no others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.content import vocabulary
from bot.content.findings import Finding, nearest
from bot.content.keys import Place, Shapes, keys

ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
NAME = re.compile(r"[a-z][a-z0-9_]*")

_ITEM_KEYS: Shapes = {
    "kind": vocabulary.KINDS,
    "audience": "audience",
    "text": "texts",
    "easier": "texts",
    "short": "words",
    "term": "words",
    "also": "list",
    "answer": vocabulary.ANSWERS,
    "choices": "list",
    "controls": "controls",
    "takes": "controls",
    "effect": vocabulary.EFFECTS,
    "means": ("yes", "no"),
    "column": vocabulary.COLUMNS,
    "picture": "words",
    "labels": "flag",
    "after_labels": "list",
    "follows": "list",
    "words": "list",
    "allows": "list",
    "note": "words",
    "source": "words",
    "reviewed": ("none",),
    "retired": "words",
}
_ONLY_FOR = {
    "short": ("question", "topic"),
    "answer": ("question",),
    "takes": ("question",),
    "labels": ("question",),
    "after_labels": ("question",),
    "follows": ("question",),
    "term": ("word",),
    "also": ("word",),
    "effect": ("choice",),
    "means": ("choice",),
    "column": ("choice",),
}
_NEEDED = {
    "question": ("audience", "text", "easier", "short", "answer", "note", "reviewed"),
    "explanation": ("audience", "text", "easier", "note", "reviewed"),
    "topic": ("audience", "text", "easier", "note", "reviewed"),
    "word": ("term", "text", "reviewed"),
    "notice": ("text", "note", "reviewed"),
    "safety": ("text", "note", "reviewed"),
    "choice": ("text",),
    "menu": ("text",),
    "page": ("text",),
    "name": ("text",),
    "picture": ("text", "note"),
}
_TEXT_KEYS: Shapes = {"if_known": "list or word", "text": "words", "else": "words"}
LINE_KEYS: Shapes = {
    "id": "words",
    "name": "words",
    "number": "number",
    "text_number": "number",
    "hours": "words",
    "nations": "nations",
    "audiences": "audience",
    "topics": "list",
    "languages": "list",
    "cost": "words",
    "on_bill": "words",
    "always_open": "flag",
    "source": "words",
    "verified_on": ("none",),
}
_LINE_NEEDED = ("id", "name", "nations", "audiences", "topics", "source")
GUIDE_KEYS: Shapes = {
    "audience": vocabulary.AUDIENCES[:3],
    "meeting": "meetings",
    "purpose": ("prepare", "further", "feedback"),
    "nations": "nations",
    "parts": "parts",
    "answers": "answers",
    "note": "words",
}
PART_KEYS: Shapes = {
    "part": "words",
    "column": vocabulary.COLUMNS,
    "repeat": "times",
    "items": "entries",
}
SHARED_KEYS: Shapes = {"parts": "parts", "note": "words"}
_NATIONS: Shapes = {"if_nation": "nations"}
NATIONAL_KEYS: Shapes = {
    "nation": vocabulary.NATIONS,
    "first_languages": "list",
    "settings": "settings",
}
COUNCIL_KEYS: Shapes = {
    "name": "words",
    "nation": vocabulary.NATIONS,
    "invented": "flag",
    "settings": "settings",
    "note": "words",
}


def item(place: Place, value: object) -> Iterator[Finding]:
    """Faults of shape in one item."""
    if not ID.fullmatch(place.item):
        yield place.finding(
            "C02",
            f"the id '{place.item}' is not well formed.",
            "Write small letters, digits and _, with a point between parts: topics.is_it_court.",
        )
    if not isinstance(value, dict):
        yield place.finding("C01", "this is not an item.", "Give it keys: kind, audience, text.")
        return
    kind = value.get("kind")
    needed = _NEEDED.get(str(kind), ("kind", "text"))
    if "follows" in value:  # it goes by the short name of the follow-up that it stands for
        needed = tuple(key for key in needed if key != "short")
    yield from keys(place, value, _ITEM_KEYS, needed)
    for key in ("text", "easier"):
        yield from _texts(place.inside(key), value.get(key))
    for key, kinds in _ONLY_FOR.items():
        if key in value and kind in vocabulary.KINDS and kind not in kinds:
            yield place.finding(
                "C01",
                f"a {kind} has no '{key}'.",
                f"Take '{key}' away, or make this a {kinds[0]}.",
                key,
            )
    if kind == "question" and value.get("answer") in {"choice", "gate"} and not value.get("choices"):
        yield place.finding(
            "C01",
            f"a question with 'answer: {value['answer']}' needs choices.",
            "Add a line 'choices: [...]' with ids of items of kind choice.",
        )


def _texts(place: Place, held: object) -> Iterator[Finding]:
    for at, entry in enumerate(held if isinstance(held, list) else [held]):
        if isinstance(entry, dict):
            inside = place.inside(at) if isinstance(held, list) else place
            yield from keys(inside, entry, _TEXT_KEYS, ("if_known", "text"))


def help_line(place: Place, value: object) -> Iterator[Finding]:
    """Faults of shape in one help line; what it must tell is C08."""
    if not isinstance(value, dict):
        yield place.finding("C01", "this is not a help line.", "Give it keys: id, name, number.")
        return
    yield from keys(place, value, LINE_KEYS, _LINE_NEEDED)


def guide(place: Place, value: object) -> Iterator[Finding]:
    """Faults of shape in one guide."""
    if not isinstance(value, dict):
        yield place.finding("C01", "this is not a guide.", "Give it audience, meeting and parts.")
        return
    yield from keys(place, value, GUIDE_KEYS, ("audience", "meeting", "nations", "parts"))
    for at, part in enumerate(_listed(value.get("parts"))):
        inner = place.inside("parts", at)
        if isinstance(part, dict) and "use" in part:
            yield from keys(inner, part, {"use": "words"}, ("use",))
        else:
            yield from _part(inner, part)


def shared(place: Place, value: object) -> Iterator[Finding]:
    """Faults of shape in parts that several guides share. They use no others: one look shows it all."""
    if not isinstance(value, dict):
        yield place.finding("C01", "these are no parts.", "Give them 'parts:', a list of parts.")
        return
    yield from keys(place, value, SHARED_KEYS, ("parts",))
    for at, part in enumerate(_listed(value.get("parts"))):
        yield from _part(place.inside("parts", at), part)


def _listed(held: object) -> list[object]:
    return held if isinstance(held, list) else []


def _part(place: Place, part: object) -> Iterator[Finding]:
    if not isinstance(part, dict):
        yield place.finding("C01", "this is not a part.", "Give it 'part' and 'items'.")
        return
    yield from keys(place, part, PART_KEYS, ("part", "items"))
    for at, entry in enumerate(_listed(part.get("items"))):
        yield from _entry(place.inside("items", at), entry)


def _entry(place: Place, entry: object) -> Iterator[Finding]:
    if isinstance(entry, str):
        return
    known = ("item", *vocabulary.CONDITIONS)
    if not isinstance(entry, dict) or not isinstance(entry.get("item"), str):
        mend = "Write an id, or {item: id, if_label: id}."
        yield place.finding("C01", "this entry names no item.", mend)
        return
    for key in entry:
        if key not in known:
            yield place.finding(
                "C01",
                f"'{key}' is not a condition.",
                f"Conditions are {', '.join(vocabulary.CONDITIONS)}.{nearest(key, known)}",
                key,
            )
    yield from keys(place, {key: entry[key] for key in entry if key == "if_nation"}, _NATIONS, ())
    if "if_due" in entry and entry["if_due"] not in vocabulary.DUE:
        wrong, mend = "'if_due' holds nothing that can be due.", f"Write one of: {', '.join(vocabulary.DUE)}."
        yield place.finding("C01", wrong, mend, "if_due")
    choice = entry.get("if_choice")
    if choice is not None and not (isinstance(choice, dict) and sorted(choice) == ["choice", "question"]):
        wrong, mend = "'if_choice' is not complete.", "Write {question: id, choice: id}."
        yield place.finding("C01", wrong, mend, "if_choice")


def council(place: Place, value: object) -> Iterator[Finding]:
    """Faults of shape in one council's file."""
    if not isinstance(value, dict):
        yield place.finding("C01", "this is not a council.", "Give it name, nation and settings.")
        return
    yield from keys(place, value, COUNCIL_KEYS, ("name", "nation", "settings"))


def national(place: Place, value: object) -> Iterator[Finding]:
    """Faults of shape in one nation's defaults: its name is the file's."""
    if not isinstance(value, dict):
        yield place.finding("C01", "these are no defaults.", "Give them nation and settings.")
        return
    yield from keys(place, value, NATIONAL_KEYS, ("nation", "settings"))
    if place.item not in vocabulary.NATIONS:
        mend = f"Name the file after one of: {', '.join(vocabulary.NATIONS)}."
        yield place.finding("C01", f"there is no nation '{place.item}'.", mend)
