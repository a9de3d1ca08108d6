"""Text that runs the other way, put safely into a sentence."""

from __future__ import annotations

_FIRST_STRONG, _POP = "\u2068", "\u2069"


def isolate(text: str) -> str:
    """Text wrapped so that its direction cannot disturb the sentence it is put into."""
    return f"{_FIRST_STRONG}{text}{_POP}"
