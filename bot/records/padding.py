"""Lengths say something too: what is sealed is made a multiple of 256 bytes long, a sound of 16 KiB."""

from __future__ import annotations

import json
from typing import cast

from bot.records.keys import Json, cannot_open

BLOCK = 256
# A minute of speech is a quarter of a megabyte: sounds differ in length by steps of a few seconds.
SOUND_BLOCK = 16 * 1024
_LENGTH = 4


def padded(body: bytes, block: int = BLOCK) -> bytes:
    """Return the bytes with their length in front and zeros behind."""
    framed = len(body).to_bytes(_LENGTH) + body
    return framed + bytes(-len(framed) % block)


def unpadded(framed: bytes, block: int = BLOCK) -> bytes:
    """Return the bytes. Raises CannotOpen for a wrong frame."""
    end = _LENGTH + int.from_bytes(framed[:_LENGTH])
    if not framed or len(framed) % block or end > len(framed) or any(framed[end:]):
        raise cannot_open()
    return framed[_LENGTH:end]


def padded_json(payload: Json) -> bytes:
    """Return the payload as JSON, padded."""
    return padded(json.dumps(payload, ensure_ascii=False, sort_keys=True).encode())


def unpadded_json(framed: bytes) -> Json:
    """Return the payload. Raises CannotOpen for a wrong frame."""
    try:
        return cast("Json", json.loads(unpadded(framed)))
    except ValueError:
        raise cannot_open() from None
