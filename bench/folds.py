"""Cross-validation of the training data: what thresholds cost, on sentences the model has not seen.

Five models, each trained by Rasa without a fifth of every intent's examples and asked about that fifth.
Nothing of the held-out set is read. Prints, for each threshold, what would be answered, suggested and
wrongly taken; the thresholds in config.yml are chosen from this table.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bench.said import ANSWER, ENGINE_PYTHON, LANGUAGES, Said, parse, run_quietly
from bench.understanding import NLU
from bot.engine.question_form import QuestionForm
from bot.language.examples import Example, read_examples

CONFIG = Path("config.yml")
FOLDS = 5
THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True)
class Guess:
    """The model's first guess about a sentence left out of its training."""

    language: str
    wanted: str
    guess: str
    confidence: float
    words: str


def main() -> int:
    """Train, ask, print. Takes a few minutes; 1 if there is nothing to train on."""
    examples = [example for language in LANGUAGES for example in read_examples(NLU, language)]
    if not examples:
        print(f"no examples in {NLU}")
        return 1
    settings = caution()
    guesses: list[Guess] = []
    for number in range(FOLDS):
        print(f"fold {number + 1} of {FOLDS}", flush=True)
        guesses += fold(examples, number)
    for language in LANGUAGES:
        mine = [guess for guess in guesses if guess.language == language]
        topics(language, mine, QuestionForm.load(Path(settings["question_words"])))
        controls(language, mine, frozenset(settings["controls"]), int(settings["most_words"]))
    confusions(guesses)
    return 0


def caution() -> dict[str, Any]:
    """The settings of the pipeline's last word, from config.yml."""
    pipeline = YAML(typ="safe").load(CONFIG.read_text(encoding="utf-8"))["pipeline"]
    return dict(next(part for part in pipeline if part["name"].endswith("Caution")))


def fold(examples: Sequence[Example], number: int) -> list[Guess]:
    """Train on four fifths of every intent in every language and ask about the other fifth."""
    kept: list[Example] = []
    asked: list[Example] = []
    seen: dict[tuple[str, str], int] = defaultdict(int)
    for example in examples:
        place = seen[(example.language, example.intent)]
        seen[(example.language, example.intent)] += 1
        (asked if place % FOLDS == number else kept).append(example)
    with tempfile.TemporaryDirectory() as folder:
        model = train(kept, Path(folder))
        said = [Said("", e.language, e.words, e.intent) for e in asked]
        found = parse(model, said)
    return [
        Guess(s.language, s.wanted, entry["ranking"][0][0], entry["ranking"][0][1], s.words)
        for s, entry in zip(said, found, strict=True)
    ]


def train(examples: Sequence[Example], folder: Path) -> Path:
    """A model of these examples alone, with the project's own pipeline."""
    by_intent: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for example in examples:
        by_intent[example.language][example.intent].append(example.words)
    for language, intents in by_intent.items():
        blocks = [
            f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {words}\n" for words in rows)
            for intent, rows in intents.items()
        ]
        # The folder says the language, as in dialogues/nlu.
        data = folder / "nlu" / language / "examples.yml"
        data.parent.mkdir(parents=True)
        data.write_text('version: "3.1"\nnlu:\n' + "".join(blocks), encoding="utf-8")
    command = [ENGINE_PYTHON, "-m", "bot.engine", "rasa", "train", "nlu", "--nlu", str(folder / "nlu")]
    command += ["--config", str(CONFIG), "--out", str(folder), "--fixed-model-name", "fold"]
    run_quietly(command)
    return next(folder.glob("*.tar.gz"))


def topics(language: str, guesses: Sequence[Guess], form: QuestionForm) -> None:
    """What each threshold would do to questions and statements, put as questions or not."""
    for asked in (True, False):
        mine = [g for g in guesses if form.asks(g.words, language) == asked]
        questions = [g for g in mine if g.wanted.startswith("ask_")]
        answers = [g for g in mine if g.wanted == ANSWER]
        print(f"\n{language}, {'put' if asked else 'not put'} as a question:")
        print(f"   {len(questions)} questions, {len(answers)} statements")
        print("threshold | right topic | another topic | statement taken for a topic")
        for threshold in THRESHOLDS:
            sure = [g for g in questions if g.guess.startswith("ask_") and g.confidence >= threshold]
            right = sum(g.guess == g.wanted for g in sure)
            false = sum(g.guess.startswith("ask_") and g.confidence >= threshold for g in answers)
            print(f"{threshold:9.2f} | {right:11d} | {len(sure) - right:13d} | {false:5d}")


def controls(language: str, guesses: Sequence[Guess], names: frozenset[str], most_words: int) -> None:
    """What each threshold would suggest, rightly and wrongly, for messages that are short enough."""
    short = [g for g in guesses if len(g.words.split()) <= most_words]
    meant = [g for g in short if g.wanted in names]
    answers = [g for g in short if g.wanted == ANSWER]
    print(f"\n{language}: {len(meant)} short controls, {len(answers)} short statements")
    print("threshold | right control | another control | statement taken for a control")
    for threshold in THRESHOLDS:
        offered = [g for g in meant if g.guess in names and g.confidence >= threshold]
        right = sum(g.guess == g.wanted for g in offered)
        false = sum(g.guess in names and g.confidence >= threshold for g in answers)
        print(f"{threshold:9.2f} | {right:13d} | {len(offered) - right:15d} | {false:5d}")


def confusions(guesses: Sequence[Guess], most: int = 15) -> None:
    """The pairs of intents taken for one another most often."""
    pairs: dict[tuple[str, str], int] = defaultdict(int)
    for guess in guesses:
        if guess.guess != guess.wanted:
            pairs[(guess.wanted, guess.guess)] += 1
    print("\nmost often taken for another (wanted, guessed, times)")
    for (wanted, guessed), times in sorted(pairs.items(), key=lambda pair: -pair[1])[:most]:
        print(f"   {wanted} -> {guessed}: {times}")
