"""Answers that are only a label, and places on a scale, in a language's own lists."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot import documents
from bot.errors import ContentRefused
from bot.language.fold import fold
from bot.language.label_lists import Listed, Words, by_class, phrases

# Past this many words an answer tells something, whatever the words are.
_MOST_LABEL_WORDS, _MOST_SCALE_WORDS = 9, 6
_OUT_OF = re.compile(r"(?<![\d.,])(\d{1,2})\s*(?:/|\\)\s*10(?![\d.,]\d|\d)")
# A sign, a decimal or a fraction joined to digits: no place on this scale.
_OTHER_NUMBER = re.compile(r"[-−+<>]\s*\d|\d\s*[.,:/%]\s*\d|\d\s*[%+]|\d\s*[-–—]\s*\d")
_KEYS = {"labels", "specific", "fillers", "numbers", "out_of", "around"}


@dataclass(frozen=True, slots=True)
class _Lists:
    classes: frozenset[str]
    labels: Listed
    specific: Listed
    fillers: Listed
    numbers: Mapping[str, int]
    out_of: tuple[str, ...]
    around: Listed


class ShortAnswers:
    """The lists of every offered language, from `dialogues/labels/<language>.yml`."""

    def __init__(self, lists: Mapping[str, _Lists]) -> None:
        self._lists = lists

    @classmethod
    def load(cls, folder: Path, languages: Sequence[str]) -> ShortAnswers:
        """Read one file a language.

        Raises ContentRefused if one is missing, wrong or too short, or has other classes than the first.
        """
        lists = {code: _read(folder / f"{code}.yml") for code in languages}
        for code, held in lists.items():
            if odd := held.classes ^ next(iter(lists.values())).classes:
                raise ContentRefused(
                    f"{folder / code}.yml has other classes of labels: {', '.join(sorted(odd))}.",
                    remedy="give every language the same classes: follow-up questions are chosen by them.",
                )
        return cls(lists)

    @property
    def classes(self) -> frozenset[str]:
        """The classes that labels are ordered by, the same in every language."""
        return frozenset[str]().union(*(held.classes for held in self._lists.values()))

    def label_classes(self, words: str, language: str) -> frozenset[str]:
        """The classes of the labels that an answer is made of; none if it tells something.

        It is only a label if it is labels and fillers from end to end. The conversation's language is
        asked first, then English.
        """
        tokens = tuple(fold(words).split())
        if not tokens or len(tokens) > _MOST_LABEL_WORDS:
            return frozenset()
        lists = self._of(language)
        if any(held.specific.stands_in(tokens) for held in lists):
            return frozenset()
        return next((found for held in lists if (found := _classes(tokens, held))), frozenset())

    def scale_value(self, words: str, language: str) -> int | None:
        """The place from 0 to 10 that a short message names, or None.

        Digits of any script, '6/10' and number words count; two numbers, a decimal, a sign or any
        word beyond 'about' and its like do not: then the person meant to say more.
        """
        text = "".join(_digit(char) for char in words)
        text = _OUT_OF.sub(r"\1", text)
        if _OTHER_NUMBER.search(text):
            return None
        tokens = fold(text).split()
        if not tokens or len(tokens) > _MOST_SCALE_WORDS:
            return None
        for lists in self._of(language):
            value = _scale(" ".join(tokens), lists)
            if value is not None:
                return value
        return None

    def _of(self, language: str) -> list[_Lists]:
        codes = dict.fromkeys((language, "en"))
        return [self._lists[code] for code in codes if code in self._lists]


def _digit(char: str) -> str:
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)


def _classes(tokens: Words, lists: _Lists) -> frozenset[str]:
    """The classes of the fewest phrases that, end to end, make up all the words; none if none do.

    Of two ways the one with a label counts, then the one with longer phrases: they name it best.
    """
    reached: dict[int, tuple[bool, int, frozenset[str]]] = {0: (True, 0, frozenset())}
    for start in range(len(tokens)):
        if start not in reached:
            continue
        _, pieces, before = reached[start]
        for end in range(start + 1, len(tokens) + 1):
            piece = tokens[start:end]
            kind = lists.labels.kind(piece)
            if kind is None and lists.fillers.kind(piece) is None:
                continue
            classes = before if kind is None else before | {kind}
            way = (not classes, pieces + 1, classes)
            if end not in reached or way[:2] < reached[end][:2]:
                reached[end] = way
    return reached[len(tokens)][2] if len(tokens) in reached else frozenset()


def _made_of(tokens: Words, phrases: Listed) -> bool:
    """Whether phrases, end to end, make up all the words."""
    reached = {0}
    for end in range(1, len(tokens) + 1):
        if any(phrases.kind(tokens[start:end]) is not None for start in reached):
            reached.add(end)
    return len(tokens) in reached


def _scale(text: str, lists: _Lists) -> int | None:
    said = f" {text} "
    # After the number in English, before it in Turkish: "10 üzerinden 6".
    out_of = next((phrase for phrase in lists.out_of if f" {phrase} " in said and said.strip() != phrase), "")
    tokens = tuple(said.replace(f" {out_of} ", " ", 1).split())
    found = [(at, value) for at, token in enumerate(tokens) if (value := _value(token, lists)) is not None]
    if len(found) > 1:
        # "Um sete": what may stand around a number is one only by itself.
        found = [(at, value) for at, value in found if lists.around.kind((tokens[at],)) is None]
    if len(found) != 1 or any(token.isdigit() for token in tokens if _value(token, lists) is None):
        return None
    at, value = found[0]
    around = (tokens[:at], tokens[at + 1 :])
    fits = all(_made_of(side, lists.around) for side in around)
    return value if fits else None


def _value(token: str, lists: _Lists) -> int | None:
    if token.isdecimal() and len(token) <= 2 and int(token) <= 10:
        return int(token)
    return lists.numbers.get(token)


def _read(path: Path) -> _Lists:
    held = documents.read(path).value
    if not isinstance(held, dict) or set(held) != _KEYS:
        raise ContentRefused(
            f"{path} does not hold exactly {', '.join(sorted(_KEYS))}.",
            remedy="use the keys of dialogues/labels/en.yml.",
        )
    labels = by_class(path, held["labels"])
    numbers = {fold(word): int(value) for value, words in held["numbers"].items() for word in words}
    return _Lists(
        frozenset(labels),
        Listed((text, kind) for kind, texts in labels.items() for text in texts),
        _listed(path, held["specific"]),
        _listed(path, held["fillers"]),
        numbers,
        tuple(sorted((fold(text) for text in held["out_of"]), key=len, reverse=True)),
        _listed(path, held["around"]),
    )


def _listed(path: Path, held: object) -> Listed:
    return Listed((text, "") for text in phrases(path, held))
