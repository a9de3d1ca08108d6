"""Text that runs the other way, put safely into a sentence."""

from __future__ import annotations

import unicodedata

_FIRST_STRONG, _LEFT_TO_RIGHT, _POP = "\u2068", "\u2066", "\u2069"


def isolate(text: str) -> str:
    """Text wrapped so that its direction cannot disturb the sentence it is put into."""
    return f"{_FIRST_STRONG}{text}{_POP}"


def runs(text: str, otherwise: str = "ltr") -> str:
    """Which way a text runs, `ltr` or `rtl`, by its first strong letter, as a browser finds it.

    For what is no browser: neither Word nor the setter of PDF looks at the words.
    """
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return otherwise


def isolate_to_text(number: str) -> str:
    """A number that takes text messages, told from one to call: nobody may be led to call it."""
    return f"{_LEFT_TO_RIGHT}{number}{_POP}"
