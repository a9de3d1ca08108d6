"""What is counted of a text to tell its language: runs of up to three letters, and whole words."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache

from langdetect.utils.ngram import NGram

from bot.language.fold import fold

LONGEST_GRAM = 3
_EDGE = " "
# A short word and a run of letters look alike; no run holds this sign.
_WHOLE = "="


def plain(words: str) -> str:
    """Words as their letters are counted: one form of each letter, all of them small.

    Capitals say nothing of the language, and a whole message of them is how some people write.
    """
    text = unicodedata.normalize("NFKC", words).replace("İ", "i").lower()
    return "".join(map(_letter, text))


def grams(words: str) -> Counter[str]:
    """The runs of one, two and three letters of each word, with the edges of words as a space."""
    found: list[str] = []
    for word in plain(words).split():
        found.extend(word)
        edged = f"{_EDGE}{word}{_EDGE}"
        for length in range(2, LONGEST_GRAM + 1):
            found.extend(edged[start : start + length] for start in range(len(edged) - length + 1))
    return Counter(found)


def named(word: str) -> str:
    """The name of a whole folded word, which no run of letters has."""
    return f"{_WHOLE}{word}"


def without_accents(run: str) -> str:
    """Latin letters without their accents, as many as before; other scripts as they are."""
    return "".join(map(_bare, run))


@lru_cache(maxsize=4096)
def _bare(letter: str) -> str:
    bare = fold(letter)
    return bare if len(bare) == 1 and bare.isascii() else letter


@lru_cache(maxsize=4096)
def _letter(letter: str) -> str:
    """langdetect's own form of a letter, which its profiles were counted in; marks become spaces."""
    return str(NGram.normalize(letter))
