"""How well short messages are understood, against sentences that nobody who wrote the phrases had seen.

`./run bench understanding` takes every held-out sentence the way a conversation does: exact phrases
first (bot/language/phrases.py), then the trained model with its caution. `--dev` cross-validates the
training data instead, which is what the thresholds in config.yml are set from. Prints every miss, or with
`--quiet` none.

There are three sets, `held_out`, `unseen` and `unseen_again`, each by another hand; named as an argument,
only that one is read. Whoever writes phrases reads none. The set of labels alone was written by whoever
wrote the lists: it shows what has got worse, and is no judge.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.language.phrases import Phrases

SETS = Path("tests/understanding")
NAMES = ("held_out", "unseen", "unseen_again")
OWN_LABELS = Path("tests/language/short_answers")
NLU = Path("dialogues/nlu")
MODEL = Path("models/beforehand.tar.gz")
ENGINE_PYTHON = ".venv-engine/bin/python"
LANGUAGES = ("en", "pl")
# Counts only: who reads no miss spoils no judge.
QUIET = "--quiet" in sys.argv
ANSWER, SUGGESTED, OFFERED = "answer", "maybe_control", "maybe_topic"
# The forty questions of the unseen set, by number: the topics whose item answers each.
FORTY: Mapping[int, tuple[str, ...]] = {
    1: ("take_my_child",), 2: ("what_is_it",), 3: ("is_it_court",), 4: ("plan_meaning",),
    5: ("significant_harm",), 6: ("how_long_plan",), 7: ("criminal_record",), 8: ("report_when",),
    9: ("report_wrong",), 10: ("bring_someone",), 11: ("interpreter",), 12: ("not_go",),
    13: ("online_transport",), 14: ("unsafe_in_room",), 15: ("who_will_be_there",), 16: ("say_what",),
    17: ("how_long",), 18: ("record_meeting",), 19: ("leave_if_upset",), 20: ("who_decides",),
    21: ("scale",), 22: ("categories",), 23: ("disagree",), 24: ("core_group",),
    25: ("next_meeting",), 26: ("complain",), 27: ("notes",), 28: ("letter_before_proceedings",),
    29: ("family_group_conference",), 30: ("moving_area",), 31: ("have_to_go",), 32: ("mum_sees",),
    33: ("my_fault",), 34: ("move_out",), 35: ("advocate",), 36: ("tell_something",),
    37: ("who_will_be_there",), 38: ("care_review",), 39: ("police",), 40: ("real_person", "see_answers"),
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """One sentence: where it stands (file and number), and what it should be or `also` may be."""

    place: str
    language: str
    words: str
    wanted: str
    also: str = ""

    def is_met(self, intent: str) -> bool:
        """Whether an intent is what was wanted."""
        return bool(intent) and intent in (self.wanted, self.also)


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
    names = [name for name in NAMES if name in arguments] or NAMES
    failed = max(report(SETS / name, phrases) for name in names)
    print(f"\n{OWN_LABELS}: labels by whoever wrote the lists")
    for language in LANGUAGES:
        report_labels(OWN_LABELS, language, phrases)
    return failed


def report(folder: Path, phrases: Phrases) -> int:
    """Print one set's figures, the worst language first; 1 if a statement was acted on or none is there."""
    said = [sentence for language in LANGUAGES for sentence in held_out(folder, language)]
    if not said:
        print(f"nothing to read in {folder}")
        return 1
    taken = list(zip(said, understood(said, phrases), strict=True))
    print(f"\n{folder.name}: {len(said)} sentences; model {MODEL}")
    acted = 0
    for language in sorted(LANGUAGES, key=lambda code: _right(code, taken)):
        mine = [(s, t) for s, t in taken if s.language == language]
        report_topics(language, [(s, t) for s, t in mine if s.wanted.startswith("ask_")])
        acted += report_statements(language, [(s, t) for s, t in mine if s.wanted == ANSWER])
        if (folder / f"labels.{language}.yml").exists():
            report_labels(folder, language, phrases)
    return 1 if acted else 0


def _right(language: str, taken: Sequence[tuple[Said, Taken]]) -> int:
    return sum(s.is_met(t.intent) for s, t in taken if s.language == language and s.wanted != ANSWER)


