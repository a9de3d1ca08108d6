"""A small model of words beside the patterns: it has read the examples, and knows no word by itself.

Trained by `scripts/train_danger.py` beside the engine's model. What it holds of a message is one
number for a moment; only "now", "concern" or nothing leaves the screen.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bot.errors import ContentRefused
from bot.language.danger.findings import KINDS, Kind
from bot.language.features import features
from bot.language.fold import fold

SCALE = 1000
# Of a message in another language most words are not known: its model has nothing to say about it.
LEAST_KNOWN = 0.5
LONGEST_STRETCH = 40
# What runs on without a stop, as dictated words do, is looked at in overlapping pieces of so many words.
PIECE = 14
# "My little brother": three words by themselves say too little for a guess.
FEWEST_WORDS = 4
_END = re.compile(r"[.!?…\n]+")


@dataclass(frozen=True, slots=True)
class Limits:
    """From which likelihood on the model alone is enough, and from which a pattern's find is believed."""

    alone: float
    with_pattern: float


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights by feature, one number for each class. The classes are the kinds and two harmless ones."""

    classes: tuple[str, ...]
    start: tuple[int, ...]
    by_feature: Mapping[str, tuple[int, ...]]
    limits: Limits

    @classmethod
    def load(cls, path: Path) -> Weights:
        """Read one language's model. Raises ContentRefused when it is missing or none of ours."""
        try:
            held = json.loads(path.read_text(encoding="utf-8"))
            classes = tuple(held["classes"])
            limits = Limits(float(held["limits"]["alone"]), float(held["limits"]["with_pattern"]))
            by_feature = {name: tuple(values) for name, values in held["features"].items()}
            start = tuple(held["start"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise _refused(path) from None
        sizes = {len(values) for values in by_feature.values()}
        if set(classes) != {*KINDS, "concern", "ordinary"} or sizes != {len(classes)}:
            raise _refused(path)
        return cls(classes, start, by_feature, limits)

    def now(self, words: str) -> tuple[float, Kind] | None:
        """How likely the gravest stretch of a message tells of danger now, from 0 to 1, and its kind.

        None when it is very short, or when most of it is in words that this language's examples do not have.
        """
        said = fold(words).split()
        if len(said) < FEWEST_WORDS or sum(word in self.by_feature for word in said) < LEAST_KNOWN * len(
            said
        ):
            return None
        return max((self._one(stretch) for stretch in stretches(words)), default=None)

    def _one(self, stretch: str) -> tuple[float, Kind]:
        sums = [float(value) for value in self.start]
        for name, weight in features(stretch).items():
            values = self.by_feature.get(name)
            if values is not None:
                for place, value in enumerate(values):
                    sums[place] += weight * value
        highest = max(sums)
        shares = {
            name: math.exp((total - highest) / SCALE) for name, total in zip(self.classes, sums, strict=True)
        }
        by_kind = {kind: shares[kind] / sum(shares.values()) for kind in KINDS}
        return sum(by_kind.values()), max(KINDS, key=by_kind.__getitem__)


def stretches(words: str) -> Iterator[str]:
    """The sentences of a message, each with the one after it, and pieces of those that run on."""
    sentences = [said for sentence in _END.split(words) if (said := sentence.split())]
    for said in sentences:
        if len(said) <= LONGEST_STRETCH:
            yield " ".join(said)
        if len(said) > PIECE:
            yield from (" ".join(said[at : at + PIECE]) for at in range(0, len(said), PIECE // 2))
    for one, other in pairwise(sentences):
        if len(one) + len(other) <= LONGEST_STRETCH:
            yield " ".join([*one, *other])


def _refused(path: Path) -> ContentRefused:
    return ContentRefused(
        f"{path.name} is missing or is no model of the danger screen.",
        remedy="run ./run setup, which trains it from dialogues/danger.",
    )
