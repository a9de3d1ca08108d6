"""What a small model of words looks at: words, neighbours, and pieces of words.

The same when it is trained and when it is asked. Runs on Python 3.10 too, where the models are trained.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

SHORTEST, LONGEST = 2, 5
MOST_WORDS = 400
# Pieces catch slips and endings; words say more. Chosen by `scripts/train_danger.py --try-out`.
WEIGHT_OF_PIECES = 0.6
# What the patterns see counts little each: a find is a hint, and several agree.
WEIGHT_OF_MARKS = 0.1


def features(words: Sequence[str], marks: Iterable[str] = ()) -> dict[str, float]:
    """Features of folded words by weight: the words together weigh 1, the pieces 0.6, a mark 0.1."""
    said = words[:MOST_WORDS]
    whole = set(said)
    whole |= {f"{said[at]} {said[at + 1]}" for at in range(len(said) - 1)}
    whole |= {f"{said[at]} * {said[at + 2]}" for at in range(len(said) - 2)}
    pieces = {piece for word in set(said) for piece in _pieces(f"_{word}_")}
    found = dict.fromkeys(whole, 1 / math.sqrt(len(whole) or 1))
    weight = WEIGHT_OF_PIECES / math.sqrt(len(pieces) or 1)
    found.update(dict.fromkeys((f"~{piece}" for piece in pieces), weight))
    found.update(dict.fromkeys(marks, WEIGHT_OF_MARKS))
    return found


def _pieces(word: str) -> set[str]:
    return {
        word[at : at + size]
        for size in range(SHORTEST, LONGEST + 1)
        for at in range(max(len(word) - size + 1, 0))
    }
