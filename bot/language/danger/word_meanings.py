"""What words mean, as it is written: `dialogues/danger/meanings/<language>.yml`, a word form a line."""

from __future__ import annotations

from pathlib import Path

from bot import documents
from bot.errors import ContentRefused
from bot.language.fold import fold

MOST_MEANINGS = 4


def read(path: Path) -> dict[str, str]:
    """What each form means, by the form as messages are compared in; "" for one that says nothing by itself.

    Raises ContentRefused, with file and line, for a meaning that is not one to four words of small English
    letters (NAME and PLACE are written large), and for a form of more than one word or of none.
    """
    held = documents.read(path)
    if not isinstance(held.value, dict) or not held.value:
        raise ContentRefused(
            f"{path} holds no word.", remedy="write a word form a line, and what it means: `annem: mum my`."
        )
    meanings: dict[str, str] = {}
    for form, meaning in held.value.items():
        folded = fold(str(form))
        if len(folded.split()) != 1:
            raise _refused(held, form, "is not one word", "write one word form before the colon.")
        words = meaning.split() if isinstance(meaning, str) else [""]
        if len(words) > MOST_MEANINGS or not all(word.isascii() and word.isalpha() for word in words):
            remedy = 'write one to four simple English words after the colon, or "" for none.'
            raise _refused(held, form, "has no meaning that can be used", remedy)
        meanings.setdefault(folded, " ".join(words))
    return meanings


def _refused(held: documents.Document, form: object, fault: str, remedy: str) -> ContentRefused:
    return ContentRefused(f"{held.path}:{held.line(str(form))}: '{form}' {fault}.", remedy=remedy)
