"""The words of one language that only name a matter, by class: read, checked, and looked up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.errors import ContentRefused
from bot.language.fold import fold

Words = tuple[str, ...]

LEAST_LABELS = 60
# Too short a beginning would take in verbs of doing, which make an answer specific.
_LEAST_BEFORE_STAR, _LONGEST_ENDING = 4, 4
_CLASS = re.compile(r"[a-z][a-z_]*")


class Listed:
    """Phrases, each with the class it stands in. A word with a star takes any short ending."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        self._whole: dict[Words, str] = {}
        self._open: dict[tuple[int, str], list[tuple[Words, str]]] = {}
        for phrase, kind in phrases:
            words = folded(phrase)
            if any(word.endswith("*") for word in words):
                self._open.setdefault(_key(words), []).append((words, kind))
            else:
                self._whole[words] = kind

    def kind(self, words: Words) -> str | None:
        """The class of exactly these words, or None."""
        found = self._whole.get(words)
        if found is not None:
            return found
        fitting = (kind for phrase, kind in self._open.get(_key(words), ()) if _fits(phrase, words))
        return next(fitting, None)

    def stands_in(self, words: Words) -> bool:
        """Whether one of the phrases stands somewhere in these words."""
        pieces = (words[start:end] for start in range(len(words)) for end in range(start + 1, len(words) + 1))
        return any(self.kind(piece) is not None for piece in pieces)


def folded(phrase: str) -> Words:
    """The words of a phrase in the form they are compared in; a star at a word's end stays."""
    return tuple(
        piece + ("*" if word.endswith("*") else "") for word in phrase.split() for piece in fold(word).split()
    )


def _key(words: Words) -> tuple[int, str]:
    # No beginning before a star is shorter, so two letters tell most phrases apart.
    return len(words), words[0].removesuffix("*")[:2]


def _fits(phrase: Words, words: Words) -> bool:
    return all(
        word.startswith(stem[:-1]) and len(word) - len(stem[:-1]) <= _LONGEST_ENDING
        if stem.endswith("*")
        else word == stem
        for stem, word in zip(phrase, words, strict=True)
    )


def by_class(path: Path, held: Any) -> dict[str, list[str]]:  # noqa: ANN401 (YAML)
    """The labels of one file by class.

    Raises ContentRefused if they are not lists by class, too few, or one of them cannot be right.
    """
    if not isinstance(held, dict) or not all(isinstance(words, list) and words for words in held.values()):
        raise ContentRefused(
            f"{path}: 'labels' is not a list of words for each class.",
            remedy="write 'labels:' and under it each class with its words: 'school: [school, homework]'.",
        )
    for kind in held:
        if not _CLASS.fullmatch(str(kind)):
            raise ContentRefused(
                f"{path}: '{kind}' is no name for a class of labels.",
                remedy="write small letters and _, as in dialogues/labels/en.yml.",
            )
    if (count := sum(len(words) for words in held.values())) < LEAST_LABELS:
        raise ContentRefused(
            f"{path} has {count} labels, fewer than {LEAST_LABELS}.",
            remedy="write more, as people of that language type them.",
        )
    labels = {kind: phrases(path, words) for kind, words in held.items()}
    for wrong in _in_two_classes(labels):
        raise ContentRefused(f"{path}: {wrong}.", remedy="leave it in the class that fits best.")
    return labels


def phrases(path: Path, held: Any) -> list[str]:  # noqa: ANN401 (YAML)
    """A list of phrases.

    Raises ContentRefused if it is none, if nothing comparable is left of one, or a star stands wrong.
    """
    if not isinstance(held, list):
        raise ContentRefused(f"{path}: '{held}' is no list.", remedy="write words between [ and ].")
    texts = [str(text) for text in held]
    for text in texts:
        if not folded(text):
            raise ContentRefused(f"{path}: nothing can be compared with '{text}'.", remedy="take it out.")
        for word in text.split():
            if "*" in word and (word.index("*") < len(word) - 1 or len(fold(word)) < _LEAST_BEFORE_STAR):
                raise ContentRefused(
                    f"{path}: the star in '{text}' stands wrong.",
                    remedy=f"write it at the end of a word, after {_LEAST_BEFORE_STAR} letters or more.",
                )
    return texts


def _in_two_classes(labels: Mapping[str, list[str]]) -> Iterator[str]:
    first: dict[Words, str] = {}
    for kind, texts in labels.items():
        for text in texts:
            before = first.setdefault(folded(text), kind)
            if before != kind:
                yield f"'{text}' stands in two classes, {before} and {kind}"
