"""C04, C05, C20: placeholders by name only, said where they are known, and text that is only text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from string import Formatter
from typing import Literal

from bot.content import council_settings, vocabulary
from bot.content.findings import Finding, nearest
from bot.content.model import Item
from bot.content.source import Source

_MARKUP = re.compile(r"<[a-zA-Z/][^>]*>|\*\*|__|`|\[[^\]]*\]\([^)]*\)|(?m:^#)|&")
_ADDRESS = re.compile(r"https?:|www\.|\b[\w.-]+\.(?:uk|org|com|net)\b", re.IGNORECASE)
_DIALLED = re.compile(r"(?<![\w{])\d[\d ]*\d{2}(?![\w}])")
# Farsi, Urdu, Bengali and Panjabi spell with it: the joiner and non-joiner between two of their letters.
_LETTER = "[\u0600-\u06ff\u0980-\u09ff\u0a00-\u0a7f]"
_JOINER = re.compile(f"(?<={_LETTER})[\u200c\u200d](?={_LETTER})")
_FAULTS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (_MARKUP, "markup", "Write plain words: nothing is shown bold or as a link. Say 'and' for &."),
    (_ADDRESS, "an internet address", "Addresses belong in a help line's record."),
    (re.compile(r"[\"']"), "a straight quotation mark", "Use “ ” and ’."),
    (re.compile(r"  |\t"), "two spaces together", "Leave one."),
    (re.compile(r"^\s|\s$"), "a space at its beginning or end", "Take it away."),
    (re.compile(r"!"), "an exclamation mark", "End with a full stop."),
    (re.compile(r"\.\.\."), "three full stops", "End the sentence, or write …"),
    (
        _DIALLED,
        "a number that somebody could dial",
        "Use {emergency_number}, {duty_number} or {lines}: a translation must not change a number.",
    ),
)


def faults(source: Source) -> Iterator[Finding]:
    """Faults in the English of every item, and in the words of help lines."""
    for item in source.items.values():
        for field, text in item.wording.items():
            key = field.partition(".")[0]
            for code, wrong, mend in text_faults(text):
                yield source.places[item.id].finding(code, f"'{key}' {wrong}", mend, key)
        yield from _edges_of_note(source, item)
        yield from _unknown_here(source, item)
    for line in source.lines.values():
        for field, text in line.wording.items():
            for code, wrong, mend in text_faults(text, numbers=True):
                yield source.places[f"help.{line.id}"].finding(code, f"'{field}' {wrong}", mend, field)


def _unknown_here(source: Source, item: Item) -> Iterator[Finding]:
    """C20: what not every council knows is only said where it is known, and never leaves silence."""
    place = source.places[item.id]
    may_be_known = {*vocabulary.LOCAL_PLACEHOLDERS, *council_settings.settings()}
    for field, text in item.wording.items():
        key, needed = field.partition(".")[0], item.if_known.get(field, ())
        local = {name for name in _names(text) if name in vocabulary.LOCAL_PLACEHOLDERS}
        for name in sorted(local - set(needed)):
            wrong = f"'{key}' holds '{{{name}}}', which is not known everywhere."
            mend = f"Write it as {{if_known: {name}, text: ..., else: ...}}."
            yield place.finding("C20", wrong, mend, key)
        for name in needed:
            if name not in may_be_known:
                mend = "Name a placeholder that differs by council, or a setting."
                wrong = f"'{key}' waits for '{name}', which nobody knows."
                yield place.finding("C20", wrong, mend + nearest(name, may_be_known), key)
    names: tuple[Literal["text", "easier"], ...] = ("text", "easier")
    for name in names:
        if item.fields(name, may_be_known) and not item.fields(name):
            wrong = f"where nothing is known, '{name}' says nothing."
            yield place.finding("C20", wrong, "Add an 'else', or a text that is always said.", name)


def _names(text: str) -> list[str]:
    try:
        return list(placeholders(text))
    except ValueError:
        return []  # C04 says so


def _edges_of_note(source: Source, item: Item) -> Iterator[Finding]:
    if any(_hidden(char) for char in item.note):
        wrong = "'note' holds a character that cannot be seen."
        yield source.places[item.id].finding("C05", wrong, "Type the line again.", "note")


def text_faults(text: str, *, numbers: bool = False) -> Iterator[tuple[str, str, str]]:
    """(code, what is wrong, how to mend it) for one text. `numbers`: digits may stand in it."""
    try:
        names = list(placeholders(text))
    except ValueError:
        yield "C04", "holds a { or } that is not closed.", "Write {name}, without spaces."
        names = []
    for name in names:
        if name not in vocabulary.PLACEHOLDERS:
            mend = "The README beside the content lists what can stand in braces."
            yield (
                "C04",
                f"holds '{{{name}}}', which nothing fills in.",
                mend + nearest(name, vocabulary.PLACEHOLDERS),
            )
    for pattern, what, mend in _FAULTS:
        if pattern.search(text) and not (numbers and pattern is _DIALLED):
            yield "C05", f"holds {what}.", mend
    if any(_hidden(char) for char in _JOINER.sub("", text)):
        yield "C05", "holds a character that cannot be seen.", "Type the sentence again."


def placeholders(text: str) -> Iterator[str]:
    """The names in braces, with anything that is more than a bare name. Raises ValueError."""
    for _, name, form, conversion in Formatter().parse(text):
        if name is not None:
            yield name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")


def _hidden(char: str) -> bool:
    return char != "\n" and unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs", "Cn"}
