"""Numbers by feature, packed: two models of danger take four megabytes, as dictionaries they took eighty.

Runs on Python 3.10 too, where the models are trained.
"""

from __future__ import annotations

import sys
from array import array
from base64 import b64decode, b64encode
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from zlib import adler32, crc32


@dataclass(frozen=True)
class FeatureTable:
    """`width` whole numbers of 16 bits for each feature, found by two checksums of its name."""

    width: int
    sums: array[int]
    numbers: array[int]

    @classmethod
    def of(cls, by_feature: Mapping[str, Sequence[int]]) -> FeatureTable:
        """Pack numbers. Raises ValueError when two names share their sums, or rows differ in length."""
        rows = sorted((_sum(name), numbers) for name, numbers in by_feature.items())
        widths = {len(numbers) for _, numbers in rows}
        if len(widths) != 1 or any(one == other for (one, _), (other, _) in pairwise(rows)):
            raise ValueError("rows of different length, or two names with the same sums")
        packed = array("h", (number for _, numbers in rows for number in numbers))
        return cls(widths.pop(), array("Q", (total for total, _ in rows)), packed)

    @classmethod
    def read(cls, held: Mapping[str, object]) -> FeatureTable:
        """Unpack what `held` gave. Raises ValueError, KeyError or TypeError for anything else."""
        width, sums, numbers = held["width"], _unpacked("Q", held["sums"]), _unpacked("h", held["numbers"])
        if not isinstance(width, int) or not len(sums) or len(sums) * width != len(numbers):
            raise ValueError("a table that is not whole")
        return cls(width, sums, numbers)

    def held(self) -> dict[str, object]:
        """The table as JSON can hold it."""
        return {"width": self.width, "sums": _packed(self.sums), "numbers": _packed(self.numbers)}

    def __len__(self) -> int:
        return len(self.sums)

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def get(self, name: str) -> Sequence[int] | None:
        """The numbers of a feature, None for one that is not there."""
        total = _sum(name)
        place = bisect_left(self.sums, total)
        if place == len(self.sums) or self.sums[place] != total:
            return None
        return self.numbers[place * self.width : (place + 1) * self.width]


def _sum(name: str) -> int:
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
