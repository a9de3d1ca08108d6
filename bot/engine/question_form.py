"""Whether a message is put as a question. Standard library only: the benches read it without Rasa."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_NOT_WORDS = re.compile(r"\W+")
_APOSTROPHES = str.maketrans("", "", "'’‘ʼ`´")
_CLAUSES = re.compile(r"[,.;:!\n]+|\s[-–—]\s")
MARKS = "?؟"


def folded(text: str) -> str:
    """Lower case, no accents or apostrophes, single spaces: the form in which openings are compared."""
    small = text.casefold().translate(_APOSTROPHES)
    plain = unicodedata.normalize("NFKD", small).replace("ł", "l")
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(_NOT_WORDS.sub(" ", bare).split())


class QuestionForm:
    """The words that open a question, and those that hint at one wherever they stand, by language."""

    def __init__(
        self, openings: dict[str, Iterable[str]], hints: dict[str, Iterable[str]] | None = None
    ) -> None:
        self._openings = {
            language: tuple(f"{folded(opening)} " for opening in listed)
            for language, listed in openings.items()
        }
        self._hints = {
            language: tuple(f" {folded(hint)} " for hint in listed)
            for language, listed in (hints or {}).items()
        }

    def hints(self, text: str, language: str) -> bool:
        """Whether the text holds words that ask, anywhere: "no idea what that means"."""
        said = f" {folded(text)} "
        return any(hint in said for hint in self._hints.get(language, ()))

    def asks(self, text: str, language: str) -> bool:
        """Whether the text holds a question mark, or a clause of it opens as a question does."""
        if any(mark in text for mark in MARKS):
            return True
        openings = self._openings.get(language, ())
        return any(f"{folded(clause)} ".startswith(openings) for clause in _CLAUSES.split(text))
