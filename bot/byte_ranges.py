"""Pieces of a sound: a player asks for them one by one, and some play nothing without."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_RANGE = re.compile(r"bytes=(\d{0,9})-(\d{0,9})")


@dataclass(frozen=True, slots=True)
class Piece:
    """What to answer with: a status, a body and its headers."""

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str]


def piece(body: bytes, wanted: str) -> Piece:
    """One range as asked for by the header `wanted` (RFC 9110, 14); anything else gets the whole."""
    headers = {"Accept-Ranges": "bytes"}
    asked = _RANGE.fullmatch(wanted)
    if asked is None or asked[0] == "bytes=-":
        return Piece(200, body, headers)
    first, last = asked.groups()
    start = int(first) if first else max(0, len(body) - int(last))
    end = min(int(last), len(body) - 1) if first and last else len(body) - 1
    if start > end:
        return Piece(416, b"", {"Content-Range": f"bytes */{len(body)}"})
    headers["Content-Range"] = f"bytes {start}-{end}/{len(body)}"
    return Piece(206, body[start : end + 1], headers)
