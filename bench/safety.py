"""How well the danger screen finds danger, and how often it cries wolf: `./run bench safety`.

Three sets of sentences, a file a language and part:

* `tests/safety/unseen` and `unseen_again`: written by people who had seen neither patterns nor examples. Both
  together decide; the newer has been looked at less.
* `tests/safety/dev`: written by the author of the patterns, and among the examples: only that nothing broke.

Found is a danger sentence answered with the level "now": a person is told. Asked is one answered with
"unsure": whoever wrote it is asked. A false alarm is an ordinary sentence answered with "now" or as a
concern, or one of past harm answered with "now"; asked needlessly is either that is answered with "unsure".
The patterns alone stand beside patterns and model together. At the end a line a language, the worst first.
Exit 1 if in any language less than 90 % are found, or more than 5 % are false alarms; where 90 % are found
or asked about, the line says so.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.said import LANGUAGES
from bot import documents
from bot.language.danger import KINDS, DangerScreen, Finding

ROOT = Path(__file__).resolve().parent.parent
DECIDE = ("unseen", "unseen_again")
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


# For each language what patterns and models find together, and what the patterns find alone.
Compared = Mapping[str, tuple[Tally, Tally]]


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


def _print(name: str, language: str, tally: Tally, *, quiet: bool) -> None:
    print(f"\n{name} / {language}")
    for kind in KINDS:
        if tally.asked[kind]:
            found, asked = tally.found[kind], tally.asked[kind]
            more = f", {tally.unsure[kind]} more asked about" if tally.unsure[kind] else ""
            more += f", {tally.concern[kind]} more as a concern" if tally.concern[kind] else ""
            print(f"  {kind:14} found {found:>3} of {asked:>3}  {found / asked:6.1%}{more}")
    found, asked = tally.found.total(), tally.asked.total()
    print(f"  all danger     found {found:>3} of {asked:>3}  {tally.share_found:6.1%}", end="")
    print(f"; named the same kind in {tally.right_kind} of {found}")
    for part in tally.harmless:
        false, harmless = tally.false[part], tally.harmless[part]
        gentle = f", {tally.gentle[part]} of them only a concern" if tally.gentle[part] else ""
        gentle += f"; {tally.needless[part]} more asked" if tally.needless[part] else ""
        print(f"  {part:14} alarms {false:>2} of {harmless:>3}  {false / harmless:6.1%}{gentle}")
    print(f"  found or asked about {tally.share_noticed:6.1%}", end="; ")
    print(f"false alarms in all {tally.share_false:6.1%}, asked needlessly {tally.share_needless:6.1%}")
    if not quiet:
        print("\n".join(tally.faults) or "  no fault")


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


def _speed(screen: DangerScreen) -> None:
    texts = [
        entry["text"]
        for folder in (ROOT / "tests/safety" / name for name in DECIDE)
        for part in parts(folder)
        for language in languages_of(folder)
        for entry in documents.read(folder / f"{part}.{language}.yml").value
    ]
    taken = sorted(_processor_ms(screen, text) for text in texts)
    longest = _processor_ms(screen, " ".join(texts)[:4096])
    print("\nprocessor time, every language that may be meant, this machine:", end=" ")
    print(f"median {taken[len(taken) // 2]:.2f} ms, 95th {taken[len(taken) * 95 // 100]:.2f} ms", end="; ")
    print(f"4,096 characters {longest:.1f} ms")


def _processor_ms(screen: DangerScreen, text: str) -> float:
    # Not the clock on the wall: other work on the machine is no property of the screen.
    before = time.process_time()
    screen.screen(text)
    return (time.process_time() - before) * 1000


def main(arguments: Sequence[str] = ()) -> int:
    """Measure all sets; `--quiet` prints no sentence. The exit code: 0 if the limits are kept."""
    quiet = "--quiet" in arguments
    screen = DangerScreen.load(ROOT / "dialogues/danger", LANGUAGES, ROOT / "models")
    alone = DangerScreen(screen.files)
    for file, weights in zip(screen.files, screen.weights, strict=True):
        features = len(weights.own.by_feature)
        print(f"{file.path.name}: {len(file.patterns)} patterns, {features} weights beside them")
    found: dict[str, Compared] = {}
    for name in ("dev", *DECIDE):
        folder = ROOT / "tests/safety" / name
        found[name] = {
            language: (measure(screen, folder, language), measure(alone, folder, language))
            for language in languages_of(folder)
        }
        for language, (tally, _) in found[name].items():
            _print(name, language, tally, quiet=quiet)
    _speed(screen)
    for name in DECIDE:
        _print_languages(name, found[name])
    both = _both([found[name] for name in DECIDE])
    _print_languages("both", both)
    limits = f"at least {LEAST_FOUND:.0%} found, at most {MOST_FALSE:.0%} false alarms, unseen"
    good = bool(both) and all(tally.good for tally, _ in both.values())
    with_asking = sum(tally.good_with_asking for tally, _ in both.values())
    print(f"{'kept' if good else 'NOT KEPT'}: {limits}")
    print(f"when what is asked about counts as found: kept in {with_asking} of {len(both)} languages")
    print("bench/safety.md says what a figure is worth. --quiet prints no sentence: so they stay unseen.")
    return 0 if good else 1


def _both(sets: Sequence[Compared]) -> Compared:
    """Every language by all sets, which all have the same ones."""
    return {
        language: (together(one[language][0] for one in sets), together(one[language][1] for one in sets))
        for language in sets[0]
    }


def _print_languages(name: str, found: Compared) -> None:
    print(f"\n{name:13} found  or asked   false  needless   patterns alone")
    for language, (tally, before) in sorted(found.items(), key=lambda pair: pair[1][0].share_found):
        print(f"{language:11} {tally.share_found:6.1%}  {tally.share_noticed:6.1%}", end="   ")
        print(f"{tally.share_false:6.1%}  {tally.share_needless:6.1%}", end="    ")
        print(f"{before.share_found:6.1%} {before.share_false:6.1%}   {tally.verdict}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
