"""A small model of words beside the patterns: it has read the examples, and knows no word by itself.

Trained by `scripts/train_danger.py` beside the engine's model. What it holds of a message is one
number for a moment; only a level or nothing leaves the screen.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from bot.language import meanings
from bot.language.danger.findings import KINDS, Kind
from bot.language.danger.limits import Limits
from bot.language.danger.model import SCALE, Model, Weighed, refused
from bot.language.feature_table import checksum
from bot.language.features import WEIGHT_OF_MARKS, features
from bot.language.fold import fold
from bot.language.meanings import Meaning, Meanings

# Of a message in another language most words are not known: its model has nothing to say about it.
LEAST_KNOWN = 0.5
LONGEST_STRETCH = 40
# What runs on without a stop, as dictated words do, is looked at in overlapping pieces of so many words.
PIECE = 14
# How much counts what words mean, beside the words themselves. From a third to a half as much is found.
MEANT = 0.4
# "My little brother": three words by themselves say too little for a guess.
FEWEST_WORDS = 4
_END = re.compile(r"[.!?…\n؟۔।]+")


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

    def is_unsure(self, limits: Limits) -> bool:
        """Whether it may be danger now. What would be enough for a whole message is a doubt in a part."""
        return self.now >= limits.unsure or self.part >= limits.now


class Stretch(NamedTuple):
    """Words of a message that are read together: as written, folded, and their features."""

    written: str
    words: tuple[str, ...]
    found: Weighed

    @classmethod
    def of(cls, written: str) -> Stretch:
        words = tuple(fold(written).split())
        return cls(written, words, [(checksum(name), weight) for name, weight in features(words).items()])


@dataclass(frozen=True, slots=True)
class Told:
    """A message as every language's model reads it: its words, folded and with their checksum, the whole,
    which is None if it is too long to be read so, and its parts.
    """

    words: tuple[tuple[str, int], ...]
    whole: Stretch | None
    parts: tuple[Stretch, ...]

    @classmethod
    def of(cls, words: str) -> Told:
        return cls(
            tuple((word, checksum(word)) for word in fold(words).split()),
            Stretch.of(words) if len(words.split()) <= LONGEST_STRETCH else None,
            tuple(map(Stretch.of, dict.fromkeys(stretches(words)))),
        )


class _Likely(NamedTuple):
    """How likely danger now and any harm is, from 0 to 1, and the likeliest kind of danger."""

    now: float
    harm: float
    kind: Kind

    @classmethod
    def of(cls, classes: Sequence[str], totals: Sequence[float]) -> _Likely:
        highest = max(totals)
        shares = {
            name: math.exp((total - highest) / SCALE) for name, total in zip(classes, totals, strict=True)
        }
        whole = sum(shares.values())
        now = sum(shares[kind] for kind in KINDS) / whole
        return cls(now, 1 - shares["ordinary"] / whole, max(KINDS, key=shares.__getitem__))


@dataclass(frozen=True, slots=True)
class Weights:
    """One language's model, and what its words mean."""

    own: Model
    meanings: Meanings

    @classmethod
    def load(cls, path: Path) -> Weights:
        """Read one language's model. Raises ContentRefused when it is missing or none of ours."""
        try:
            held = json.loads(path.read_text(encoding="utf-8"))
            return cls(Model.read(held["model"]), Meanings.read(held["meanings"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise refused(path) from None

    def knows(self, word: int) -> bool:
        """Whether the examples of this language have a word, by its checksum."""
        return self.own.by_feature.holds(word)

    def read(
        self,
        told: Told,
        common: Model,
        marks: Iterable[str],
        marks_of: Callable[[str], Iterable[str]],
    ) -> Reading | None:
        """Read a message as a whole and part by part, with `common`, the model that all languages share.

        `marks` is what the patterns see in the whole, and `marks_of` says what they see in a part.

        None when it is very short, or when most of it is in words that this language's examples do not have.
        """
        known = sum(self.knows(total) for _, total in told.words)
        if len(told.words) < FEWEST_WORDS or known < LEAST_KNOWN * len(told.words):
            return None
        meant = {word: self.meanings.meant(word) for word, _ in told.words}
        read = partial(self._one, common, meant)
        whole = [read(told.whole, marks)[0]] if told.whole else []
        # What is told in the middle of something else is told by few words: they may speak for themselves.
        parts = [max(read(part, marks_of(part.written)), key=lambda one: one.now) for part in told.parts]
        gravest = max((*whole, *parts), key=lambda one: one.now)
        # What is too long to be read whole is as grave as its gravest part.
        return Reading(
            now=max(one.now for one in whole or parts),
            part=max((one.now for one in parts), default=0.0),
            harm=max(one.harm for one in (*whole, *parts)),
            kind=gravest.kind,
        )

    def _one(
        self, common: Model, meant: Mapping[str, Meaning], stretch: Stretch, marks: Iterable[str]
    ) -> tuple[_Likely, _Likely]:
        """What a stretch tells by its words and what they mean, and by its words alone."""
        marked = [(checksum(mark), WEIGHT_OF_MARKS) for mark in marks]
        own = self.own.totals([*stretch.found, *marked])
        found = meanings.features([meant.get(word, ()) for word in stretch.words])
        both = zip(own, common.totals(found), strict=True)
        mixed = [(1 - MEANT) * one + MEANT * other for one, other in both]
        return _Likely.of(self.own.classes, mixed), _Likely.of(self.own.classes, own)


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
