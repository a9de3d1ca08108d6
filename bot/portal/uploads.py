"""A form with one file, read in memory: never on a disk, where what was in it would stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from bot.errors import ChannelRefused
from bot.portal.forms import BODY_BYTES, FORM_TYPE, Form, read_form

if TYPE_CHECKING:
    # The library has it for type checkers alone.
    from python_multipart.multipart import MultipartCallbacks

UPLOAD_TYPE = "multipart/form-data"
# Several times the longest person's copy as PDF.
FILE_BYTES = 8 * 1024 * 1024
_PARTS = 8
_HEADER_BYTES = 4 * 1024


class _Parts:
    """Collects what the parser finds. A part with a file name is the file; nobody looks at the name."""

    def __init__(self) -> None:
        self.fields: list[tuple[str, bytes]] = []
        self.file: bytes | None = None
        self.ended = False
        self._headers: dict[bytes, bytes] = {}
        self._name = self._value = b""
        self._body = bytearray()

    def begin(self) -> None:
        self._headers, self._body = {}, bytearray()

    def header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header_end(self) -> None:
        self._headers[self._name.lower()] = self._value
        self._name = self._value = b""

    def data(self, data: bytes, start: int, end: int) -> None:
        self._body += data[start:end]

    def end(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        if b"filename" in options:
            if self.file is not None:
                raise _refused("has two files")
            self.file = bytes(self._body)
        else:
            self.fields.append((options.get(b"name", b"").decode("utf-8", "replace"), bytes(self._body)))
        if len(self.fields) > _PARTS:
            raise _refused("has too many fields")

    def whole(self) -> None:
        self.ended = True


async def read_upload(request: Request) -> tuple[Form, bytes]:
    """Return the fields and the file, empty where none was chosen.

    Raises ChannelRefused for more than FILE_BYTES, a broken form, or a field sent twice.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind.decode("latin-1") == FORM_TYPE:
        return await read_form(request), b""
    if (
        kind.decode("latin-1") != UPLOAD_TYPE
        or not options.get(b"boundary")
        or request.headers.get("content-encoding")
    ):
        raise _refused("is not a form with a file")
    parts = _Parts()
    read = 0
    try:
        parser = MultipartParser(options[b"boundary"], _callbacks(parts), max_header_size=_HEADER_BYTES)
        async for chunk in request.stream():
            read += len(chunk)
            if read > FILE_BYTES + BODY_BYTES:
                raise _refused("is too large")
            parser.write(chunk)
        parser.finalize()
        fields = {name: value.decode("utf-8") for name, value in parts.fields}
    except (FormParserError, UnicodeDecodeError):
        # Not chained: the fault may carry the bytes that were sent.
        raise _refused("cannot be read") from None
    if not parts.ended or len(fields) != len(parts.fields):
        raise _refused("is cut short, or has a field twice")
    return Form(fields), parts.file or b""


def _callbacks(parts: _Parts) -> MultipartCallbacks:
    return {
        "on_part_begin": parts.begin,
        "on_header_field": parts.header_field,
        "on_header_value": parts.header_value,
        "on_header_end": parts.header_end,
        "on_part_data": parts.data,
        "on_part_end": parts.end,
        "on_end": parts.whole,
    }


def _refused(why: str) -> ChannelRefused:
    return ChannelRefused(
        f"A form with a file {why}.", remedy="Go back and choose one file that was made here."
    )
