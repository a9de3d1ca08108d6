"""How much each run of letters or word speaks for each voice, packed: dictionaries took thirty times that."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.language.feature_table import checksum


@dataclass(frozen=True, slots=True)
class VoiceTable:
    """For each feature, in the order of checksums, the voices that have it and the weight for each.

    `starts[n]` is where the n-th feature's entries begin in `voices` and `weights`; the last is their end.
    """

    sums: array[int]
    starts: array[int]
    voices: array[int]
    weights: array[float]
    width: int

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, float]]) -> VoiceTable:
        """Pack one row of weights by feature for each voice, taking one row at a time."""
        totals, voices, weights = array("Q"), array("B"), array("f")
        width = 0
        for row in rows:
            totals.extend(map(checksum, row))
            weights.extend(row.values())
            voices.extend([width] * len(row))
            width += 1
        order = sorted(range(len(totals)), key=totals.__getitem__)
        sums, starts = array("Q"), array("I")
        for place, entry in enumerate(order):
            if not sums or sums[-1] != totals[entry]:
                sums.append(totals[entry])
                starts.append(place)
        starts.append(len(order))
        return cls(
            sums,
            starts,
            array("B", (voices[entry] for entry in order)),
            array("f", (weights[entry] for entry in order)),
            width,
        )

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return sum(len(one) * one.itemsize for one in (self.sums, self.starts, self.voices, self.weights))

    def totals(self, counted: Mapping[str, float]) -> list[float]:
        """What a text's features, each times its count, come to for each voice. Unknown ones add nothing."""
        found = [0.0] * self.width
        for feature, count in counted.items():
            total = checksum(feature)
            place = bisect_left(self.sums, total)
            if place < len(self.sums) and self.sums[place] == total:
                for entry in range(self.starts[place], self.starts[place + 1]):
                    found[self.voices[entry]] += count * self.weights[entry]
        return found
