"""Lengths say something too: what is sealed is made a multiple of 256 bytes long."""

from __future__ import annotations

import json
from typing import cast

from bot.records.keys import Json, cannot_open

BLOCK = 256
_LENGTH = 4


def padded_json(payload: Json) -> bytes:
    """Return the payload as JSON, its length in front, zeros behind."""
    body = json.dumps(payload, ensure_ascii=False, sort_keys=True).encode()
    framed = len(body).to_bytes(_LENGTH) + body
    return framed + bytes(-len(framed) % BLOCK)


def unpadded_json(padded: bytes) -> Json:
    """Return the payload. Raises CannotOpen for a wrong frame."""
    end = _LENGTH + int.from_bytes(padded[:_LENGTH])
    if not padded or len(padded) % BLOCK or end > len(padded) or any(padded[end:]):
        raise cannot_open()
    try:
        return cast("Json", json.loads(padded[_LENGTH:end]))
    except ValueError:
        raise cannot_open() from None
