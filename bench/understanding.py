"""How well short messages are understood, against sentences that nobody who wrote the phrases had seen.

`./run bench understanding` takes every held-out sentence the way a conversation does: exact phrases
first (bot/language/phrases.py), then the trained model with its caution. `--dev` cross-validates the
training data instead, which is what the thresholds in config.yml are set from. Prints every miss.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.language.phrases import Phrases

HELD_OUT = Path("tests/understanding/held_out")
NLU = Path("dialogues/nlu")
MODEL = Path("models/beforehand.tar.gz")
ENGINE_PYTHON = ".venv-engine/bin/python"
LANGUAGES = ("en", "pl")
ANSWER, SUGGESTED = "answer", "maybe_control"


@dataclass(frozen=True)
class Said:
    """One sentence: where it stands (file and number), and what it should be."""

    place: str
    language: str
    words: str
    wanted: str


@dataclass(frozen=True)
class Taken:
    """What was made of it. `acted` is a control that an exact phrase set off at once."""

    intent: str
    acted: bool
    suggestion: str | None
    first: tuple[str, ...]
    confidence: float


def main(arguments: Sequence[str]) -> int:
    """Print the figures; 1 if any statement was acted on as a control, or if there is nothing to read."""
    if "--dev" in arguments:
        from bench import folds  # noqa: PLC0415 - it trains models, which nobody else needs

        return folds.main()
    phrases = Phrases.load(NLU, LANGUAGES)
    said = [sentence for language in LANGUAGES for sentence in held_out(language)]
    if not said:
        print(f"nothing to read in {HELD_OUT}")
        return 1
    taken = understood(said, phrases)
    print(f"{len(said)} held-out sentences; model {MODEL}")
    acted = 0
    for language in LANGUAGES:
        mine = [(s, t) for s, t in zip(said, taken, strict=True) if s.language == language]
        report_topics(language, [(s, t) for s, t in mine if s.wanted.startswith("ask_")])
        acted += report_statements(language, [(s, t) for s, t in mine if s.wanted == ANSWER])
        report_labels(language, phrases)
    return 1 if acted else 0


def held_out(language: str) -> list[Said]:
    """Topics and statements of one language, in the order of the files."""
    topics = _read(f"topics.{language}.yml")
    found = [
        Said(f"topics.{language} {topic} {number}", language, words, f"ask_{topic}")
        for topic, rows in topics.items()
        for number, words in enumerate(rows, 1)
    ]
    statements = _read(f"statements.{language}.yml")
    return found + [
        Said(f"statements.{language} {number}", language, words, ANSWER)
        for number, words in enumerate(statements, 1)
    ]


def understood(said: Sequence[Said], phrases: Phrases, model: Path = MODEL) -> list[Taken]:
    """Take each sentence as a conversation does; yes and no are for the open question to judge."""
    exact = {s: phrases.control(s.words, s.language) for s in said}
    rest = [s for s in said if exact[s] is None]
    parsed = dict(zip(rest, parse(model, rest), strict=True))
    found = []
    for sentence in said:
        control = exact[sentence]
        if control in ("yes", "no"):
            found.append(Taken(ANSWER, acted=False, suggestion=None, first=(), confidence=1.0))
        elif control is not None:
            found.append(Taken(control, acted=True, suggestion=None, first=(control,), confidence=1.0))
        else:
            found.append(_taken(parsed[sentence]))
    return found


def parse(model: Path, said: Sequence[Said]) -> list[dict[str, Any]]:
    """What the engine's model says of each, from a process of its own in .venv-engine."""
    with tempfile.TemporaryDirectory() as folder:
        given, out = Path(folder, "in.jsonl"), Path(folder, "out.jsonl")
        rows = (json.dumps({"language": s.language, "text": s.words}) for s in said)
        given.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
        command = [ENGINE_PYTHON, "-m", "bench.parse", str(model), str(given), str(out)]
        run_quietly(command)
        return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def run_quietly(command: Sequence[str]) -> None:
    """Run a command; what it printed is shown only if it fails. Raises CalledProcessError then."""
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        print(done.stdout, done.stderr, file=sys.stderr)
        done.check_returncode()


def report_topics(language: str, rows: Sequence[tuple[Said, Taken]]) -> None:
    """Topics answered right, among the first three guesses, and every miss."""
    right = [s for s, t in rows if t.intent == s.wanted]
    among = [s for s, t in rows if s.wanted in t.first]
    wrong = [(s, t) for s, t in rows if t.intent != s.wanted]
    other = sum(t.intent.startswith("ask_") for _, t in wrong)
    print(f"\n{language} topics: right {_share(right, rows)}, among first three {_share(among, rows)},")
    print(f"   another topic {other}, kept as an answer {sum(t.intent == ANSWER for _, t in wrong)}")
    _print_misses(wrong)


def report_statements(language: str, rows: Sequence[tuple[Said, Taken]]) -> int:
    """Statements taken for something else, and every one of them. Returns how many were acted on."""
    acted = [(s, t) for s, t in rows if t.acted]
    suggested = [(s, t) for s, t in rows if t.intent == SUGGESTED]
    topics = [(s, t) for s, t in rows if t.intent.startswith("ask_")]
    print(f"\n{language} statements: acted on as a control {_share(acted, rows)},")
    print(f"   asked “did you mean” {_share(suggested, rows)}, taken for a topic {_share(topics, rows)}")
    _print_misses(acted + suggested + topics)
    return len(acted)


def report_labels(language: str, phrases: Phrases) -> None:
    """Labels that get their follow-up, specific answers that would get one wrongly, and every miss."""
    held = _read(f"labels.{language}.yml")
    missed = [words for words in held["labels"] if not phrases.is_label(words, language)]
    false = [words for words in held["good"] if phrases.is_label(words, language)]
    found = len(held["labels"]) - len(missed)
    print(f"\n{language} labels: found {found}/{len(held['labels'])}, false {len(false)}/{len(held['good'])}")
    for kind, rows in (("label not found", missed), ("specific answer taken for a label", false)):
        for words in rows:
            print(f"   {kind}: {words}")


def _taken(entry: dict[str, Any]) -> Taken:
    first = tuple(name for name, _ in entry["ranking"][:3])
    return Taken(entry["intent"], False, entry["suggestion"], first, entry["confidence"])


def _print_misses(rows: Sequence[tuple[Said, Taken]]) -> None:
    for said, taken in rows:
        got = f"{taken.intent} {taken.suggestion or ''}".strip()
        guess = taken.first[0] if taken.first else "-"
        print(f"   {said.place}: {said.words}  -> {got} (guess {guess} {taken.confidence:.2f})")


def _share(part: Sequence[object], whole: Sequence[object]) -> str:
    return f"{len(part)}/{len(whole)} ({len(part) / max(1, len(whole)):.1%})"


def _read(name: str) -> Any:  # noqa: ANN401 (YAML)
    return YAML(typ="safe").load((HELD_OUT / name).read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
