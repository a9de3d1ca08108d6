"""Translations as served: whole, never fuzzy, never silently English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po

from bot.errors import ContentRefused, WordingMissing
from bot.language.languages import Language

SOURCE = "en"
DOMAINS = ("content", "messages")

# An item's field and its English.
Key = tuple[str, str]


class Catalogues:
    """Every offered language's words. English is the source and needs no catalogue."""

    def __init__(self, languages: Mapping[str, Language], words: Mapping[str, Mapping[Key, str]]) -> None:
        self.languages = languages
        self._words = words

    @classmethod
    def load(cls, folder: Path, languages: Mapping[str, Language]) -> Catalogues:
        """Read `<folder>/<language>/LC_MESSAGES/{content,messages}.po` of the offered languages.

        Raises ContentRefused if an offered language has no content catalogue or one is not a `.po`.
        """
        words: dict[str, Mapping[Key, str]] = {}
        # Every language has the same keys: kept once, they are a third of what the catalogues take.
        keys: dict[Key, Key] = {}
        for code, language in languages.items():
            if language.offered and code != SOURCE:
                said = _translated(folder / code / "LC_MESSAGES", code)
                words[code] = {keys.setdefault(key, key): text for key, text in said}
        return cls(languages, words)

    @property
    def offered(self) -> Sequence[str]:
        """The codes of the offered languages, in the order of `languages.yml`."""
        return tuple(code for code, language in self.languages.items() if language.offered)

    def text(self, language: str, context: str, english: str) -> str:
        """The words for `context` (`<item id>#<field>`) in a language.

        Raises WordingMissing if that language is not offered or has no finished translation of this
        very English: a changed source is an untranslated one.
        """
        if language == SOURCE:
            return english
        found = self._words.get(language, {}).get((context, english))
        if found is None:
            raise WordingMissing(
                f"'{context}' has no finished words in '{language}'.",
                remedy=f"translate it in locales/{language}/LC_MESSAGES/content.po.",
            )
        return found

    def direction(self, code: str) -> Literal["ltr", "rtl"]:
        """The way a language runs. Raises WordingMissing if there is no such language."""
        return self.language(code).direction

    def own_name(self, code: str) -> str:
        """What a language calls itself. Raises WordingMissing if there is no such language."""
        return self.language(code).name

    def language(self, code: str) -> Language:
        """One language. Raises WordingMissing if `languages.yml` does not have it."""
        found = self.languages.get(code)
        if found is None:
            raise WordingMissing(
                f"there is no language '{code}'.",
                remedy="add it to dialogues/content/languages.yml, or use one that is there.",
            )
        return found


def read_catalogue(path: Path, language: str | None) -> Catalog:
    """One `.po` or `.pot` as Babel reads it, fuzzy entries among them.

    Raises ContentRefused if it is missing or malformed.
    """
    try:
        with path.open("rb") as file:
            return read_po(file, locale=language, abort_invalid=True)
    except (OSError, PoFileError, UnicodeDecodeError) as fault:
        raise ContentRefused(
            f"{path} cannot be read as a catalogue ({type(fault).__name__}).",
            remedy="make it with `./run content extract`, and save it from a gettext editor.",
        ) from fault


def _translated(folder: Path, language: str) -> Iterator[tuple[Key, str]]:
    for domain in DOMAINS:
        path = folder / f"{domain}.po"
        if domain == "messages" and not path.exists():
            continue
        for message in read_catalogue(path, language):
            done = message.id and message.string and not message.fuzzy
            if done and isinstance(message.id, str) and isinstance(message.string, str):
                yield (message.context or "", message.id), message.string
