"""One way to compare what people type: case, accents, punctuation and long letters set aside."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that carry no separable accent, so decomposition leaves them alone.
_PLAIN = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe"})
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´ʻ"))
_REPEATED = re.compile(r"([^\W\d_])\1+")
# Vowel signs, nuktas and viramas (classes 0, 7, 8, 9) are letters in Indic scripts, not accents.
_LETTER_CLASSES = {0, 7, 8, 9}


def fold(words: str) -> str:
    """Words in the form that phrases are compared in; empty if nothing comparable is left.

    Emoji stay, each as a word of its own; a letter said twice or more in a row counts once.
    """
    # Letters in fancy dress have no small form until they are decomposed, and some need it again.
    small = unicodedata.normalize("NFKD", words).casefold()
    plain = unicodedata.normalize("NFKD", small).translate(_APOSTROPHES)
    text = "".join(map(_folded, plain)).translate(_PLAIN)
    return " ".join(unicodedata.normalize("NFC", _REPEATED.sub(r"\1", text)).split())


@lru_cache(maxsize=2048)
def _folded(char: str) -> str:
    category = unicodedata.category(char)
    if category.startswith("M"):
        # Enclosing keycaps and variation selectors have class 0 but are decoration.
        decoration = category == "Me" or "\ufe00" <= char <= "\ufe0f"
        accent = unicodedata.combining(char) not in _LETTER_CLASSES
        return "" if decoration or accent else char
    if category in {"Cf", "Sk"}:  # joiners, skin tones
        return ""
    if category == "So":
        return f" {char} "
    return char if category[0] in "LNS" else " "
