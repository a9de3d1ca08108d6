"""The words that one language's patterns are made of, and which of them a typed word stands for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.language.danger.spelling import Spelling

ANY_NUMBER = "#"
ANY_YEAR = "####"

# One slip in a word of five letters or more, two in one of nine: shorter words lie too near others.
ONE_SLIP_FROM = 5
ONE_SLIP_IN_BEGINNING_FROM = 7
TWO_SLIPS_FROM = 9
LONGEST_WORD = 24

_LOOK_ALIKES = str.maketrans("013457@$", "oleastas")
_LOOK_ALIKES_I = str.maketrans("013457@$", "oieastas")
_RUN_OF_THREE = re.compile(r"(.)\1\1")
_RUN = re.compile(r"(.)\1+")
_YEAR = re.compile(r"(?:19|20)\d\d")


class Lexicon:
    """Classes of words of one language, by number.

    `classes` are the words that patterns name; one may end in `*`, for any word that begins so. `real`
    are words that are never a slip of another one.
    """

    def __init__(
        self, spelling: Spelling, classes: Mapping[frozenset[str], int], real: Iterable[str]
    ) -> None:
        self.spelling = spelling
        self._count = len(classes)
        self._real = {spelling.spelt(word) for word in real}
        named: dict[str, tuple[int, ...]] = defaultdict(tuple)
        for words, number in classes.items():
            for word in words:
                named[word] += (number,)
        # Most words stand in the same classes as others do: each row of numbers is kept once.
        once: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._words: dict[str, tuple[int, ...]] = {}
        self._stems: dict[str, tuple[int, ...]] = {}
        for word, numbers in named.items():
            kind, bare = (self._stems, word[:-1]) if word.endswith("*") else (self._words, word)
            kind[bare] = once.setdefault(numbers, numbers)
        self._squeezed: dict[str, list[str]] = {}
        self._long_words: dict[str, list[str]] = {}
        self._long_stems: dict[str, list[str]] = {}
        for word in self._words:
            if (squeezed := _RUN.sub(r"\1", word)) != word:
                self._squeezed.setdefault(squeezed, []).append(word)
            if len(word) >= ONE_SLIP_FROM:
                self._long_words.setdefault(word[0], []).append(word)
        for stem in self._stems:
            if len(stem) >= ONE_SLIP_IN_BEGINNING_FROM:
                self._long_stems.setdefault(stem[0], []).append(stem)

    def __len__(self) -> int:
        return self._count

    def knows(self, token: str) -> bool:
        """Whether a pattern names what this token stands for, as it is typed: a slip does not count."""
        return any(self._exact(word) for word in self.spelling.spread(token))

    def slips(self, word: str) -> set[str]:
        """The words and beginnings (with `*`) that a word would be taken for if it were a slip."""
        if not ONE_SLIP_FROM - 1 <= len(word) <= LONGEST_WORD:
            return set()
        alike = process.extract(
            word, self._long_words.get(word[0], ()), scorer=OSA.distance, score_cutoff=2, limit=None
        )
        near = {meant for meant, _, _ in alike if _is_slip(word, meant)}
        for stem in self._long_stems.get(word[0], ()):
            if len(word) >= len(stem) and _is_slip(word[: len(stem)], stem):
                near.add(f"{stem}*")
        return near

    def classes(self, word: str) -> set[int]:
        """The classes that a word of a message belongs to, as it is or as a slip of another."""
        found = self._exact(word)
        if word in self._words or word in self._real:
            return found
        for meant in self._disguised(word) | self.slips(word):
            found |= self._exact(meant)
        return found

    def _exact(self, word: str) -> set[int]:
        if word.endswith("*"):
            return set(self._stems.get(word[:-1], ()))
        found = set(self._words.get(word, ()))
        for length in range(3, min(len(word), LONGEST_WORD) + 1):
            found.update(self._stems.get(word[:length], ()))
        if word.isdecimal():
            found.update(self._words.get(ANY_NUMBER, ()))
            if _YEAR.fullmatch(word):
                found.update(self._words.get(ANY_YEAR, ()))
        return found

    def _disguised(self, word: str) -> set[str]:
        """Words behind digits and signs for letters, letters starred out, or letters drawn out."""
        meant: set[str] = set()
        if not word.isalpha() and any(map(str.isalpha, word)):
            plain = {word.translate(_LOOK_ALIKES), word.translate(_LOOK_ALIKES_I)}
            meant |= {self.spelling.spelt(each) for each in plain}
            if "*" in word and len(word) <= LONGEST_WORD:
                meant |= {each for each in self._words if _fits_stars(word, each)}
        if _RUN_OF_THREE.search(word) and len(word) <= 4 * LONGEST_WORD:
            squeezed = _RUN.sub(r"\1", word)
            meant |= {squeezed, *self._squeezed.get(squeezed, ())}
        return meant


def _is_slip(word: str, meant: str) -> bool:
    allowed = 2 if len(meant) >= TWO_SLIPS_FROM and len(word) >= TWO_SLIPS_FROM - 1 else 1
    if abs(len(word) - len(meant)) > allowed:
        return False
    return OSA.distance(word, meant, score_cutoff=allowed) <= allowed


def _fits_stars(word: str, meant: str) -> bool:
    return len(word) == len(meant) and all(
        left in {"*", right} for left, right in zip(word, meant, strict=True)
    )
