"""What a form sent: small, whole, UTF-8, each field once. Anything else is refused and kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.errors import ChannelRefused

FORM_TYPE = "application/x-www-form-urlencoded"
BODY_BYTES = 16 * 1024
FIELDS = 60


class Form(Mapping[str, str]):
    """The fields of one form. A field that was not sent reads as the empty string."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = dict(fields)

    def __getitem__(self, name: str) -> str:
        return self._fields.get(name, "")

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        return f"Form({sorted(self._fields)})"

    def line(self, name: str) -> str:
        """One field as one line: no control characters, no blanks at the ends."""
        return "".join(letter for letter in self[name] if letter.isprintable()).strip()

    def ticked(self, name: str) -> bool:
        """Whether a tick box was ticked."""
        return self[name] == "yes"


async def read_form(request: Request) -> Form:
    """Read the body of a form post.

    Raises ChannelRefused for another content type, more than 16 KB, bad UTF-8 or a field sent twice.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM_TYPE or request.headers.get("content-encoding"):
        raise _refused("is not a plain form")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES:
            raise _refused("is too large")
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=FIELDS
        )
    except ValueError:
        # Not chained: the codec's error carries the bytes that were sent.
        raise _refused("cannot be read") from None
    fields = dict(pairs)
    if len(fields) != len(pairs) or any("\x00" in value for value in fields.values()):
        raise _refused("has a field twice")
    return Form(fields)


def _refused(why: str) -> ChannelRefused:
    return ChannelRefused(f"A form {why}.", remedy="Go back, load the page again and send the form again.")
