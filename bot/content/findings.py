"""What a check found: where it is, what is wrong, and how to mend it, for whoever wrote the words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import process

from bot.errors import ContentRefused


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault in the content. `file` is relative to the content folder; a warning never fails."""

    file: str
    line: int
    item: str
    code: str
    wrong: str
    mend: str
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        item = f", {self.item}" if self.item else ""
        return f"{self.code} {self.file}, line {self.line}{item}: {self.wrong} {self.mend}"

    def refusal(self) -> ContentRefused:
        """The same as an error, for a process that must not start with it."""
        item = f", {self.item}" if self.item else ""
        return ContentRefused(
            f"{self.code} {self.file}, line {self.line}{item}: {self.wrong}",
            remedy=f"{self.mend} `./run content check` lists everything.",
        )


def nearest(word: str, known: Iterable[str]) -> str:
    """' Did you mean ...?' with the closest known word, or an empty string when none is close."""
    found = process.extractOne(word, list(known), score_cutoff=70)
    return f" Did you mean '{found[0]}'?" if found else ""
