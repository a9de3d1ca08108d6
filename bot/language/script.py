"""Which script words are written in, by Unicode's own names of letters."""

from __future__ import annotations

import unicodedata
from collections import Counter


def script_of(words: str) -> str | None:
    """The script most letters are of ('LATIN', 'CYRILLIC', 'ARABIC', ...); None without letters."""
    found = Counter(unicodedata.name(char, "UNKNOWN").split()[0] for char in words if char.isalpha())
    return found.most_common(1)[0][0] if found else None
