"""Reading a posted voice note strictly: in memory, one file, every field once, and never more than fits."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from collections.abc import Set as AbstractSet

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from bot.channels.voice import too_large
from bot.messages import MOST_SOUND

MOST_BYTES = MOST_SOUND + 64 * 1024
# So much is read and let go, so that a browser that still sends hears why; the proxy stops what is larger.
MOST_READ = 8 * 1024 * 1024
MOST_FIELD = 1024
FORM = "multipart/form-data"


class _InMemory(MultiPartParser):
    """No part is laid on the disk, not even for a moment."""

    spool_max_size = MOST_BYTES


async def read_upload(
    request: Request, *, fields: AbstractSet[str], file: str
) -> tuple[dict[str, str], bytes]:
    """Return the form's fields by name and the file's bytes. The file's own name is never looked at.

    Raises HTTPException: 415 for another content type, 413 over MOST_READ, 400 for anything that is not
    exactly these fields and the file, each once; VoiceRefused for what is larger than a voice note may be.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM or request.headers.get("content-encoding", "identity") != "identity":
        raise HTTPException(415)
    body = await _body(request)
    try:
        parser = _InMemory(
            request.headers, _once(body), max_files=1, max_fields=len(fields), max_part_size=MOST_FIELD
        )
        form = await parser.parse()
    except (MultiPartException, KeyError, ValueError):
        raise HTTPException(400) from None
    try:
        return await _exactly(form, fields, file)
    finally:
        await form.close()


async def _exactly(form: FormData, fields: AbstractSet[str], file: str) -> tuple[dict[str, str], bytes]:
    found, held = form.multi_items(), form.get(file)
    words = {name: value for name, value in found if isinstance(value, str)}
    each_once = sorted(name for name, _ in found) == sorted({*fields, file})
    if not each_once or not isinstance(held, UploadFile) or words.keys() != fields:
        raise HTTPException(400)
    return words, await held.read()


async def _once(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body


async def _body(request: Request) -> bytes:
    declared = request.headers.get("content-length", "0")
    if not declared.isdigit() or int(declared) > MOST_READ:
        raise HTTPException(413)
    body, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MOST_READ:
            raise HTTPException(413)
        if size <= MOST_BYTES:
            body += chunk
    if size > MOST_BYTES:
        raise too_large()
    return bytes(body)
