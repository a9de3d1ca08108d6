"""Keys and what may stand in them: the small checks that every kind of content shares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.content import vocabulary
from bot.content.findings import Finding, nearest
from bot.documents import Document

# What may stand in a key: a closed list, or the name of a shape.
Shapes = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something stands; makes findings about it."""

    document: Document
    file: str
    item: str
    where: tuple[str | int, ...]

    def finding(self, code: str, wrong: str, mend: str, *key: str | int) -> Finding:
        """A finding at this place, or at one key of it."""
        line = self.document.line(*self.where, *key)
        return Finding(self.file, line, self.item, code, wrong, mend)

    def inside(self, *key: str | int) -> Place:
        """A place further in."""
        return Place(self.document, self.file, self.item, (*self.where, *key))


def keys(
    place: Place,
    value: Mapping[str, object],
    known: Shapes,
    needed: tuple[str, ...],
) -> Iterator[Finding]:
    """Unknown keys, missing keys, and keys that hold something else than they should."""
    for key in needed:
        if value.get(key) in (None, "", []):
            wrong, mend = f"'{key}' is missing.", f"Add a line '{key}: ...'."
            yield place.finding("C01", wrong, mend)
    for key, held in value.items():
        if key not in known:
            yield place.finding(
                "C01",
                f"'{key}' is not a key that can stand here.",
                f"Keys are {', '.join(known)}.{nearest(key, known)}",
                key,
            )
        elif (fault := _misfit(held, known[key])) is not None and held not in (None, "", []):
            yield place.finding("C01", f"'{key}' holds {fault[0]}.", fault[1], key)


def _misfit(held: object, shape: str | tuple[str, ...]) -> tuple[str, str] | None:
    """What is wrong with a value and how to mend it; None when it fits."""
    if isinstance(shape, tuple):
        if held in shape:
            return None
        mend = f"Write one of: {', '.join(shape)}.{nearest(str(held), shape)}"
        return f"'{held}', which is not in its list", mend
    if shape in _LISTS:
        return _misfit_list(held, shape)
    fits = {
        "words": isinstance(held, str),
        "number": isinstance(held, str),
        "flag": isinstance(held, bool),
        "texts": _is_texts(held),
        "list": _is_list_of_words(held),
        "list or word": isinstance(held, str) or _is_list_of_words(held),
        "parts": isinstance(held, list),
        "times": isinstance(held, int) and not isinstance(held, bool) and held in range(2, 10),
        "entries": isinstance(held, list),
        "settings": isinstance(held, dict),
        "answers": isinstance(held, dict) and all(_is_list_of_words(ids) for ids in held.values()),
    }
    return None if fits[shape] else ("something of the wrong shape", _SHAPES[shape])


_LISTS = {
    "audience": vocabulary.AUDIENCES,
    "controls": vocabulary.CONTROLS,
    "nations": vocabulary.NATIONS,
    "meetings": vocabulary.MEETINGS,
}
_SHAPES = {
    "words": "Write words, in double quotation marks.",
    "number": "Put the number in double quotation marks, so that its zeros and spaces stay.",
    "flag": "Write true or false.",
    "texts": "Write one text in quotation marks, or a list of them; an entry may be {if_known: ...}.",
    "list": "Write a list: [one, two].",
    "list or word": "Write one name, or a list: [one, two].",
    "parts": "Write a list of parts, each with 'part' and 'items'.",
    "times": "Write how often at most, from 2 to 9.",
    "entries": "Write a list of ids.",
    "settings": "Write 'name: value' lines under it.",
    "answers": "Write 'topic: [id, id]' lines under it.",
}


def _misfit_list(held: object, shape: str) -> tuple[str, str] | None:
    allowed = _LISTS[shape]
    if not isinstance(held, str) and not _is_list_of_words(held):
        return "something of the wrong shape", f"Write one or a list of: {', '.join(allowed)}."
    for word in as_list(held):
        if word not in allowed:
            mend = f"Write one or a list of: {', '.join(allowed)}.{nearest(word, allowed)}"
            return f"'{word}', which is not in its list", mend
    return None


def _is_texts(held: object) -> bool:
    entries = held if isinstance(held, list) else [held]
    return all(isinstance(entry, str | dict) for entry in entries)


def _is_list_of_words(held: object) -> bool:
    return isinstance(held, list) and all(isinstance(word, str) for word in held)


def as_list(held: object) -> list[str]:
    """One word or a list of them, as a list."""
    if held is None:
        return []
    return [str(word) for word in held] if isinstance(held, list) else [str(held)]
