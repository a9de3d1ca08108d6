"""The service's own keys: what core must be able to read again, and what it must only find again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import blake2b, sha256
from typing import Any, cast

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
)
from nacl.exceptions import CryptoError
from nacl.utils import random

from bot.errors import CannotOpen

Json = dict[str, Any]

_FORM = b"\x01"
_ID_BYTES = 4
_NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES


class Aead:
    """XChaCha20-Poly1305 under one key. A box is form, key id, nonce, ciphertext."""

    __slots__ = ("_key", "key_id")

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.key_id = blake2b(key, digest_size=_ID_BYTES, person=b"bh-key-id").digest()

    def __repr__(self) -> str:
        return "Aead(...)"

    def encrypt(self, about: bytes, plain: bytes) -> bytes:
        nonce = random(_NONCE_BYTES)
        body = crypto_aead_xchacha20poly1305_ietf_encrypt(plain, about, nonce, self._key)
        return _FORM + self.key_id + nonce + body

    def decrypt(self, about: bytes, box: bytes) -> bytes:
        """Raises CannotOpen for another key, another place, or a changed box."""
        start = len(_FORM) + _ID_BYTES
        if box[:start] != _FORM + self.key_id:
            raise cannot_open()
        nonce, body = box[start : start + _NONCE_BYTES], box[start + _NONCE_BYTES :]
        try:
            return crypto_aead_xchacha20poly1305_ietf_decrypt(body, about, nonce, self._key)
        except (CryptoError, ValueError, TypeError):
            raise cannot_open() from None


class ServiceKeys:
    """The service key (older ones are still read), and the index key for look-ups.

    Every box is bound to its column and its row, so that none can be moved to another place.
    """

    __slots__ = ("_aead", "_index", "_older", "signing_seed", "tag_key")

    def __init__(self, service: bytes, index: bytes, older: Sequence[bytes] = ()) -> None:
        self._aead = Aead(_derive(service, b"bh-aead"))
        self._older = {box.key_id: box for box in (Aead(_derive(k, b"bh-aead")) for k in older)}
        self._index = _derive(index, b"bh-index")
        self.tag_key = _derive(index, b"bh-tag")
        self.signing_seed = _derive(index, b"bh-signing")

    def __repr__(self) -> str:
        return "ServiceKeys(...)"

    @property
    def has_older(self) -> bool:
        return bool(self._older)

    @property
    def mark(self) -> bytes:
        """What every box that is made now begins with: its form and the key's id."""
        return _FORM + self._aead.key_id

    def encrypt(self, column: str, row: str, plain: bytes) -> bytes:
        return self._aead.encrypt(_place(column, row), plain)

    def decrypt(self, column: str, row: str, box: bytes) -> bytes:
        """Raises CannotOpen."""
        aead = self._older.get(box[1 : 1 + _ID_BYTES], self._aead)
        return aead.decrypt(_place(column, row), box)

    def encrypt_text(self, column: str, row: str, plain: str) -> bytes:
        return self.encrypt(column, row, plain.encode())

    def decrypt_text(self, column: str, row: str, box: bytes) -> str:
        return self.decrypt(column, row, box).decode()

    def encrypt_json(self, column: str, row: str, plain: Json) -> bytes:
        return self.encrypt(column, row, json.dumps(plain, ensure_ascii=False).encode())

    def decrypt_json(self, column: str, row: str, box: bytes) -> Json:
        return cast("Json", json.loads(self.decrypt(column, row, box)))

    def index(self, column: str, value: str) -> bytes:
        """Return the 32-byte keyed hash by which a value is found again, and not read."""
        return blake2b(_place(column, value), key=self._index, digest_size=32).digest()

    def pepper(self, column: str, value: str) -> str:
        """Return what is given to argon2 in the place of a short code: useless without the key."""
        return blake2b(_place("pepper." + column, value), key=self._index).hexdigest()


def token_hash(token: str) -> bytes:
    """Return the SHA-256 of a token that is itself at least 128 random bits."""
    return sha256(token.encode()).digest()


def cannot_open() -> CannotOpen:
    return CannotOpen(
        "A sealed thing was changed, moved, or is not for this key.",
        remedy="Restore it from a backup, together with the keys of the same day.",
    )


def _derive(key: bytes, purpose: bytes) -> bytes:
    if len(key) < 32:
        raise ValueError("a service key is shorter than 32 bytes")
    return blake2b(key[:64], digest_size=32, person=purpose).digest()


def _place(column: str, row: str) -> bytes:
    return column.encode() + b"\x00" + row.encode()
