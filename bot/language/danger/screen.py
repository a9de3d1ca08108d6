"""Every message is looked at for danger, in each language whose words it may hold, before all else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bot.errors import ContentRefused
from bot.language.danger import reading
from bot.language.danger.findings import KINDS, LEVELS, Finding
from bot.language.danger.limits import Limits
from bot.language.danger.message import Seen, ends_of, see
from bot.language.danger.message import read as read_message
from bot.language.danger.model import Model
from bot.language.danger.reading import DangerFile, Pattern
from bot.language.danger.weights import Reading, Told, Weights

COMMON, LIMITS = "danger.common.json", "limits.yml"
# A longer message is looked at in pieces, so that the time grows with its length and no faster.
PIECE = 6000
OVERLAP = 300
# Neighbours such as Spanish and Portuguese know most of each other's words.
NEARLY = 0.9


@dataclass(frozen=True, slots=True)
class Trained:
    """What the examples taught: a model a language, as its files stand, one of all, and the limits."""

    languages: tuple[Weights, ...]
    common: Model
    limits: Limits

    @classmethod
    def load(cls, folder: Path, languages: Sequence[str], models: Path) -> Trained:
        """Read `<models>/danger.<language>.json` of every language, the model that they share, and
        `<folder>/limits.yml`. Raises ContentRefused when one is missing or wrong.
        """
        weights = tuple(Weights.load(models / f"danger.{language}.json") for language in languages)
        return cls(weights, Model.load(models / COMMON), Limits.read(folder / LIMITS))


class Looked(NamedTuple):
    """The gravest thing that the patterns find in a message, and each language's reading of it."""

    found: Finding | None
    read: tuple[Reading, ...]

    def judged(self, limits: Limits) -> Finding | None:
        """What both come to. In words that no example has, only the patterns know anything."""
        if not self.read:
            return self.found
        gravest = max(self.read, key=lambda one: max(one.now, one.part))
        kind = self.found.kind if self.found and self.found.level == "now" else gravest.kind
        if any(one.is_now(limits) for one in self.read):
            return Finding("now", kind)
        if any(one.is_unsure(limits) for one in self.read):
            return Finding("unsure", kind)
        is_harm = any(one.harm >= limits.concern for one in self.read)
        return Finding("concern", self.found.kind) if self.found and is_harm else None


class DangerScreen:
    """Looks at messages for danger. Keeps and logs nothing of them."""

    def __init__(self, files: Sequence[DangerFile], trained: Trained | None = None) -> None:
        self.files = tuple(files)
        self.trained = trained

    @property
    def weights(self) -> tuple[Weights, ...]:
        """The model of each language, in the order of `files`; none where there are the patterns alone."""
        return () if self.trained is None else self.trained.languages

    @classmethod
    def load(cls, folder: Path, languages: Sequence[str], models: Path | None = None) -> DangerScreen:
        """Read `<folder>/<language>.yml` of every language, and what `Trained.load` reads.

        Without `models` there are the patterns alone. Raises ContentRefused if there is no language, a
        file is missing or wrong, or a pattern does not find its own examples.
        """
        if not languages:
            raise ContentRefused(
                "no language was named for the danger screen.",
                remedy="offer at least one language that has a file in dialogues/danger.",
            )
        files = [_checked(reading.read(folder / f"{language}.yml")) for language in languages]
        if models is None:
            return cls(files)
        return cls(files, Trained.load(folder, languages, models))

    def screen(self, words: str) -> Finding | None:
        """The gravest thing that a message of any length shows, or None."""
        found = [
            finding
            for start in range(0, max(len(words), 1), PIECE)
            if (finding := self._piece(words[start : start + PIECE + OVERLAP])) is not None
        ]
        return min(found, key=_gravity, default=None)

    def _piece(self, words: str) -> Finding | None:
        """What one piece shows. The models decide, and what the patterns see is part of what they read."""
        looked = self.look(words)
        return looked.found if self.trained is None else looked.judged(self.trained.limits)

    def look(self, words: str) -> Looked:
        """What patterns and models make of one piece, before any limit is asked."""
        told = Told.of(words)
        seen = [(number, see(self.files[number], words)) for number in self.languages_of(told)]
        found = min((one for _, each in seen for one in each.findings), key=_gravity, default=None)
        asked = (self._read(number, told, whole) for number, whole in seen)
        return Looked(found, tuple(one for one in asked if one is not None))

    def _read(self, number: int, told: Told, whole: Seen) -> Reading | None:
        if self.trained is None:
            return None
        marks_of = partial(_marks, self.files[number], whole.there)
        return self.trained.languages[number].read(told, self.trained.common, whole.marks, marks_of)

    def languages_of(self, told: Told) -> list[int]:
        """The languages to look with, by place: all that know about as many of the words as any does, and all
        that know a word which the likeliest does not.

        Sixteen languages would cost ten times what one does, for a message that holds words of one or two.
        """
        everywhere = list(range(len(self.files)))
        if not self.weights:
            return everywhere
        known = [{word for word, total in told.words if weights.knows(total)} for weights in self.weights]
        most = max(known, key=len)
        strange = {word for word, _ in told.words if word not in most and any(map(str.isalpha, word))}
        return [
            number
            for number in everywhere
            if len(known[number]) >= NEARLY * len(most)
            or known[number] & strange
            or any(map(self.files[number].lexicon.knows, strange))
        ]


def _marks(file: DangerFile, there: Sequence[Pattern], part: str) -> frozenset[str]:
    """What the patterns see in a part. One that does not stand in the whole stands in no part of it."""
    return see(file, part, there).marks


def _gravity(finding: Finding) -> tuple[int, int]:
    return LEVELS.index(finding.level), KINDS.index(finding.kind)


def _checked(file: DangerFile) -> DangerFile:
    """The file without its examples, all of which it finds: nobody asks for them again, and they are many."""
    for pattern in file.patterns:
        for example in pattern.examples:
            message = read_message(file, example)
            if message is None or not ends_of(pattern.phrase, message, message.everywhere):
                raise ContentRefused(
                    f"{file.path}:{pattern.line} does not find its own example '{example}'.",
                    remedy="mend the phrase or the example, so that the one finds the other.",
                )
    bare = tuple(replace(pattern, examples=()) for pattern in file.patterns)
    return replace(file, patterns=bare)
