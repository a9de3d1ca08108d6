"""How well short messages are understood, against sentences that nobody who wrote the phrases had seen.

`./run bench understanding` takes every held-out sentence the way a conversation does: exact phrases
first (bot/language/phrases.py), then the trained model with its caution. `--dev` cross-validates the
training data instead, which is what the thresholds in config.yml are set from. Prints a line a language,
the worst first, against the aims below, and every miss, or with `--quiet` none.

There are three sets, `held_out`, `unseen` and `unseen_again`, each by another hand; named as an argument,
only that one is read. Whoever writes phrases reads none. The set of labels alone was written by whoever
wrote the lists: it shows what has got worse, and is no judge.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.said import ANSWER, LANGUAGES, MODEL, Said, Taken, held_out, languages_of, read, understood
from bot.language.phrases import Phrases

SETS = Path("tests/understanding")
NAMES = ("held_out", "unseen", "unseen_again")
OWN_LABELS = Path("tests/language/short_answers")
NLU = Path("dialogues/nlu")
SUGGESTED, OFFERED = "maybe_control", "maybe_topic"
# Shares of 1: questions answered, offered or among the first three; common controls understood.
LEAST_TOPICS, LEAST_CONTROLS = 0.90, 0.90
# Statements on which a control acted, and controls taken for another one and acted on.
MOST_ACTED, MOST_WRONG = 0.005, 0.01

Row = tuple[Said, Taken]


@dataclass(frozen=True)
class Figures:
    """One language of one set, in shares of 1. `misses` are the sentences that were not understood."""

    language: str
    topics: float
    topics_among_three: float
    controls: float | None
    controls_wrong: float
    acted: float
    asked: float
    told: float
    beside: float
    misses: tuple[Row, ...]

    @classmethod
    def of(cls, language: str, rows: Sequence[Row]) -> Figures:
        """Count what was made of each. Raises ValueError where there is no topic or no statement."""
        topics = [row for row in rows if row[0].wanted.startswith("ask_")]
        statements = [row for row in rows if row[0].wanted == ANSWER]
        controls = [row for row in rows if row not in topics and row not in statements]
        if not topics or not statements:
            raise ValueError(f"nothing to read in {language}")
        missed = [row for row in topics if not answered(row)]
        taken = [row for row in statements if row[1].intent != ANSWER]
        unheard = [row for row in controls if not heard(row)]
        return cls(
            language,
            topics=1 - len(missed) / len(topics),
            topics_among_three=_share([any(s.is_met(n) for n in t.first) for s, t in topics]),
            controls=1 - len(unheard) / len(controls) if controls else None,
            controls_wrong=_share([t.acted and t.intent != s.wanted for s, t in controls]),
            acted=_share([t.acted for _, t in statements]),
            asked=_share([t.intent in (SUGGESTED, OFFERED) for _, t in statements]),
            told=_share([t.intent.startswith("ask_") for _, t in statements]),
            beside=_share([t.intent == ANSWER and bool(t.suggestion) for _, t in statements]),
            misses=(*missed, *taken, *unheard),
        )

    @property
    def kept(self) -> bool:
        """Whether every aim is reached."""
        return (
            max(self.topics, self.topics_among_three) >= LEAST_TOPICS
            and (self.controls is None or self.controls >= LEAST_CONTROLS)
            and self.acted <= MOST_ACTED
            and self.controls_wrong <= MOST_WRONG
        )

    def line(self) -> str:
        """The figures in one line."""
        controls = "   -  " if self.controls is None else f"{self.controls:6.1%}"
        return (
            f"{self.language:4} {self.topics:6.1%} {self.topics_among_three:6.1%}   {controls} "
            f"{self.controls_wrong:6.1%}   {self.acted:6.1%} {self.asked:6.1%} {self.told:6.1%} "
            f"{self.beside:6.1%}   {'kept' if self.kept else 'NOT KEPT'}"
        )


HEADING = """     questions       controls        statements
     right  in 3     right   wrong   acted   asked  topic  beside"""


def main(arguments: Sequence[str]) -> int:
    """Print the figures; 1 if any statement was acted on as a control, or if there is nothing to read."""
    if "--dev" in arguments:
        from bench import folds  # noqa: PLC0415 - it trains models, which nobody else needs

        return folds.main()
    # Counts only: who reads no miss spoils no judge.
    quiet = "--quiet" in arguments
    phrases = Phrases.load(NLU, LANGUAGES)
    names = [name for name in NAMES if name in arguments] or NAMES
    failed = max(report(SETS / name, phrases, quiet=quiet) for name in names)
    print(f"\n{OWN_LABELS}: labels by whoever wrote the lists")
    for language in LANGUAGES:
        report_labels(OWN_LABELS, language, phrases, quiet=quiet)
    return failed


def report(folder: Path, phrases: Phrases, *, quiet: bool) -> int:
    """Print one set's figures, the worst language first; 1 if a statement was acted on or none is there."""
    languages = languages_of(folder)
    said = [sentence for language in languages for sentence in held_out(folder, language)]
    if not said:
        print(f"nothing to read in {folder}")
        return 1
    rows = list(zip(said, understood(said, phrases), strict=True))
    print(f"\n{folder.name}: {len(said)} sentences; model {MODEL}\n{HEADING}")
    found = [Figures.of(code, [row for row in rows if row[0].language == code]) for code in languages]
    found.sort(key=lambda figures: (figures.kept, figures.topics))
    for figures in found:
        print(figures.line())
    for figures in found:
        for sentence, taken in () if quiet else figures.misses:
            print(_miss(sentence, taken))
    for language in languages:
        if (folder / f"labels.{language}.yml").exists():
            report_labels(folder, language, phrases, quiet=quiet)
    return 1 if any(figures.acted for figures in found) else 0


def answered(row: Row) -> bool:
    """Whether a question was answered right, or the right answer offered as a button."""
    said, taken = row
    offered = (taken.suggestion or "").split("|")
    return said.is_met(taken.intent) or any(said.is_met(f"ask_{name}") for name in offered)


def heard(row: Row) -> bool:
    """Whether a control acted, or was asked about."""
    said, taken = row
    return said.is_met(taken.intent) or (taken.intent == SUGGESTED and said.is_met(taken.suggestion or ""))


def report_labels(folder: Path, language: str, phrases: Phrases, *, quiet: bool) -> None:
    """Labels that get their follow-up, specific answers that would get one wrongly, and every miss."""
    path = folder / f"labels.{language}.yml"
    if not path.exists():
        return
    held = read(folder, path.name)
    missed = [words for words in held["labels"] if not phrases.is_label(words, language)]
    false = [words for words in held["good"] if phrases.is_label(words, language)]
    found = len(held["labels"]) - len(missed)
    print(f"{language} labels: found {found}/{len(held['labels'])}, false {len(false)}/{len(held['good'])}")
    for kind, rows in (("label not found", missed), ("specific answer taken for a label", false)):
        for words in () if quiet else rows:
            print(f"   {kind}: {words}")


def _miss(said: Said, taken: Taken) -> str:
    got = f"{taken.intent} {taken.suggestion or ''}".strip()
    guess = taken.first[0] if taken.first else "-"
    return f"   {said.place}: {said.words}  -> {got} (guess {guess} {taken.confidence:.2f})"


def _share(found: Sequence[bool]) -> float:
    return sum(found) / max(1, len(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
