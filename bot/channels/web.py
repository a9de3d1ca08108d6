"""A form of the web chat, read into one inbound message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from bot.errors import ChannelRefused
from bot.messages import Channel, Inbound, InboundKind, Recording

MOST_CHARACTERS = 4096
SAY_FIELDS = frozenset({"csrf", "message", "about", "words", "button"})
_MESSAGE_ID = re.compile(r"[0-9a-f]{32}")
_ITEM_ID = re.compile(r"[a-z][a-z0-9_.]{0,119}")


class TooLong(ChannelRefused):
    """The words are longer than one message may be; `words` are theirs to shorten, never to log."""

    code = "B501"

    def __init__(self, words: str) -> None:
        super().__init__("A message is too long.", remedy="The person is asked to shorten it.")
        self.words = words


def read_say(fields: Mapping[str, str], public_id: str, now: datetime) -> Inbound:
    """Return the message of a posted form. `fields` has each name once, already decoded.

    The same form posted twice has the same `external_id`. Raises ChannelRefused when the form is not
    one that we made, TooLong for words over MOST_CHARACTERS code points.
    """
    message, about = _told(fields)
    button, words = fields.get("button"), fields.get("words")
    if button is None and words is None:
        raise _refused()
    external_id = f"{public_id}:{message}"
    if button is not None:
        if not button or not button.isascii() or len(button) > 64:
            raise _refused()
        kind, words = InboundKind.BUTTON, None
    else:
        kind, words = InboundKind.WORDS, _as_typed(words or "")
    return Inbound(
        channel=Channel.WEB,
        external_id=external_id,
        address=public_id,
        kind=kind,
        received_at=now,
        words=words,
        button=button,
        about=about or None,
    )


def read_voice(fields: Mapping[str, str], recording: Recording, public_id: str, now: datetime) -> Inbound:
    """Return the message of a posted voice note. Raises ChannelRefused when the form is not one of ours."""
    message, about = _told(fields)
    return Inbound(
        channel=Channel.WEB,
        external_id=f"{public_id}:{message}",
        address=public_id,
        kind=InboundKind.VOICE,
        received_at=now,
        words="",
        about=about or None,
        recording=recording,
    )


def _told(fields: Mapping[str, str]) -> tuple[str, str]:
    """The form's own id and the question it is about. Raises ChannelRefused."""
    message, about = fields.get("message", ""), fields.get("about", "")
    if not _MESSAGE_ID.fullmatch(message) or (about and not _ITEM_ID.fullmatch(about)):
        raise _refused()
    return message, about


def opening(public_id: str, sitting_at: datetime, *, is_first: bool) -> Inbound:
    """Return the wordless message that opens a sitting; the same one however often it is asked for."""
    kind = InboundKind.BEGIN if is_first else InboundKind.RESUME
    return Inbound(
        channel=Channel.WEB,
        external_id=f"{public_id}:{kind}:{sitting_at.timestamp():.6f}",
        address=public_id,
        kind=kind,
        received_at=sitting_at,
    )


def _as_typed(words: str) -> str:
    # A form turns every line end into CR LF; the person typed only one key.
    words = words.replace("\r\n", "\n")
    if len(words) > MOST_CHARACTERS:
        raise TooLong(words)
    return words


def _refused() -> ChannelRefused:
    return ChannelRefused("A form is not one of ours.", remedy="The person is asked to send it again.")