def held_out(folder: Path, language: str) -> list[Said]:
    """Topics and statements of one language of a set, in the order of the files."""
    found = list(_questions(_read(folder, f"topics.{language}.yml"), language))
    statements = _read(folder, f"statements.{language}.yml")
    return found + [
        Said(f"statements.{language} {number}", language, words, ANSWER)
        for number, words in enumerate(statements, 1)
    ]


def _questions(held: Mapping[Any, Any], language: str) -> Iterator[Said]:
    """The questions of either form: by a topic's name, or by the number of one of the forty."""
    for topic, rows in held.get("topics", held).items():
        wanted, *also = (f"ask_{name}" for name in FORTY.get(topic, (topic,)))
        for number, row in enumerate(rows, 1):
            words = row if isinstance(row, str) else row["text"]
            place = f"topics.{language} {topic} {number}"
            yield Said(place, language, words, wanted, also[0] if also else "")


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
    """Topics answered right, offered as a button, among the first three guesses, and every miss."""
    right = [s for s, t in rows if s.is_met(t.intent)]
    offered = [(s, t) for s, t in rows if t.suggestion and not s.is_met(t.intent)]
    good = [s for s, t in offered if any(s.is_met(f"ask_{n}") for n in (t.suggestion or "").split("|"))]
    among = [s for s, t in rows if any(s.is_met(name) for name in t.first)]
    wrong = [(s, t) for s, t in rows if not s.is_met(t.intent) and s not in good]
    other = sum(t.intent.startswith("ask_") for _, t in wrong)
    print(f"\n{language} topics: right {_share(right, rows)}, right or offered {_share(right + good, rows)},")
    print(f"   among first three guesses {_share(among, rows)}, another topic {other},")
    print(f"   offered others {len(offered) - len(good)}, kept as an answer {_kept(wrong)}")
    _print_misses(sorted(wrong, key=lambda row: row[0].wanted))


def _kept(wrong: Sequence[tuple[Said, Taken]]) -> int:
    return sum(t.intent == ANSWER for _, t in wrong)


def report_statements(language: str, rows: Sequence[tuple[Said, Taken]]) -> int:
    """Statements taken for something else, and every one of them. Returns how many were acted on."""
    acted = [(s, t) for s, t in rows if t.acted]
    suggested = [(s, t) for s, t in rows if t.intent == SUGGESTED]
    offered = [(s, t) for s, t in rows if t.intent == OFFERED]
    topics = [(s, t) for s, t in rows if t.intent.startswith("ask_")]
    print(f"\n{language} statements: acted on as a control {_share(acted, rows)},")
    print(f"   asked “did you mean” {_share(suggested, rows)}, taken for a topic {_share(topics, rows)},")
    beside = [(s, t) for s, t in rows if t.intent == ANSWER and t.suggestion]
    print(
        f"   offered the nearest topics {_share(offered, rows)}, kept with some beside {_share(beside, rows)}"
    )
    _print_misses(acted + suggested + topics + offered)
    return len(acted)


def report_labels(folder: Path, language: str, phrases: Phrases) -> None:
    """Labels that get their follow-up, specific answers that would get one wrongly, and every miss."""
    held = _read(folder, f"labels.{language}.yml")
    missed = [words for words in held["labels"] if not phrases.is_label(words, language)]
    false = [words for words in held["good"] if phrases.is_label(words, language)]
    found = len(held["labels"]) - len(missed)
    print(f"\n{language} labels: found {found}/{len(held['labels'])}, false {len(false)}/{len(held['good'])}")
    for kind, rows in (("label not found", missed), ("specific answer taken for a label", false)):
        for words in () if QUIET else rows:
            print(f"   {kind}: {words}")


def _taken(entry: dict[str, Any]) -> Taken:
    first = tuple(name for name, _ in entry["ranking"][:3])
    return Taken(entry["intent"], False, entry["suggestion"], first, entry["confidence"])


def _print_misses(rows: Sequence[tuple[Said, Taken]]) -> None:
    if QUIET:
        return
    for said, taken in rows:
        got = f"{taken.intent} {taken.suggestion or ''}".strip()
        guess = taken.first[0] if taken.first else "-"
        print(f"   {said.place}: {said.words}  -> {got} (guess {guess} {taken.confidence:.2f})")


def _share(part: Sequence[object], whole: Sequence[object]) -> str:
    return f"{len(part)}/{len(whole)} ({len(part) / max(1, len(whole)):.1%})"


def _read(folder: Path, name: str) -> Any:  # noqa: ANN401 (YAML)
    return YAML(typ="safe").load((folder / name).read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
