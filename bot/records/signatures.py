"""This install's own signature: it tells what was made here from what was not, or was changed since."""

from __future__ import annotations

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey

from bot.records.database import Tx


def sign(tx: Tx, body: bytes) -> str:
    """This install's signature over some bytes, in hex."""
    return _key(tx).sign(body).signature.hex()


def is_signed(tx: Tx, body: bytes, signature: str) -> bool:
    """Whether this install signed these bytes."""
    try:
        _key(tx).verify_key.verify(body, bytes.fromhex(signature))
    except (BadSignatureError, ValueError, TypeError):
        return False
    return True


def verify_key(tx: Tx) -> str:
    """The public half, in hex: whoever has it can check a signature without this install."""
    return bytes(_key(tx).verify_key).hex()


def _key(tx: Tx) -> SigningKey:
    return SigningKey(tx.keys.signing_seed)
