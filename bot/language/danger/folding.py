"""From a message as it was typed to plain words: no case, accents, apostrophes or look-alikes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

BREAK = "\n"

_UNSEEN = re.compile("[\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
# Letters that Unicode does not take apart into a plain letter and a mark.
_WHOLE_LETTERS = str.maketrans("łđøıŁĐØ", "ldoildo")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´′ʹ＇", "'"))
_LETTERS_APART = re.compile(r"(?<![^\W_])[^\W\d_](?:[ .\-_*][^\W\d_](?![^\W_])){3,}")
# Vowel signs of the Bengali and Gurmukhi scripts are no letters to `\w`, but belong to the word.
_VOWELS = "\u0981-\u0983\u09bc\u09be-\u09cd\u09d7\u09e2\u09e3"
_VOWELS += "\u0a01-\u0a03\u0a3c\u0a3e-\u0a4d\u0a51\u0a70\u0a71\u0a75"
LETTER = rf"(?:[^\W_]|[{_VOWELS}])"
_TOKEN = re.compile(
    rf"(?P<word>{LETTER}+(?:['*@$]{LETTER}+)*)"
    r"|(?P<pause>\.{2,})"
    r"|(?P<stop>[.!?;\n؟۔।؛])"
    r"|(?P<sign>[\u2190-\u2bff\U0001f000-\U0001faff])"
)


def fold(words: str) -> str:
    """Lower case without accents, unseen characters and unusual apostrophes."""
    plain = _UNSEEN.sub("", words).casefold().translate(_APOSTROPHES)
    apart = unicodedata.normalize("NFKD", plain.translate(_WHOLE_LETTERS))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def tokens(words: str) -> Iterator[str]:
    """Each word or sign of a message in order, with `BREAK` where a sentence ends.

    Two dots or more are a pause for breath on a phone, not the end of a sentence. A word typed
    with its letters apart comes out joined.
    """
    joined = _LETTERS_APART.sub(lambda found: re.sub(r"[\W_]", "", found[0]), fold(words))
    for found in _TOKEN.finditer(joined):
        if found.lastgroup == "stop":
            yield BREAK
        elif found.lastgroup != "pause":
            yield found[0]
