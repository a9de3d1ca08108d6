"""Text that runs the other way, put safely into a sentence."""

from __future__ import annotations

_FIRST_STRONG, _LEFT_TO_RIGHT, _POP = "\u2068", "\u2066", "\u2069"


def isolate(text: str) -> str:
    """Text wrapped so that its direction cannot disturb the sentence it is put into."""
    return f"{_FIRST_STRONG}{text}{_POP}"


def isolate_to_text(number: str) -> str:
    """A number that takes text messages, told from one to call: nobody may be led to call it."""
    return f"{_LEFT_TO_RIGHT}{number}{_POP}"
