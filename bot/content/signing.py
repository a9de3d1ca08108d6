"""Who at a council has checked which words: kept in the install's state, never in the repository."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from ruamel.yaml import YAML

from bot import documents
from bot.content.model import HelpLine, Item
from bot.errors import ContentRefused, WordingMissing

# A help line is asked after again after half a year, wording after a year.
LINE_DAYS, WORDING_DAYS = 180, 365
SERVED_ONLY_SIGNED = ("safety", "notice")

# (language, context, English) -> the words served.
Say = Callable[[str, str, str], str]


@dataclass(frozen=True, slots=True)
class Signature:
    """One person's word that one item is right in one language, as it read then."""

    council: str
    item: str
    language: str
    hash: str
    by: str
    role: str
    on: str


def words_hash(held: Item | HelpLine, language: str, say: Say) -> str:
    """Sixteen hex digits over what is served in a language; any change of the words changes it.

    Raises WordingMissing if the language has no finished words for it.
    """
    said = [say(language, held.context(field), text) for field, text in held.wording.items()]
    version = held.version if isinstance(held, Item) else f"{held.number}|{held.text_number}"
    return hashlib.sha256("\x00".join([version, *said]).encode()).hexdigest()[:16]


class Signatures:
    """The signatures of one install, in one YAML file of its state."""

    def __init__(self, path: Path, held: Sequence[Signature]) -> None:
        self._path = path
        self.all = tuple(held)

    @classmethod
    def load(cls, path: Path) -> Signatures:
        """Read the file; none yet means nothing is signed. Raises ContentRefused if it is broken."""
        if not path.exists():
            return cls(path, ())
        try:
            return cls(path, [Signature(**entry) for entry in documents.read(path).value or []])
        except TypeError as fault:
            raise ContentRefused(
                f"{path} does not hold signatures.", remedy="restore it from a backup."
            ) from fault

    def sign(self, signature: Signature) -> Signatures:
        """Add a signature and write the file. Raises ContentRefused without a name and a role."""
        if not signature.by.strip() or not signature.role.strip():
            raise ContentRefused(
                "a signature needs a name and a role.",
                remedy="say who checked it: --by NAME --role ROLE.",
            )
        made = Signatures(self._path, (*self.all, signature))
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_suffix(".new")
        with beside.open("w", encoding="utf-8") as file:
            YAML(typ="safe").dump([asdict(one) for one in made.all], file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)
        return made

    def latest(self, council: str, item: str, language: str, digest: str) -> Signature | None:
        """The newest signature of exactly these words, or None."""
        wanted = (council, item, language, digest)
        fitting = [one for one in self.all if (one.council, one.item, one.language, one.hash) == wanted]
        return max(fitting, key=lambda one: one.on, default=None)

    def unsigned(
        self, council: str, items: Iterable[Item], languages: Sequence[str], say: Say
    ) -> list[tuple[str, str]]:
        """(item, language) of safety and notice items that nobody of the council has signed as is.

        A language that lacks the words counts as unsigned: it could not be served either.
        """
        return [
            (item.id, language)
            for item in items
            if item.kind in SERVED_ONLY_SIGNED and not item.retired
            for language in languages
            if not self._is_signed(council, item, language, say)
        ]

    def _is_signed(self, council: str, item: Item, language: str, say: Say) -> bool:
        try:
            digest = words_hash(item, language, say)
        except WordingMissing:
            return False
        return self.latest(council, item.id, language, digest) is not None


def due(
    signatures: Signatures,
    council: str,
    held: Mapping[str, Item | HelpLine],
    languages: Sequence[str],
    say: Say,
    today: date,
) -> list[str]:
    """What somebody has to look at: never signed, changed since, or signed too long ago."""
    lines: list[str] = []
    for name, thing in held.items():
        days = LINE_DAYS if isinstance(thing, HelpLine) else WORDING_DAYS
        for language in languages:
            found = signatures.latest(council, name, language, words_hash(thing, language, say))
            if found is None:
                before = [one for one in signatures.all if one.item == name and one.language == language]
                why = "changed since it was signed" if before else "never signed"
                lines.append(f"{name} ({language}): {why}")
            elif date.fromisoformat(found.on) + timedelta(days=days) < today:
                lines.append(f"{name} ({language}): signed on {found.on}, more than {days} days ago")
    return lines
