"""Reading a posted form strictly: one encoding, one size, every field once."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

MOST_BYTES = 64 * 1024
MOST_FIELDS = 12
FORM = "application/x-www-form-urlencoded"


async def read_form(
    request: Request, *, required: AbstractSet[str], optional: AbstractSet[str] = frozenset()
) -> dict[str, str]:
    """Return the form's fields by name, decoded from UTF-8.

    Raises HTTPException: 415 for another content type, 413 over MOST_BYTES, 400 for anything that is not
    exactly these fields, each once. Nothing of the body is in the exception.
    """
    _check_type(request)
    try:
        text = (await _body(request)).decode("ascii")
        pairs = parse_qsl(
            text,
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:  # UnicodeError is one: bytes that are no text, and escapes that are no UTF-8
        raise HTTPException(400) from None
    fields = dict(pairs)
    names = fields.keys()
    if len(fields) != len(pairs) or not required <= names or not names <= required | optional:
        raise HTTPException(400)
    return fields


def _check_type(request: Request) -> None:
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.strip().lower()
    if kind.strip().lower() != FORM or charset not in ("", "charset=utf-8"):
        raise HTTPException(415)
    if request.headers.get("content-encoding", "identity") != "identity":
        raise HTTPException(415)


async def _body(request: Request) -> bytes:
    declared = request.headers.get("content-length", "0")
    if not declared.isdigit() or int(declared) > MOST_BYTES:
        raise HTTPException(413)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413)
    return bytes(body)
