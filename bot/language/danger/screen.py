"""Every message is looked at for danger, in each language whose words it may hold, before all else."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from bot.errors import ContentRefused
from bot.language.danger import reading
from bot.language.danger.findings import KINDS, Finding
from bot.language.danger.message import Seen, ends_of, see
from bot.language.danger.message import read as read_message
from bot.language.danger.model import Model
from bot.language.danger.reading import DangerFile, Pattern
from bot.language.danger.weights import Limits, Reading, Told, Weights

COMMON = "danger.common.json"
# A longer message is looked at in pieces, so that the time grows with its length and no faster.
PIECE = 6000
OVERLAP = 300
# Neighbours such as Spanish and Portuguese know most of each other's words.
NEARLY = 0.9


class DangerScreen:
    """Looks at messages for danger. Keeps and logs nothing of them."""

    def __init__(
        self, files: Sequence[DangerFile], weights: Sequence[Weights] = (), common: Model | None = None
    ) -> None:
        self.files = tuple(files)
        self.weights = tuple(weights)
        self.common = common

    @classmethod
    def load(cls, folder: Path, languages: Sequence[str], models: Path | None = None) -> DangerScreen:
        """Read `<folder>/<language>.yml` of every language, `<models>/danger.<language>.json`, and the
        model that they share.

        Without `models` there are the patterns alone. Raises ContentRefused if there is no language, a
        file is missing or wrong, or a pattern does not find its own examples.
        """
        if not languages:
            raise ContentRefused(
                "no language was named for the danger screen.",
                remedy="offer at least one language that has a file in dialogues/danger.",
            )
        files = [reading.read(folder / f"{language}.yml") for language in languages]
        for file in files:
            _check_examples(file)
        if models is None:
            return cls(files)
        weights = [Weights.load(models / f"danger.{language}.json") for language in languages]
        return cls(files, weights, Model.load(models / COMMON))

    def screen(self, words: str) -> Finding | None:
        """The gravest thing that a message of any length shows, or None."""
        found = [
            finding
            for start in range(0, max(len(words), 1), PIECE)
            if (finding := self._piece(words[start : start + PIECE + OVERLAP])) is not None
        ]
        return min(found, key=_gravity, default=None)

    def _piece(self, words: str) -> Finding | None:
        """What one piece shows. The models decide, and what the patterns see is part of what they read.

        In words that no example has, only the patterns know anything.
        """
        told = Told.of(words)
        seen = [(number, see(self.files[number], words)) for number in self.languages_of(told)]
        found = min((one for _, each in seen for one in each.findings), key=_gravity, default=None)
        read = [one for number, whole in seen if (one := self._read(number, told, whole)) is not None]
        if not read:
            return found
        now = [reading for reading, limits in read if reading.is_now(limits)]
        if now:
            gravest = max(now, key=lambda reading: max(reading.now, reading.part))
            return Finding("now", found.kind if found and found.level == "now" else gravest.kind)
        is_harm = any(reading.harm >= limits.concern for reading, limits in read)
        return Finding("concern", found.kind) if found and is_harm else None

    def _read(self, number: int, told: Told, whole: Seen) -> tuple[Reading, Limits] | None:
        if self.common is None:
            return None
        weights = self.weights[number]
        marks_of = partial(_marks, self.files[number], whole.there)
        reading = weights.read(told, self.common, whole.marks, marks_of)
        return None if reading is None else (reading, weights.limits)

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


def _gravity(finding: Finding) -> tuple[bool, int]:
    return finding.level != "now", KINDS.index(finding.kind)


def _check_examples(file: DangerFile) -> None:
    for pattern in file.patterns:
        for example in pattern.examples:
            message = read_message(file, example)
            if message is None or not ends_of(pattern.phrase, message, message.everywhere):
                raise ContentRefused(
                    f"{file.path}:{pattern.line} does not find its own example '{example}'.",
                    remedy="mend the phrase or the example, so that the one finds the other.",
                )
