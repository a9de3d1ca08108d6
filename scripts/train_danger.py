"""Train the danger screen's small models: `train_danger.py SENTENCES --out FOLDER`, where scikit-learn is.

SENTENCES is what `danger_sentences.py` wrote. Writes one `danger.<language>.json` a language. The same
sentences give the same model. `--try-out` prints instead how well the sentences of one file are told
apart by a model that has read the others.
"""

from __future__ import annotations

import argparse
import json
import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.language.feature_table import FeatureTable  # noqa: E402
from bot.language.features import features  # noqa: E402 - found by the line above

EXAMPLES = ROOT / "dialogues/danger/examples"
HARMLESS = ("concern", "ordinary")
STRENGTH = 30.0
# Rounds go on until no weight moves by more than this share of the largest: 50 to 90 of them.
STEADY, MOST_ROUNDS = 0.002, 300
SCALE = 1000
# Two fifths of all features are left out, and as much is found of what a model has not read.
LEAST_WEIGHT = 300
SEEN_AT_LEAST = 2

Sentence = dict  # text, class, source, marks: see danger_sentences.py


def read(path: Path) -> dict[str, list[Sentence]]:
    """The sentences by language."""
    known: dict[str, list[Sentence]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        known.setdefault(row["language"], []).append(row)
    return known


def features_of(one: Sentence) -> dict[str, float]:
    """What the model looks at in one sentence."""
    return features(one["text"], one["marks"])


def rows_of(read_off: Iterable[Mapping[str, float]], places: Mapping[str, int]) -> csr_matrix:
    """A row a sentence and a column a feature; the last column is 1 in every row: where likelihoods start.

    An intercept would say the same, but is learnt so slowly from rows of few features that small languages
    would need three times the rounds.
    """
    columns, weights, ends = array("i"), array("f"), [0]
    for one in read_off:
        row = {places[name]: weight for name, weight in one.items() if name in places}
        columns.extend([*row, len(places)])
        weights.extend([*row.values(), 1.0])
        ends.append(len(columns))
    table = csr_matrix((weights, columns, ends), shape=(len(ends) - 1, len(places) + 1), dtype=np.float32)
    # Features come in any order, and sums of floats differ by it.
    table.sort_indices()
    return table


def fitted(known: list[Sentence]) -> tuple[dict[str, int], LogisticRegression]:
    """The column of each feature, and a model that has read these sentences.

    What stands in one of them only teaches nothing about others.
    """
    read_off = [features_of(one) for one in known]
    counts = Counter(name for one in read_off for name in one)
    often = sorted(name for name, count in counts.items() if count >= SEEN_AT_LEAST)
    places = {name: place for place, name in enumerate(often)}
    model = LogisticRegression(
        C=STRENGTH, class_weight="balanced", solver="saga", random_state=0, fit_intercept=False,
        tol=STEADY, max_iter=MOST_ROUNDS,
    )  # fmt: skip
    return places, model.fit(rows_of(read_off, places), [one["class"] for one in known])


def likelihood(places: Mapping[str, int], model: LogisticRegression, asked: list[Sentence]) -> np.ndarray:
    """How likely each sentence tells of danger now."""
    shares = model.predict_proba(rows_of(map(features_of, asked), places))
    return shares[:, [name not in HARMLESS for name in model.classes_]].sum(axis=1)


def write(language: str, known: list[Sentence], folder: Path) -> None:
    """Train one language and write its model."""
    places, model = fitted(known)
    *weights, start = np.rint(model.coef_.T * SCALE).astype(int).tolist()
    kept = {
        name: weights[place]
        for name, place in places.items()
        # Single words stay whatever they weigh: by them a language knows its own.
        if max(map(abs, weights[place])) >= LEAST_WEIGHT or (name[0] != "~" and " " not in name)
    }
    limits = EXAMPLES / language / "limits.yml"
    held = {
        "classes": list(model.classes_),
        "limits": YAML(typ="safe").load(limits.read_text(encoding="utf-8"))["limits"],
        "start": start,
        "table": FeatureTable.of(kept).held(),
    }
    path = folder / f"danger.{language}.json"
    path.write_text(json.dumps(held, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def try_out(language: str, known: list[Sentence]) -> None:
    """Print, for each file of examples, what a model that has not read it makes of it."""
    for source in sorted({one["source"] for one in known} - {"nlu"}):
        other = [one for one in known if one["source"] != source]
        asked = [one for one in known if one["source"] == source]
        likely = likelihood(*fitted(other), asked)
        is_now = np.array([one["class"] not in HARMLESS for one in asked])
        for limit in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
            found = (likely >= limit)[is_now].mean() if is_now.any() else float("nan")
            false = (likely >= limit)[~is_now].mean() if (~is_now).any() else float("nan")
            print(f"{language} {source:24} at {limit}: found {found:6.1%}  false alarms {false:6.1%}")


def main() -> None:
    """Train every language that there are sentences of."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sentences", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--try-out", action="store_true")
    asked = parser.parse_args()
    known = sorted(read(asked.sentences).items())
    if asked.try_out:
        for language, sentences in known:
            try_out(language, sentences)
    elif asked.out:
        asked.out.mkdir(parents=True, exist_ok=True)
        # The longest first, so that none is left to the end, when the other processes are done.
        known.sort(key=lambda one: len(one[1]), reverse=True)
        with ProcessPoolExecutor() as pool:
            for done in [pool.submit(write, language, sentences, asked.out) for language, sentences in known]:
                done.result()


if __name__ == "__main__":
    main()
