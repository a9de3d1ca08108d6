"""A small model of words beside the patterns: it has read the examples, and knows no word by itself.

Trained by `scripts/train_danger.py` beside the engine's model. What it holds of a message is one
number for a moment; only "now", "concern" or nothing leaves the screen.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import add
from pathlib import Path
from typing import NamedTuple

from bot.errors import ContentRefused
from bot.language.danger.findings import KINDS, Kind
from bot.language.feature_table import FeatureTable, checksum
from bot.language.features import WEIGHT_OF_MARKS, features
from bot.language.fold import fold

SCALE = 1000
# Of a message in another language most words are not known: its model has nothing to say about it.
LEAST_KNOWN = 0.5
LONGEST_STRETCH = 40
# What runs on without a stop, as dictated words do, is looked at in overlapping pieces of so many words.
PIECE = 14
# "My little brother": three words by themselves say too little for a guess.
FEWEST_WORDS = 4
# Features by checksum, with their weights.
Weighed = Sequence[tuple[int, float]]
_END = re.compile(r"[.!?…\n؟۔।]+")


@dataclass(frozen=True, slots=True)
class Limits:
    """From which likelihood on a message, or a part of one, tells of danger now.

    `concern` is the likelihood of any harm from which on what the patterns find is a concern.
    """

    now: float
    part: float
    concern: float


@dataclass(frozen=True, slots=True)
class Reading:
    """How likely a message tells of danger now, how likely its gravest part does, and how likely of any harm.

    Each from 0 to 1. `kind` is the likeliest kind of the graver of the two.
    """

    now: float
    part: float
    harm: float
    kind: Kind

    def is_now(self, limits: Limits) -> bool:
        return self.now >= limits.now or self.part >= limits.part


@dataclass(frozen=True, slots=True)
class Told:
    """A message as every language's model reads it: its words, the features of the whole and of each part.

    Words stand folded and with their checksum; features are by checksum, with their weights. `whole` is
    empty for what is too long to be read whole.
    """

    words: tuple[tuple[str, int], ...]
    whole: Weighed
    parts: Mapping[str, Weighed]

    @classmethod
    def of(cls, words: str) -> Told:
        return cls(
            tuple((word, checksum(word)) for word in fold(words).split()),
            _weighed(words) if len(words.split()) <= LONGEST_STRETCH else [],
            {part: _weighed(part) for part in stretches(words)},
        )


class _Likely(NamedTuple):
    now: float
    harm: float
    kind: Kind


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights by feature, one number for each class. The classes are the kinds and two harmless ones."""

    classes: tuple[str, ...]
    start: tuple[int, ...]
    by_feature: FeatureTable
    limits: Limits

    @classmethod
    def load(cls, path: Path) -> Weights:
        """Read one language's model. Raises ContentRefused when it is missing or none of ours."""
        try:
            held = json.loads(path.read_text(encoding="utf-8"))
            classes = tuple(held["classes"])
            limits = Limits(**{name: float(held["limits"][name]) for name in ("now", "part", "concern")})
            by_feature = FeatureTable.read(held["table"])
            start = tuple(held["start"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise _refused(path) from None
        if set(classes) != {*KINDS, "concern", "ordinary"} or by_feature.width != len(classes):
            raise _refused(path)
        return cls(classes, start, by_feature, limits)

    def knows(self, word: int) -> bool:
        """Whether the examples of this language have a word, by its checksum."""
        return self.by_feature.holds(word)

    def read(
        self, told: Told, marks: Iterable[str], marks_of: Callable[[str], Iterable[str]]
    ) -> Reading | None:
        """Read a message as a whole and part by part.

        `marks` is what the patterns see in the whole, and `marks_of` says what they see in a part.

        None when it is very short, or when most of it is in words that this language's examples do not have.
        """
        known = sum(self.knows(total) for _, total in told.words)
        if len(told.words) < FEWEST_WORDS or known < LEAST_KNOWN * len(told.words):
            return None
        whole = [self._one(told.whole, marks)] if told.whole else []
        parts = [self._one(found, marks_of(part)) for part, found in told.parts.items()]
        gravest = max((*whole, *parts), key=lambda one: one.now)
        # What is too long to be read whole is as grave as its gravest part.
        return Reading(
            now=max(one.now for one in whole or parts),
            part=max((one.now for one in parts), default=0.0),
            harm=max(one.harm for one in (*whole, *parts)),
            kind=gravest.kind,
        )

    def _one(self, found: Weighed, marks: Iterable[str]) -> _Likely:
        marked = [(checksum(mark), WEIGHT_OF_MARKS) for mark in marks]
        sums = list(map(add, self.start, self.by_feature.totals([*found, *marked])))
        highest = max(sums)
        shares = {
            name: math.exp((total - highest) / SCALE) for name, total in zip(self.classes, sums, strict=True)
        }
        whole = sum(shares.values())
        now = sum(shares[kind] for kind in KINDS) / whole
        return _Likely(now, 1 - shares["ordinary"] / whole, max(KINDS, key=shares.__getitem__))


def stretches(words: str) -> Iterator[str]:
    """The parts of a message: its sentences, each with the one after it, and pieces of those that run on.

    A message of one short sentence has none: it is read as a whole.
    """
    sentences = [said for sentence in _END.split(words) if (said := sentence.split())]
    for said in sentences:
        if len(said) <= LONGEST_STRETCH and len(sentences) > 1:
            yield " ".join(said)
        if len(said) > PIECE:
            starts = range(0, len(said) - PIECE // 2, PIECE // 2)
            yield from (" ".join(said[at : at + PIECE]) for at in starts)
    for one, other in pairwise(sentences):
        if len(one) + len(other) <= LONGEST_STRETCH and len(sentences) > 2:
            yield " ".join([*one, *other])


def _weighed(stretch: str) -> Weighed:
    return [(checksum(name), weight) for name, weight in features(stretch).items()]


def _refused(path: Path) -> ContentRefused:
    return ContentRefused(
        f"{path.name} is missing or is no model of the danger screen.",
        remedy="run ./run setup, which trains it from dialogues/danger.",
    )
