"""Answers that are only a label, and places on a scale, in a language's own lists."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import documents
from bot.errors import ContentRefused
from bot.language.fold import fold

_LEAST_LABELS = 60
# Past this many words an answer tells something, whatever the words are.
_MOST_LABEL_WORDS, _MOST_SCALE_WORDS = 12, 6
_OUT_OF = re.compile(r"(?<![\d.,])(\d{1,2})\s*(?:/|\\)\s*10(?![\d.,]\d|\d)")
# A sign, a decimal or a fraction joined to digits: no place on this scale.
_OTHER_NUMBER = re.compile(r"[-−+<>]\s*\d|\d\s*[.,:/%]\s*\d|\d\s*[%+]|\d\s*[-–—]\s*\d")
_KEYS = {"labels", "fillers", "numbers", "out_of", "around"}

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Lists:
    labels: frozenset[Words]
    fillers: frozenset[Words]
    numbers: Mapping[str, int]
    out_of: tuple[str, ...]
    around: frozenset[Words]


class ShortAnswers:
    """The lists of every offered language, from `dialogues/labels/<language>.yml`."""

    def __init__(self, lists: Mapping[str, _Lists]) -> None:
        self._lists = lists

    @classmethod
    def load(cls, folder: Path, languages: Sequence[str]) -> ShortAnswers:
        """Read one file a language. Raises ContentRefused if one is missing, wrong or too short."""
        return cls({code: _read(folder / f"{code}.yml") for code in languages})

    def is_label(self, words: str, language: str) -> bool:
        """Whether the whole answer is labels and fillers, with one label at least.

        The conversation's language is asked first, then English.
        """
        tokens = tuple(fold(words).split())
        if not tokens or len(tokens) > _MOST_LABEL_WORDS:
            return False
        return any(_covered(tokens, lists.labels, lists.fillers) for lists in self._of(language))

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


def _covered(tokens: Words, labels: frozenset[Words], fillers: frozenset[Words]) -> bool:
    """Whether phrases of the two lists, end to end, make up all the words, one a label."""
    reached: dict[int, bool] = {0: False}  # words covered so far -> whether a label is among them
    for start in range(len(tokens)):
        if start not in reached:
            continue
        for end in range(start + 1, len(tokens) + 1):
            piece = tokens[start:end]
            if piece in labels:
                reached[end] = True
            elif piece in fillers:
                reached[end] = reached.get(end, False) or reached[start]
    return reached.get(len(tokens), False)


def _scale(text: str, lists: _Lists) -> int | None:
    for ending in lists.out_of:
        if text.endswith(f" {ending}"):
            text = text.removesuffix(f" {ending}")
            break
    tokens = tuple(text.split())
    found = [(at, value) for at, token in enumerate(tokens) if (value := _value(token, lists)) is not None]
    if len(found) != 1 or any(token.isdigit() for token in tokens if _value(token, lists) is None):
        return None
    at, value = found[0]
    around = (tokens[:at], tokens[at + 1 :])
    fits = all(not side or _covered(side, lists.around, frozenset()) for side in around)
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
    labels = _phrases(held["labels"])
    if len(labels) < _LEAST_LABELS:
        raise ContentRefused(
            f"{path} has {len(labels)} labels, fewer than {_LEAST_LABELS}.",
            remedy="write more, as people of that language type them.",
        )
    numbers = {fold(word): int(value) for value, words in held["numbers"].items() for word in words}
    return _Lists(
        labels,
        _phrases(held["fillers"]),
        numbers,
        tuple(sorted((fold(text) for text in held["out_of"]), key=len, reverse=True)),
        _phrases(held["around"]),
    )


def _phrases(held: Any) -> frozenset[Words]:  # noqa: ANN401 (YAML)
    return frozenset(tuple(fold(str(text)).split()) for text in held)
