"""What one language's classifier has learnt, as plain arrays. Needs no Rasa."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

Array: TypeAlias = np.ndarray[Any, Any]
# Texts of equal length need less restraint than raw counts, which C=1 was meant for.
C = 50.0
# What stands in one example only tells nothing about others: two fifths of the n-grams.
SEEN_AT_LEAST = 2


@dataclass(frozen=True)
class Weights:
    """Weights of one language.

    `columns` are the features that its examples hold, rising; `rarity` is one number and `coef` one row for
    each of them; `coef` has a column, `start` a number and `names` a name for each intent.
    """

    columns: Array
    rarity: Array
    coef: Array
    start: Array
    names: Sequence[str]

    @classmethod
    def learn(cls, counts: Any, intents: Sequence[str], rounds: int) -> Weights:
        """Learn from counts (a sparse matrix, a row an example).

        Raises ValueError for less than three intents.
        """
        if len(set(intents)) < 3:
            raise ValueError("two intents have one weight between them: give examples of three")
        columns, rows_with = np.unique(counts.tocsr().indices, return_counts=True)
        columns = columns[rows_with >= SEEN_AT_LEAST]
        own = counts.tocsr()[:, columns]
        rare = rarity(own)
        model = LogisticRegression(
            solver="saga", max_iter=rounds, C=C, class_weight="balanced", random_state=42
        )
        with warnings.catch_warnings():
            # So many rounds are meant: the next ones change nothing that is measured.
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(weighted(own, rare), intents)
        coef = np.ascontiguousarray(model.coef_.T, dtype=np.float32)
        start = model.intercept_.astype(np.float32)
        return cls(columns, rare.astype(np.float32), coef, start, [str(name) for name in model.classes_])

    @classmethod
    def held(cls, arrays: Mapping[str, Array], names: Sequence[str]) -> Weights:
        """Unpack what `arrays` gave. Raises KeyError for what is not there."""
        return cls(arrays["columns"], arrays["rarity"], arrays["coef"], arrays["start"], names)

    def arrays(self) -> dict[str, Array]:
        """Return the arrays by name, to be kept."""
        return {"columns": self.columns, "rarity": self.rarity, "coef": self.coef, "start": self.start}

    def known(self, counts: Any) -> int:
        """Return how many of the features of one text, a row of counts, stand in this language's examples."""
        return int(self._places(counts)[1].sum())

    def likely(self, counts: Any) -> Array:
        """Return how likely each intent is for one text, a row of counts; they add up to 1."""
        places, own = self._places(counts)
        places = places[own]
        row = dampened(counts.data[own]) * self.rarity[places]
        length = float(np.sqrt(row @ row)) or 1.0
        scores = (row / length) @ self.coef[places] + self.start
        shares = np.exp(scores - scores.max())
        return np.asarray(shares / shares.sum(), dtype=np.float64)

    def _places(self, counts: Any) -> tuple[Array, Array]:
        """Return where each feature of one text would stand among ours, and whether it does."""
        places = np.searchsorted(self.columns, counts.indices)
        places[places == len(self.columns)] = 0
        return places, self.columns[places] == counts.indices


def dampened(counts: Array) -> Array:
    """Return the counts, each more of the same telling less."""
    return np.asarray(1 + np.log(counts), dtype=np.float32)


def rarity(counts: Any) -> Array:
    """Return for each column of a sparse matrix of counts how rare it is: the smoothed idf."""
    rows, columns = counts.shape
    rows_with = np.bincount(counts.tocsr().indices, minlength=columns)
    return np.asarray(np.log((1 + rows) / (1 + rows_with)) + 1)


def weighted(counts: Any, rare: Array) -> Any:
    """Return the rows with dampened counts times rarity, each of length 1 (or 0 when empty)."""
    rows = counts.tocsr().astype(np.float32)
    rows.data = dampened(rows.data) * rare[rows.indices].astype(np.float32)
    lengths = np.sqrt(np.add.reduceat(np.append(rows.data**2, np.float32(0)), rows.indptr[:-1]))
    filled = np.diff(rows.indptr)
    lengths = np.where((filled == 0) | (lengths == 0), np.float32(1), lengths)
    rows.data /= np.repeat(lengths, filled)
    return rows
