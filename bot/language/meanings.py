"""What words mean, one by one, in a few simple English words that all our languages share.

By them a model learns from sixteen languages at once: who gives his trainers away says the same in each.
The same when it is trained and when it is asked. Runs on Python 3.10 too, where the models are trained.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from sys import intern

from bot.language.feature_table import FeatureTable, checksum

# What a word means: nothing, or up to four words such as "hit", "past", "I".
Meaning = tuple[str, ...]
# Forms of a word are many and begin alike: one that is not listed means what its beginning does.
SHORTEST_START, LEAST_SHARE = 4, 0.5
# Words are neighbours at up to so many places, in either order: sixteen grammars have sixteen orders.
NEIGHBOURS = 4
WEIGHT_OF_PAIRS = 1.2


@dataclass(frozen=True)
class Meanings:
    """The meanings of one language's words, packed: `places` has for each form its place in `known`."""

    places: FeatureTable
    known: tuple[Meaning, ...]

    @classmethod
    def of(cls, by_word: Mapping[str, str]) -> Meanings:
        """Pack what each folded form means. Of forms that begin alike the first speaks for the beginning."""
        known = tuple(sorted({tuple(meaning.split()) for meaning in by_word.values()}))
        place = {meaning: number for number, meaning in enumerate(known)}
        places: dict[str, list[int]] = {
            word: [place[tuple(meaning.split())]] for word, meaning in by_word.items()
        }
        for word in by_word:
            for start in (word[:size] for size in range(SHORTEST_START, len(word))):
                places.setdefault(start, places[word])
        return cls(FeatureTable.of(places), known)

    @classmethod
    def read(cls, held: Mapping[str, object]) -> Meanings:
        """Unpack what `held` gave. Raises ValueError, KeyError or TypeError for anything else."""
        known, places = held["known"], held["places"]
        if not isinstance(known, list) or not isinstance(places, dict):
            raise TypeError("meanings that are not whole")
        table = FeatureTable.read(places)
        if table.width != 1 or not all(0 <= number < len(known) for number in table.columns[0]):
            raise ValueError("meanings that are not whole")
        return cls(table, tuple(tuple(map(intern, str(meaning).split())) for meaning in known))

    def held(self) -> dict[str, object]:
        """The meanings as JSON can hold them."""
        return {"known": [" ".join(meaning) for meaning in self.known], "places": self.places.held()}

    def meant(self, word: str) -> Meaning:
        """What a folded word means; nothing for one that is not known."""
        least = max(SHORTEST_START, math.ceil(len(word) * LEAST_SHARE))
        for form in (word, *(word[:size] for size in range(len(word) - 1, least - 1, -1))):
            found = self.places.row(checksum(form))
            if found is not None:
                return self.known[found[0]]
        return ()


def features(meant: Sequence[Meaning]) -> list[tuple[int, float]]:
    """Features by checksum with their weights: the meanings together weigh 1, the pairs of neighbours 1.2."""
    single = {word for meaning in meant for word in meaning}
    pairs = set(_pairs(meant))
    one, pair = 1 / math.sqrt(len(single) or 1), WEIGHT_OF_PAIRS / math.sqrt(len(pairs) or 1)
    return [*((checksum(word), one) for word in single), *((checksum(both), pair) for both in pairs)]


def _pairs(meant: Sequence[Meaning]) -> Iterator[str]:
    for at, meaning in enumerate(meant):
        near = [word for other in meant[at : at + NEIGHBOURS + 1] for word in other]
        for one in meaning:
            yield from (
                f"{one}+{other}" if one < other else f"{other}+{one}" for other in near if one != other
            )
