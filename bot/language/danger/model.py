"""How much each feature of a message speaks for each kind of danger, and for none: one trained model."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import add
from pathlib import Path

from bot.errors import ContentRefused
from bot.language.danger.findings import KINDS
from bot.language.feature_table import FeatureTable

# Features by checksum, with their weights.
Weighed = Sequence[tuple[int, float]]
# What a table holds is eighths: likelihoods hang on a hundred of them, and finer ones find no more.
SCALE = 8


@dataclass(frozen=True, slots=True)
class Model:
    """One number by feature and class. The classes are the kinds and two harmless ones."""

    classes: tuple[str, ...]
    start: tuple[int, ...]
    by_feature: FeatureTable

    @classmethod
    def read(cls, held: Mapping[str, object]) -> Model:
        """Unpack what the training wrote. Raises ValueError, KeyError or TypeError for anything else."""
        classes, start, table = held["classes"], held["start"], held["table"]
        if not isinstance(classes, list) or not isinstance(start, list) or not isinstance(table, dict):
            raise TypeError("a model that is not whole")
        by_feature = FeatureTable.read(table)
        whole = set(classes) == {*KINDS, "concern", "ordinary"}
        if not whole or {by_feature.width, len(start)} != {len(classes)}:
            raise ValueError("a model that is not whole")
        return cls(tuple(classes), tuple(map(int, start)), by_feature)

    @classmethod
    def load(cls, path: Path) -> Model:
        """Read a file that holds a model alone. Raises ContentRefused if it is missing or wrong."""
        try:
            return cls.read(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            raise refused(path) from None

    def totals(self, found: Iterable[tuple[int, float]]) -> list[float]:
        """What features speak for each class, in eighths. Unknown ones say nothing."""
        return list(map(add, self.start, self.by_feature.totals(found)))


def refused(path: Path) -> ContentRefused:
    """The fault of a model that cannot be used."""
    return ContentRefused(
        f"{path.name} is missing or is no model of the danger screen.",
        remedy="run ./run setup, which trains it from dialogues/danger.",
    )
