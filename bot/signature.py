"""How core and the engine know each other on loopback: one shared key, each request signed once.

Standard library only, for Python 3.10 and later: both environments import it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

HEADER = "X-Beforehand-Signature"
TURN_HEADER = "X-Beforehand-Turn"
MOST_SECONDS = 30.0
LEAST_KEY = 32


def sign(key: bytes, body: bytes, now: float) -> str:
    """Return the header's value for this body: `t=<unix seconds>,n=<nonce hex>,v=<mac hex>`."""
    stamp = str(int(now))
    nonce = secrets.token_hex(16)
    return f"t={stamp},n={nonce},v={_mac(key, stamp, nonce, body)}"


def read_key(path: Path) -> bytes:
    """Return the shared key in a file: its bytes, without the white space around them.

    Raises OSError when the file cannot be read, ValueError when others may read it or it is short.
    """
    if path.stat().st_mode & 0o077:
        raise ValueError("the key file can be read by others (its mode must be 0600)")
    key = path.read_bytes().strip()
    if len(key) < LEAST_KEY:
        raise ValueError(f"the key is shorter than {LEAST_KEY} bytes")
    return key


class Verifier:
    """Checks signatures, and remembers each nonce for as long as its request could be repeated."""

    def __init__(self, key: bytes) -> None:
        """Take the shared key. Raises ValueError when it is shorter than 32 bytes."""
        if len(key) < LEAST_KEY:
            raise ValueError(f"the key is shorter than {LEAST_KEY} bytes")
        self._key = key
        self._seen: dict[str, float] = {}

    def check(self, header: str, body: bytes, now: float) -> bool:
        """Say whether the header signs this body, now, and for the first time."""
        parts = dict(part.partition("=")[::2] for part in header.split(","))
        stamp, nonce, mac = (parts.get(name, "") for name in "tnv")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12 and len(nonce) == 32):
            return False
        expected = _mac(self._key, stamp, nonce, body)
        if not hmac.compare_digest(expected.encode(), mac.encode("utf-8", "replace")):
            return False
        if abs(now - int(stamp)) > MOST_SECONDS:
            return False
        self._forget(now)
        if nonce in self._seen:
            return False
        # One whole second more: a stamp is cut to seconds.
        self._seen[nonce] = int(stamp) + MOST_SECONDS + 1
        return True

    def _forget(self, now: float) -> None:
        # Insertion order is nearly the order of expiry, so the first that must stay ends the sweep.
        while self._seen:
            nonce = next(iter(self._seen))
            if self._seen[nonce] >= now:
                return
            del self._seen[nonce]


def _mac(key: bytes, stamp: str, nonce: str, body: bytes) -> str:
    signed = stamp.encode() + b"." + nonce.encode() + b"." + body
    return hmac.new(key, signed, hashlib.sha256).hexdigest()
