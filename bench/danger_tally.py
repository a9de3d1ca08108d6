"""What the danger screen makes of a set of sentences, counted: see `bench/safety.py` for the sets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bench.said import LANGUAGES
from bot import documents
from bot.language.danger import DangerScreen, Finding

ROOT = Path(__file__).resolve().parent.parent
DECIDE = ("unseen", "unseen_again", "unseen_third")
# What is told of past harm has a name of its own in each.
PAST = {"dev": "past"} | dict.fromkeys(DECIDE, "concern")
LEAST_FOUND = 0.90
MOST_FALSE = 0.05


@dataclass(slots=True)
class Tally:
    """What one language of one set came to. `faults` are lines to print."""

    asked: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    unsure: Counter[str] = field(default_factory=Counter)
    concern: Counter[str] = field(default_factory=Counter)
    right_kind: int = 0
    harmless: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    gentle: Counter[str] = field(default_factory=Counter)
    needless: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def share_found(self) -> float:
        """From 0 to 1."""
        return self.found.total() / self.asked.total()

    @property
    def share_noticed(self) -> float:
        """Found or asked about, from 0 to 1."""
        return (self.found.total() + self.unsure.total()) / self.asked.total()

    @property
    def share_false(self) -> float:
        """From 0 to 1, of the ordinary and the past sentences together."""
        return self.false.total() / self.harmless.total()

    @property
    def share_needless(self) -> float:
        """Asked needlessly, from 0 to 1, of the same."""
        return self.needless.total() / self.harmless.total()

    @property
    def good(self) -> bool:
        """Whether both limits are kept. What is only asked about is not found."""
        return self.share_found >= LEAST_FOUND and self.share_false <= MOST_FALSE

    @property
    def good_with_asking(self) -> bool:
        """Whether both are kept when what is asked about counts as found."""
        return self.share_noticed >= LEAST_FOUND and self.share_false <= MOST_FALSE

    @property
    def verdict(self) -> str:
        if self.good:
            return "kept"
        return "NOT KEPT but with asking" if self.good_with_asking else "NOT KEPT"


def measure(screen: DangerScreen, folder: Path, language: str) -> Tally:
    """Put one language of one set to the screen.

    Raises ContentRefused if a file is missing, and ValueError if one holds nothing to measure.
    """
    tally = Tally()
    for part in parts(folder):
        path = folder / f"{part}.{language}.yml"
        entries = documents.read(path).value
        if not isinstance(entries, list) or not entries:
            raise ValueError(f"{path} holds no sentence")
        for number, entry in enumerate(entries, start=1):
            where = f"{path.relative_to(ROOT)} {number:>3}"
            finding = screen.screen(entry["text"])
            if part == "danger":
                _count_danger(tally, entry, finding, where)
            else:
                _count_harmless(tally, part, entry, finding, where)
    return tally


def parts(folder: Path) -> tuple[str, str, str]:
    """The parts of a set."""
    return "danger", "ordinary", PAST[folder.name]


def _count_danger(tally: Tally, entry: dict[str, str], finding: Finding | None, where: str) -> None:
    kind = entry["kind"]
    tally.asked[kind] += 1
    if finding and finding.level == "now":
        tally.found[kind] += 1
        tally.right_kind += finding.kind == kind
        return
    level = finding.level if finding else "nothing"
    tally.unsure[kind] += level == "unsure"
    tally.concern[kind] += level == "concern"
    answer = {"unsure": "asked", "concern": "only a concern"}.get(level, "missed")
    tally.faults.append(f"  {answer:14} {where}  [{kind}] {entry['text']}")


def _count_harmless(
    tally: Tally, part: str, entry: dict[str, str], finding: Finding | None, where: str
) -> None:
    tally.harmless[part] += 1
    if finding and finding.level == "unsure":
        tally.needless[part] += 1
        tally.faults.append(f"  asked          {where}  [{finding.kind}] {entry['text']}")
    elif finding and (part == "ordinary" or finding.level == "now"):
        tally.false[part] += 1
        tally.gentle[part] += finding.level == "concern"
        tally.faults.append(f"  false alarm    {where}  [{finding.level} {finding.kind}] {entry['text']}")


def together(tallies: Iterable[Tally]) -> Tally:
    """What several sets come to, as if they were one."""
    whole = Tally()
    for tally in tallies:
        for counts in ("asked", "found", "unsure", "concern", "harmless", "false", "gentle", "needless"):
            getattr(whole, counts).update(getattr(tally, counts))
        whole.right_kind += tally.right_kind
        whole.faults += tally.faults
    return whole


def languages_of(folder: Path) -> list[str]:
    """The offered languages that a set has sentences in."""
    return [code for code in LANGUAGES if (folder / f"danger.{code}.yml").exists()]
