"""Numbers by feature, packed: two models of danger take four megabytes, as dictionaries they took eighty.

Runs on Python 3.10 too, where the models are trained.
"""

from __future__ import annotations

import sys
from array import array
from base64 import b64decode, b64encode
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import mul
from zlib import adler32, crc32

KINDS = ("b", "h")


@dataclass(frozen=True)
class FeatureTable:
    """Whole numbers for each feature, one in each column, found by the checksum of its name.

    They have 8 bits (`KINDS`: "b") where numbers are many and need not be fine, and 16 ("h") elsewhere.
    """

    sums: array[int]
    columns: tuple[array[int], ...]

    @classmethod
    def of(cls, by_feature: Mapping[str, Sequence[int]], kind: str = "h") -> FeatureTable:
        """Pack numbers. Raises ValueError when two names share their sums, or rows differ in length, and
        OverflowError when a number does not fit.
        """
        rows = sorted((checksum(name), numbers) for name, numbers in by_feature.items())
        widths = {len(numbers) for _, numbers in rows}
        if len(widths) != 1 or any(one == other for (one, _), (other, _) in pairwise(rows)):
            raise ValueError("rows of different length, or two names with the same sums")
        columns = zip(*(numbers for _, numbers in rows), strict=True)
        return cls(array("Q", (total for total, _ in rows)), tuple(array(kind, one) for one in columns))

    @classmethod
    def read(cls, held: Mapping[str, object]) -> FeatureTable:
        """Unpack what `held` gave. Raises ValueError, KeyError or TypeError for anything else."""
        sums, columns, kind = _unpacked("Q", held["sums"]), held["columns"], held["kind"]
        if not isinstance(columns, list) or not sums or not isinstance(kind, str) or kind not in KINDS:
            raise ValueError("a table that is not whole")
        numbers = tuple(_unpacked(kind, column) for column in columns)
        if any(len(column) != len(sums) for column in numbers):
            raise ValueError("a table that is not whole")
        return cls(sums, numbers)

    def held(self) -> dict[str, object]:
        """The table as JSON can hold it."""
        columns = [_packed(column) for column in self.columns]
        return {"kind": self.columns[0].typecode, "sums": _packed(self.sums), "columns": columns}

    def __len__(self) -> int:
        return len(self.sums)

    @property
    def width(self) -> int:
        """How many numbers a feature has."""
        return len(self.columns)

    def holds(self, total: int) -> bool:
        """Whether there is a feature of this checksum."""
        return self._place(total) is not None

    def row(self, total: int) -> tuple[int, ...] | None:
        """The numbers of the feature of this checksum, or None."""
        place = self._place(total)
        return None if place is None else tuple(column[place] for column in self.columns)

    def totals(self, weighed: Iterable[tuple[int, float]]) -> list[float]:
        """Add up each column over features by checksum, each times its weight. Unknown ones add nothing."""
        places, weights = [], []
        for total, weight in weighed:
            place = self._place(total)
            if place is not None:
                places.append(place)
                weights.append(weight)
        return [sum(map(mul, weights, map(column.__getitem__, places)), 0.0) for column in self.columns]

    def _place(self, total: int) -> int | None:
        place = bisect_left(self.sums, total)
        return place if place < len(self.sums) and self.sums[place] == total else None


def checksum(name: str) -> int:
    """Two checksums in one number: nobody has seen two features that share both."""
    said = name.encode()
    return crc32(said) << 32 | adler32(said)


def _packed(numbers: array[int]) -> str:
    return b64encode(_little_endian(numbers).tobytes()).decode()


def _unpacked(kind: str, held: object) -> array[int]:
    if not isinstance(held, str):
        raise TypeError("packed numbers are text")
    numbers: array[int] = array(kind)
    numbers.frombytes(b64decode(held, validate=True))
    return _little_endian(numbers)


def _little_endian(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers
