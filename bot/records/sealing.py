"""Key pairs of participants, workers and recovery; sealing to them, and opening.

The server can seal to a participant's public half at any time. It can open nothing: the private half
exists only wrapped, for each assigned worker and for recovery.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from hmac import compare_digest

from argon2.low_level import Type, hash_secret_raw
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox
from nacl.utils import random

from bot.errors import CannotOpen
from bot.records.keys import Json, cannot_open
from bot.records.padding import SOUND_BLOCK, padded, padded_json, unpadded, unpadded_json
from bot.records.passwords import COST, SLOTS

_KEY_BYTES = 32


class PrivateHalf:
    """The private half of a key pair, in memory only as long as somebody reads."""

    __slots__ = ("_key",)

    def __init__(self, raw: bytes) -> None:
        self._key = PrivateKey(raw)

    def __repr__(self) -> str:
        return "PrivateHalf(...)"

    def __reduce__(self) -> str:
        raise TypeError("a private half is never pickled or copied")

    @classmethod
    def make(cls) -> PrivateHalf:
        return cls(random(_KEY_BYTES))

    @property
    def public(self) -> bytes:
        return bytes(self._key.public_key)

    def raw(self) -> bytes:
        """Return the 32 bytes, to be wrapped at once."""
        return bytes(self._key)

    def open(self, box: bytes) -> bytes:
        """Open a sealed box made for this half. Raises CannotOpen."""
        try:
            return SealedBox(self._key).decrypt(box)
        except (CryptoError, ValueError, TypeError):
            raise cannot_open() from None


class Halves:
    """The private halves of one person's key epochs, as far as their holder has them."""

    __slots__ = ("by_epoch",)

    def __init__(self, by_epoch: Mapping[int, PrivateHalf]) -> None:
        self.by_epoch = dict(sorted(by_epoch.items(), reverse=True))

    def __repr__(self) -> str:
        return "Halves(...)"

    def open(self, box: bytes) -> bytes:
        """Open a sealed box of any of these epochs: the newest is tried first. Raises CannotOpen."""
        for half in self.by_epoch.values():
            with suppress(CannotOpen):
                return half.open(box)
        raise cannot_open()


@dataclass(frozen=True, slots=True)
class Bound:
    """What a sealed thing belongs to: moved to anything else, it does not open.

    `version` tells apart several of the same question or kind (the row's id does).
    """

    kind: str
    participant: str
    question: str
    version: str
    at: datetime

    def _bytes(self) -> bytes:
        time = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        fields = (self.kind, self.participant, self.question, self.version, time)
        return b"".join(len(f.encode()).to_bytes(4) + f.encode() for f in fields)

    def tag(self, tag_key: bytes, sealed: bytes) -> bytes:
        return blake2b(self._bytes() + sealed, key=tag_key, digest_size=32).digest()


@dataclass(frozen=True, slots=True)
class Sealed:
    body: bytes
    tag: bytes


def seal(public: bytes, tag_key: bytes, bound: Bound, payload: Json) -> Sealed:
    """Seal a JSON object to a public half; its length is hidden, its place is bound."""
    return _sealed(public, tag_key, bound, padded_json(payload))


def seal_sound(public: bytes, tag_key: bytes, bound: Bound, sound: bytes) -> Sealed:
    """Seal the bytes of a recording in the same way."""
    return _sealed(public, tag_key, bound, padded(sound, SOUND_BLOCK))


def _sealed(public: bytes, tag_key: bytes, bound: Bound, framed: bytes) -> Sealed:
    body = SealedBox(PublicKey(public)).encrypt(framed)
    return Sealed(body, bound.tag(tag_key, body))


def open_sealed(half: PrivateHalf | Halves, tag_key: bytes, bound: Bound, sealed: Sealed) -> Json:
    """Return the JSON object.

    Raises CannotOpen when one bit of it, its tag, its place or its time is another, or the key is.
    """
    return unpadded_json(_opened(half, tag_key, bound, sealed))


def open_sound(half: PrivateHalf | Halves, tag_key: bytes, bound: Bound, sealed: Sealed) -> bytes:
    """Return the bytes of a recording. Raises CannotOpen as `open_sealed` does."""
    return unpadded(_opened(half, tag_key, bound, sealed), SOUND_BLOCK)


def _opened(half: PrivateHalf | Halves, tag_key: bytes, bound: Bound, sealed: Sealed) -> bytes:
    if not compare_digest(bound.tag(tag_key, sealed.body), sealed.tag):
        raise cannot_open()
    return half.open(sealed.body)


def wrap(half: PrivateHalf, public: bytes) -> bytes:
    """Seal a private half for a holder's public half."""
    return SealedBox(PublicKey(public)).encrypt(half.raw())


def seal_again(box: bytes, public: bytes) -> bytes:
    """Seal a wrap once more, so that it takes two."""
    return SealedBox(PublicKey(public)).encrypt(box)


def unwrap(box: bytes, holder: PrivateHalf) -> PrivateHalf:
    """Raises CannotOpen."""
    raw = holder.open(box)
    if len(raw) != _KEY_BYTES:
        raise cannot_open()
    return PrivateHalf(raw)


def new_salt() -> bytes:
    return random(16)


def lock_with_password(half: PrivateHalf, password: str, salt: bytes) -> bytes:
    """Encrypt a worker's private half under argon2id of the password with a salt of its own."""
    return bytes(SecretBox(_password_key(password, salt)).encrypt(half.raw()))


def unlock_with_password(box: bytes, password: str, salt: bytes) -> PrivateHalf:
    """Raises CannotOpen."""
    return _from_secret_box(box, _password_key(password, salt))


def lock_with_token(half: PrivateHalf, token: str) -> bytes:
    """Encrypt a private half under a session's 256-bit id."""
    return bytes(SecretBox(_token_key(token)).encrypt(half.raw()))


def unlock_with_token(box: bytes, token: str) -> PrivateHalf:
    """Raises CannotOpen."""
    return _from_secret_box(box, _token_key(token))


def _from_secret_box(box: bytes, key: bytes) -> PrivateHalf:
    try:
        return PrivateHalf(SecretBox(key).decrypt(box))
    except (CryptoError, ValueError, TypeError):
        raise cannot_open() from None


def _token_key(token: str) -> bytes:
    return blake2b(token.encode(), digest_size=32, person=b"bh-session-key").digest()


def _password_key(password: str, salt: bytes) -> bytes:
    with SLOTS:
        return hash_secret_raw(
            password.encode(), salt, COST.time, COST.memory_kib, 1, SecretBox.KEY_SIZE, Type.ID
        )
