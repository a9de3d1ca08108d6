"""Which script words are written in, by Unicode's own names of letters."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache


def scripts_of(words: str) -> Counter[str]:
    """How many letters are of each script ('LATIN', 'CYRILLIC', 'ARABIC', ...)."""
    return Counter(_script(letter) for letter in words if letter.isalpha())


def script_of(words: str) -> str | None:
    """The script most letters are of; None without letters."""
    found = scripts_of(words)
    return found.most_common(1)[0][0] if found else None


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").split()[0]
