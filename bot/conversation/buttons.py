"""Button data: full ids inside, at most 64 opaque bytes outside (Telegram's limit)."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from bot.content.load import Content

_SHORT = {
    "choose": "c",
    "control": "k",
    "topic": "t",
    "language": "l",
    "word": "w",
    "change": "a",
    "share": "s",
    "any": "n",
    "promise": "p",
}
_LONG = {short: verb for verb, short in _SHORT.items()}
_LITERAL = frozenset({"control", "topic", "language"})
_PROMISE = "promise"


@dataclass(frozen=True, slots=True)
class Button:
    """A pressed button: what it does, about which question (or promise), with which id."""

    verb: str
    question: str | None
    value: str


def encode(full: str) -> str:
    """Return the opaque data of a full button id such as `choose:parent.scale:7` or `control:skip`."""
    verb, *rest = full.split(":")
    *about, value = rest
    tail = value if verb in _LITERAL or value.isdigit() else _hash(value)
    return ":".join([_SHORT[verb], *(one if verb == _PROMISE else _hash(one) for one in about), tail])


class Buttons:
    """Reads opaque data back into ids, by hashing every id there is once."""

    def __init__(self, content: Content) -> None:
        self._ids = {_hash(item): item for item in content.items}

    def decode(self, data: str) -> Button | None:
        """Return the button, or None for data that we did not make."""
        short, *rest = data.split(":")
        verb = _LONG.get(short)
        if verb is None or not 1 <= len(rest) <= 2 or len(data.encode()) > 64:
            return None
        *about, tail = rest
        literal = verb in _LITERAL or tail.isdigit()
        value = tail if literal else self._ids.get(tail)
        question = (about[0] if verb == _PROMISE else self._ids.get(about[0])) if about else None
        if value is None or (about and question is None):
            return None
        return Button(verb, question, value)


def _hash(item: str) -> str:
    return "h" + blake2b(item.encode(), digest_size=6).hexdigest()
