"""The recovery pair: its private half is printed on two sheets, both needed, and kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from nacl.utils import random

from bot.errors import CannotOpen
from bot.records.ids import ALPHABET, plain_code
from bot.records.sealing import PrivateHalf

_BYTES = 32
_CHECK_BYTES = 3  # 36 bytes in all with the sheet's number: 58 letters of five bits
_GROUP = 5


@dataclass(frozen=True, slots=True)
class RecoveryPair:
    """`public` is kept in the install row; each sheet is text to print once."""

    public: bytes
    sheets: tuple[str, str] = field(repr=False)


def make_recovery() -> RecoveryPair:
    """Make a pair. Either sheet alone says nothing at all of the private half."""
    half = PrivateHalf.make()
    first = random(_BYTES)
    second = _xor(half.raw(), first)
    return RecoveryPair(half.public, (_to_text(1, first), _to_text(2, second)))


def recovery_half(one: str, other: str) -> PrivateHalf:
    """Return the private half from both sheets, in either order, as typed.

    Raises CannotOpen when a sheet was mistyped, or one was given twice.
    """
    sheets = dict([_from_text(one), _from_text(other)])
    if len(sheets) != 2:
        raise CannotOpen(
            "The same recovery sheet was given twice.", remedy="Type the first sheet and the second."
        )
    return PrivateHalf(_xor(sheets[1], sheets[2]))


def _xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b, strict=True))


def _check(number: int, share: bytes) -> bytes:
    return sha256(b"bh-sheet" + bytes([number]) + share).digest()[:_CHECK_BYTES]


def _to_text(number: int, share: bytes) -> str:
    raw = bytes([number]) + share + _check(number, share)
    value = int.from_bytes(raw)
    letters = []
    for _ in range(-(-len(raw) * 8 // 5)):
        value, digit = divmod(value, 32)
        letters.append(ALPHABET[digit])
    text = "".join(reversed(letters))
    return " ".join(text[i : i + _GROUP] for i in range(0, len(text), _GROUP))


def _from_text(text: str) -> tuple[int, bytes]:
    size = 1 + _BYTES + _CHECK_BYTES
    letters = plain_code(text)
    value = 0
    good = len(letters) == -(-size * 8 // 5)
    for letter in letters:
        digit = ALPHABET.find(letter)
        good = good and digit >= 0
        value = value * 32 + max(digit, 0)
    raw = value.to_bytes(size) if good and value < 1 << (8 * size) else bytes(size)
    number, share, check = raw[0], raw[1:-_CHECK_BYTES], raw[-_CHECK_BYTES:]
    if number not in (1, 2) or check != _check(number, share):
        raise CannotOpen(
            "A recovery sheet was not typed as it is printed.",
            remedy="Compare it group by group; O is 0, I and L are 1, spaces do not matter.",
        )
    return number, share
