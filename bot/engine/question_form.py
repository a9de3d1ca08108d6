"""Whether a message is put as a question, by the words of `dialogues/questions`. Needs no Rasa."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from ruamel.yaml import YAML

# Vowel signs of the Bengali and Gurmukhi scripts are no letters to `\w`, but belong to the word.
_SIGNS = "\u0981-\u0983\u09bc\u09be-\u09cd\u09d7\u09e2\u09e3"
_SIGNS += "\u0a01-\u0a03\u0a3c\u0a3e-\u0a4d\u0a51\u0a70\u0a71\u0a75"
_NOT_WORDS = re.compile(rf"[^\w{_SIGNS}]+")
_APOSTROPHES = str.maketrans("", "", "'’‘ʼ`´")
_REPEATED = re.compile(r"([^\W\d_])\1+")
_CLAUSES = re.compile(r"[,.;:!\n،؛۔।]+|\s[-–—]\s")
MARKS = "?؟"


def folded(text: str) -> str:
    """Lower case, no accents or apostrophes, no letter twice in a row: as openings are compared.

    Much as `bot/language/fold.py`, which the engine's image does not hold.
    """
    small = text.casefold().translate(_APOSTROPHES)
    plain = unicodedata.normalize("NFKD", small).replace("ł", "l").replace("ı", "i")
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(_REPEATED.sub(r"\1", _NOT_WORDS.sub(" ", bare)).split())


class QuestionForm:
    """The words that open or close a question, and those that hint at one anywhere, by language."""

    def __init__(
        self,
        openings: dict[str, Iterable[str]],
        hints: dict[str, Iterable[str]] | None = None,
        closings: dict[str, Iterable[str]] | None = None,
    ) -> None:
        self._openings = {
            language: tuple(f"{folded(opening)} " for opening in listed)
            for language, listed in openings.items()
        }
        self._closings = {
            language: tuple(f" {folded(closing)}" for closing in listed)
            for language, listed in (closings or {}).items()
        }
        self._hints = {
            language: tuple(f" {folded(hint)} " for hint in listed)
            for language, listed in (hints or {}).items()
        }

    @classmethod
    def load(cls, folder: Path) -> QuestionForm:
        """Read `<folder>/<language>.yml`: the lists `openings`, `hints` and, where there is one, `closings`.

        Raises OSError, ValueError or KeyError for a file that is none, and for a folder without any.
        """
        held = {path.stem: YAML(typ="safe").load(path) for path in sorted(folder.glob("*.yml"))}
        if not held:
            raise ValueError(f"no language is in {folder}")
        return cls(
            {language: lists["openings"] for language, lists in held.items()},
            {language: lists["hints"] for language, lists in held.items()},
            {language: lists.get("closings", ()) for language, lists in held.items()},
        )

    def hints(self, text: str, language: str) -> bool:
        """Whether the text holds words that ask, anywhere: "no idea what that means"."""
        said = f" {folded(text)} "
        return any(hint in said for hint in self._hints.get(language, ()))

    def asks(self, text: str, language: str) -> bool:
        """Whether the text holds a question mark, or a clause of it opens or closes as a question does."""
        if any(mark in text for mark in MARKS):
            return True
        openings = self._openings.get(language, ())
        closings = self._closings.get(language, ())
        clauses = [folded(clause) for clause in _CLAUSES.split(text)]
        return any(f"{one} ".startswith(openings) or f" {one}".endswith(closings) for one in clauses)
