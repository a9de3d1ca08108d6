"""The words that one language's patterns are made of, and which of them a typed word stands for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

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
_NUMBER_AND_WORD = re.compile(r"(\d{1,3})([^\W\d_]{2,})")
_YEAR = re.compile(r"(?:19|20)\d\d")


class Lexicon:
    """Classes of words of one language. Filled while patterns are read, asked afterwards.

    `same` maps what people type to the words it stands for ("dont": "do not"), `sounds` maps
    spellings that are taken for one another ("rz": "z"), and `real` are words that are never a
    slip of another one.
    """

    def __init__(self, same: Mapping[str, str], sounds: Mapping[str, str], real: Iterable[str]) -> None:
        self._sounds = dict(sounds)
        # What a short form stands for may be one itself: "hasnt" is "has not", and "has" is "is".
        self._same = {
            word: [last for each in meant.split() for last in same.get(each, each).split()]
            for word, meant in same.items()
        }
        self._real = {self.spelt(word) for word in real}
        self._numbers: dict[frozenset[str], int] = {}
        self._words: dict[str, list[int]] = defaultdict(list)
        self._stems: dict[str, list[int]] = defaultdict(list)
        self._squeezed: dict[str, set[str]] = defaultdict(set)
        self._long_words: dict[str, list[str]] = defaultdict(list)
        self._long_stems: dict[str, list[str]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self._numbers)

    def spelt(self, word: str) -> str:
        """A folded word with the spellings that sound alike made one."""
        for written, sound in self._sounds.items():
            word = word.replace(written, sound)
        return word

    def spread(self, token: str) -> list[str]:
        """The words that one folded token stands for: "don't" is "do" and "not"."""
        bare = token.replace("'", "")
        meant = self._same.get(token) or self._same.get(bare)
        if meant is None:
            # "5yr" and "5latka" are a number and a word; "2day" is above, among the short forms.
            apart = _NUMBER_AND_WORD.fullmatch(bare)
            meant = [apart[1], *self._same.get(apart[2], [apart[2]])] if apart else [bare]
        return [self.spelt(word) for word in meant]

    def class_of(self, words: frozenset[str]) -> int:
        """The number of the class of these words; a word may end in `*`."""
        if words not in self._numbers:
            number = self._numbers[words] = len(self._numbers)
            for word in sorted(words):
                self._enter(word, number)
        return self._numbers[words]

    def _enter(self, word: str, number: int) -> None:
        stem = word.removesuffix("*")
        if stem != word:
            if stem not in self._stems and len(stem) >= ONE_SLIP_IN_BEGINNING_FROM:
                self._long_stems[stem[0]].append(stem)
            self._stems[stem].append(number)
            return
        if word not in self._words:
            self._squeezed[_RUN.sub(r"\1", word)].add(word)
            if len(word) >= ONE_SLIP_FROM:
                self._long_words[word[0]].append(word)
        self._words[word].append(number)

    def known(self) -> set[str]:
        """Every whole word that a pattern names."""
        return set(self._words)

    def knows(self, token: str) -> bool:
        """Whether a pattern names what this token stands for, as it is typed: a slip does not count."""
        return any(self._exact(word) for word in self.spread(token))

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
            return set(self._stems[word[:-1]])
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
            meant |= {self.spelt(each) for each in plain}
            if "*" in word and len(word) <= LONGEST_WORD:
                meant |= {each for each in self._words if _fits_stars(word, each)}
        if _RUN_OF_THREE.search(word) and len(word) <= 4 * LONGEST_WORD:
            meant |= self._squeezed.get(_RUN.sub(r"\1", word), set())
            meant.add(_RUN.sub(r"\1", word))
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
