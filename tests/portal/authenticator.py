"""A security key in software: it makes a key pair and signs what a browser would have it sign."""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


def text_of(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class SoftKey:
    """One key. `count` goes up with each use, as a real key's does."""

    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.count = 0

    def make(self, asked: dict[str, Any], origin: str) -> str:
        """Answer to "make a key"."""
        numbers = self.private.public_key().public_numbers()
        x, y = (number.to_bytes(32) for number in (numbers.x, numbers.y))
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        data = self._data(asked["rp"]["id"], PRESENT | VERIFIED | WITH_KEY)
        data += bytes(16) + len(self.id).to_bytes(2) + self.id + public
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._said("webauthn.create", asked, origin)
        return self._answer({"clientDataJSON": text_of(said), "attestationObject": text_of(made)})

    def sign(self, asked: dict[str, Any], origin: str, flags: int = PRESENT) -> str:
        """Answer to "sign in"."""
        self.count += 1
        data, said = self._data(asked["rpId"], flags), self._said("webauthn.get", asked, origin)
        signature = self.private.sign(data + sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": text_of(said),
                "authenticatorData": text_of(data),
                "signature": text_of(signature),
            }
        )

    def _data(self, site: str, flags: int) -> bytes:
        return sha256(site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _said(self, kind: str, asked: dict[str, Any], origin: str) -> bytes:
        said = {"type": kind, "challenge": asked["challenge"], "origin": origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _answer(self, response: dict[str, str]) -> str:
        own = text_of(self.id)
        return json.dumps({"id": own, "rawId": own, "type": "public-key", "response": response})
