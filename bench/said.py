"""The sentences that judge, and what the product makes of each: exact phrases first, then the model."""

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

from bot.language.languages import read_languages
from bot.language.phrases import Phrases

MODEL = Path("models/beforehand.tar.gz")
ENGINE_PYTHON = ".venv-engine/bin/python"
LANGUAGES = tuple(
    code for code, held in read_languages(Path("dialogues/content/languages.yml")).items() if held.offered
)
ANSWER = "answer"
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


def languages_of(folder: Path) -> tuple[str, ...]:
    """The offered languages that a set has topics in."""
    return tuple(code for code in LANGUAGES if (folder / f"topics.{code}.yml").exists())


def held_out(folder: Path, language: str) -> list[Said]:
    """Topics, statements and, where there are any, controls of one language, in the order of the files."""
    found = list(_questions(read(folder, f"topics.{language}.yml"), language))
    statements = read(folder, f"statements.{language}.yml")
    found += [
        Said(f"statements.{language} {number}", language, words, ANSWER)
        for number, words in enumerate(statements, 1)
    ]
    if (folder / f"controls.{language}.yml").exists():
        found += [
            Said(f"controls.{language} {name} {number}", language, words, name)
            for name, rows in read(folder, f"controls.{language}.yml").items()
            for number, words in enumerate(rows, 1)
        ]
    return found


def _questions(held: Mapping[Any, Any], language: str) -> Iterator[Said]:
    """The questions of either form: by a topic's name, or by the number of one of the forty."""
    for topic, rows in held.get("topics", held).items():
        wanted, *also = (f"ask_{name}" for name in FORTY.get(topic, (topic,)))
        for number, row in enumerate(rows, 1):
            words = row if isinstance(row, str) else row["text"]
            place = f"topics.{language} {topic} {number}"
            yield Said(place, language, words, wanted, also[0] if also else "")


def understood(said: Sequence[Said], phrases: Phrases, model: Path = MODEL) -> list[Taken]:
    """Take each sentence as a conversation does."""
    exact = {s: phrases.control(s.words, s.language) for s in said}
    rest = [s for s in said if exact[s] is None]
    parsed = dict(zip(rest, parse(model, rest), strict=True))
    found = []
    for sentence in said:
        control = exact[sentence]
        if control in ("yes", "no") and sentence.wanted == ANSWER:
            # A yes or a no is for the open question to judge.
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
        run_quietly([ENGINE_PYTHON, "-m", "bench.parse", str(model), str(given), str(out)])
        return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def run_quietly(command: Sequence[str]) -> None:
    """Run a command; what it printed is shown only if it fails. Raises CalledProcessError then."""
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        print(done.stdout, done.stderr, file=sys.stderr)
        done.check_returncode()


def read(folder: Path, name: str) -> Any:  # noqa: ANN401 (YAML)
    """One file of a set."""
    return YAML(typ="safe").load((folder / name).read_text(encoding="utf-8"))


def _taken(entry: dict[str, Any]) -> Taken:
    first = tuple(name for name, _ in entry["ranking"][:3])
    return Taken(entry["intent"], False, entry["suggestion"], first, entry["confidence"])
