"""The form in which a person's words are kept: theirs to the letter, and storable."""

from __future__ import annotations

import re
import unicodedata

# C0 and C1 controls (NUL among them) except tab and newline; a lone carriage return is a newline.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def normalise(words: str) -> str:
    """NFC, without control characters; a lone surrogate becomes U+FFFD; nothing else changes.

    Spaces at either end, slashes, joiners and marks of direction stay: they are what was typed.
    Line ends become newlines, since browsers send carriage returns that nobody typed.
    """
    whole = _SURROGATES.sub("\ufffd", words)
    whole = whole.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _CONTROLS.sub("", whole))
