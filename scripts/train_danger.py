"""Train the danger screen's small models: `train_danger.py --out FOLDER`, in the engine's environment.

Reads every sentence of dialogues/danger: what is under `examples`, and the patterns' own examples; and
what people say in the training data of the conversation, which is no danger. Writes one
`danger.<language>.json` a language. The same sentences give the same model. `--try-out` prints instead how
well sentences of one file are told apart by a model that has read the others.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.language.features import features  # noqa: E402 - found by the line above

DANGER, NLU = ROOT / "dialogues/danger", ROOT / "dialogues/nlu"
HARMLESS = ("concern", "ordinary")
# What somebody presses or types in need is no harmless sentence, though it may be no danger either.
LEFT_OUT = {"help_now", "hide", "talk_to_person", "answer"}
STRENGTH = 30.0
SCALE = 1000
LEAST_WEIGHT = 60
SEEN_AT_LEAST = 2

Sentence = tuple[str, str, str]  # words, class, where it stands


def read(path: Path) -> dict:
    """One YAML file."""
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def sentences(language: str) -> Iterator[Sentence]:
    """Every sentence of one language with its class and source."""
    for path in sorted((DANGER / "examples" / language).glob("*.yml")):
        held = read(path)
        for kind, texts in (held.get("now") or {}).items():
            yield from ((text, kind, path.stem) for text in texts)
        for name in HARMLESS:
            yield from ((text, name, path.stem) for text in held.get(name) or ())
    yield from examples_of_patterns(language)
    yield from said_in_conversation(language)


def examples_of_patterns(language: str) -> Iterator[Sentence]:
    """What each pattern of dialogues/danger must find."""
    for kind, patterns in read(DANGER / f"{language}.yml")["patterns"].items():
        for pattern in patterns:
            is_now = pattern.get("told") != "past" and pattern.get("level", "now") == "now"
            for text in pattern["examples"]:
                yield str(text), kind if is_now else "concern", "patterns"


def said_in_conversation(language: str) -> Iterator[Sentence]:
    """What people say to steer and to ask."""
    for path in sorted((NLU / language).glob("*.yml")):
        for block in read(path)["nlu"]:
            if block.get("intent") not in LEFT_OUT:
                for line in block["examples"].splitlines():
                    yield line.strip().removeprefix("- "), "ordinary", "nlu"


def fitted(known: list[Sentence]) -> tuple[DictVectorizer, LogisticRegression]:
    """A model that has read these sentences."""
    vectors = DictVectorizer()
    table = vectors.fit_transform([features(text) for text, _, _ in known])
    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=1000)
    return vectors, model.fit(table, [name for _, name, _ in known])


def likelihood(vectors: DictVectorizer, model: LogisticRegression, texts: list[str]) -> np.ndarray:
    """How likely each text tells of danger now."""
    shares = model.predict_proba(vectors.transform([features(text) for text in texts]))
    return shares[:, [name not in HARMLESS for name in model.classes_]].sum(axis=1)


def write(language: str, folder: Path) -> None:
    """Train one language and write its model."""
    known = list(sentences(language))
    vectors, model = fitted(known)
    counts = {}
    for text, _, _ in known:
        for name in features(text):
            counts[name] = counts.get(name, 0) + 1
    weights = np.rint(model.coef_.T * SCALE).astype(int)
    kept = {
        name: weights[place].tolist()
        for place, name in enumerate(vectors.feature_names_)
        # Single words stay whatever they weigh: by them a language knows its own.
        if counts[name] >= SEEN_AT_LEAST
        and (abs(weights[place]).max() >= LEAST_WEIGHT or (name[0] != "~" and " " not in name))
    }
    held = {
        "classes": list(model.classes_),
        "limits": read(DANGER / "examples" / language / "limits.yml")["limits"],
        "start": np.rint(model.intercept_ * SCALE).astype(int).tolist(),
        "features": kept,
    }
    path = folder / f"danger.{language}.json"
    path.write_text(json.dumps(held, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def try_out(language: str) -> None:
    """Print, for each file of examples, what a model that has not read it makes of it."""
    known = list(sentences(language))
    for source in sorted({where for _, _, where in known} - {"nlu", "patterns"}):
        other = [one for one in known if one[2] != source]
        asked = [one for one in known if one[2] == source]
        likely = likelihood(*fitted(other), [text for text, _, _ in asked])
        is_now = np.array([name not in HARMLESS for _, name, _ in asked])
        for limit in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
            found = (likely >= limit)[is_now].mean() if is_now.any() else float("nan")
            false = (likely >= limit)[~is_now].mean() if (~is_now).any() else float("nan")
            print(f"{language} {source:24} at {limit}: found {found:6.1%}  false alarms {false:6.1%}")


def main() -> None:
    """Train every language that has examples."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--try-out", action="store_true")
    asked = parser.parse_args()
    for folder in sorted((DANGER / "examples").iterdir()):
        if asked.try_out:
            try_out(folder.name)
        elif asked.out:
            asked.out.mkdir(parents=True, exist_ok=True)
            write(folder.name, asked.out)


if __name__ == "__main__":
    main()
