"""A language that nobody speaks: the English catalogue in Arabic letters, for pages that run right to left.

What translators call pseudo-localisation. Letters are real ones of a script from right to left, so that a
browser orders and joins them as it would a true translation; vowels are doubled, because most languages need
more room than English. What must not be touched (placeholders, numbers, punctuation) is not, so a number that
is out of place is our page's fault. It is made here from `locales/*.pot` and is in no list of the product's.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from bot.conversation.buttons import Buttons
from bot.conversation.knowledge import Knowledge
from bot.conversation.renderer import Renderer
from bot.language.catalogues import Catalogues, read_catalogue
from bot.language.languages import Language
from bot.services.texts import Texts

ROOT = Path(__file__).parents[1]
CODE = "ar-XB"
LETTERS = str.maketrans(
    dict(zip("abcdefghijklmnopqrstuvwxyz", "ابجدهفغحيژكلمنوپقرستثطظخىز", strict=True))
    | {"?": "؟", ",": "،", ";": "؛"}
)
_KEPT = re.compile(r"(\{[^}]*\})")
_VOWEL = re.compile(r"([aeiou])")
PSEUDO = Language(
    code=CODE, name="پسودو", english="Pseudo", direction="rtl", offered=True, locale="ar", day="EEEE d MMMM",
    clock=24,
)  # fmt: skip


def pseudo(english: str) -> str:
    """Words in the letters of this language; what stands in braces stays."""
    parts = _KEPT.split(english)
    return "".join(part if _KEPT.fullmatch(part) else _letters(part) for part in parts)


def with_pseudo(known: Knowledge) -> Knowledge:
    """What the product knows, and this language beside the others."""
    words = {
        (message.context or "", message.id): pseudo(message.id)
        for message in read_catalogue(ROOT / "locales" / "content.pot", None)
        if isinstance(message.id, str) and message.id
    }
    held = known.texts.catalogues
    catalogues = Catalogues({**held.languages, CODE: PSEUDO}, {**held._words, CODE: words})
    texts = Texts(known.texts.content, catalogues)
    return replace(known, texts=texts, renderer=Renderer(texts), buttons=Buttons(texts.content))


def _letters(part: str) -> str:
    return _VOWEL.sub(r"\1\1", part.lower()).translate(LETTERS)
