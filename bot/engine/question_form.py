"""Whether a message is put as a question. Standard library only: the benches read it without Rasa."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_NOT_WORDS = re.compile(r"[^\w']+")
_CLAUSES = re.compile(r"[,.;:!\n]+|\s[-–—]\s")
MARKS = "?؟"


def folded(text: str) -> str:
    """Lower case, no accents, single spaces: the form in which openings are compared."""
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("ł", "l")
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(_NOT_WORDS.sub(" ", bare).split())


class QuestionForm:
    """The words that open a question, in every language there is a list for."""

    def __init__(self, openings: dict[str, Iterable[str]]) -> None:
        self._openings = {
            language: tuple(f"{folded(opening)} " for opening in listed)
            for language, listed in openings.items()
        }

    def asks(self, text: str, language: str) -> bool:
        """Whether the text holds a question mark, or a clause of it opens as a question does."""
        if any(mark in text for mark in MARKS):
            return True
        openings = self._openings.get(language, ())
        return any(f"{folded(clause)} ".startswith(openings) for clause in _CLAUSES.split(text))
