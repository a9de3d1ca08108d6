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
# What a council's own people have to sign before a language is more than a draft.
SAFETY_KINDS = ("safety", "notice")
SIGNED_FILE = "signed.yml"

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


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a council is with one language: items signed as they read now, of those to sign.

    `oldest` is the day of the oldest signature that counts, None where nothing is signed.
    """

    signed: int
    of: int
    oldest: str | None

    @property
    def is_draft(self) -> bool:
        return self.signed < self.of


def to_sign(items: Iterable[Item]) -> list[Item]:
    """The items that make a language more than a draft: what is said about safety, and every notice."""
    return [item for item in items if item.kind in SAFETY_KINDS and not item.retired]


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
        self._newest: dict[tuple[str, str, str, str], Signature] = {}
        for one in sorted(self.all, key=lambda signature: signature.on):
            self._newest[(one.council, one.item, one.language, one.hash)] = one

    @classmethod
    def load(cls, path: Path) -> Signatures:
        """Read the file; none yet means nothing is signed. Raises ContentRefused if it is broken."""
        if not path.exists():
            return cls(path, ())
        try:
            return cls(path, [_read(entry) for entry in documents.read(path).value or []])
        except (TypeError, ValueError) as fault:
            raise ContentRefused(
                f"{path} does not hold signatures.", remedy="restore it from a backup."
            ) from fault

    def sign(self, *signatures: Signature) -> Signatures:
        """Add signatures and write the file once. Raises ContentRefused without a name and a role."""
        if not all(one.by.strip() and one.role.strip() for one in signatures):
            raise ContentRefused(
                "a signature needs a name and a role.",
                remedy="say who checked it: --by NAME --role ROLE.",
            )
        made = Signatures(self._path, (*self.all, *signatures))
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
        return self._newest.get((council, item, language, digest))

    def of_words(self, council: str, item: Item, language: str, say: Say) -> Signature | None:
        """The newest signature of an item as it reads now; None too where the language lacks the words."""
        try:
            digest = words_hash(item, language, say)
        except WordingMissing:
            return None
        return self.latest(council, item.id, language, digest)

    def unsigned(self, council: str, items: Iterable[Item], language: str, say: Say) -> list[Item]:
        """The safety and notice items that nobody of the council has signed as they read now."""
        return [item for item in to_sign(items) if self.of_words(council, item, language, say) is None]

    def standing(self, council: str, items: Iterable[Item], language: str, say: Say) -> Standing:
        """How far a council is with one language. What cannot be said in it counts as unsigned."""
        wanted = to_sign(items)
        found = [self.of_words(council, item, language, say) for item in wanted]
        days = [one.on for one in found if one is not None]
        return Standing(len(days), len(wanted), min(days, default=None))


def _read(entry: dict[str, str]) -> Signature:
    """One entry of the file. Raises TypeError or ValueError for what is no signature."""
    made = Signature(**entry)
    if not all(isinstance(value, str) for value in asdict(made).values()):
        raise TypeError("not all of it is text")
    date.fromisoformat(made.on)
    return made


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
