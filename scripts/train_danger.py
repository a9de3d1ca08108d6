"""Train the danger screen's small models: `train_danger.py KNOWN --out FOLDER`, where scikit-learn is.

KNOWN is the folder that `danger_sentences.py` wrote. Writes one `danger.<language>.json` a language, of its
words, and `danger.common.json`, of what words mean in all languages. The same sentences give the same models.
`--try-out` prints instead how well the sentences of one file are told apart by a model of that language's
words which has read the others.
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
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.language import meanings  # noqa: E402 - found by the line above
from bot.language.feature_table import FeatureTable  # noqa: E402
from bot.language.features import features  # noqa: E402
from bot.language.fold import fold  # noqa: E402
from bot.language.meanings import Meanings  # noqa: E402

HARMLESS = ("concern", "ordinary")
STRENGTH = 30.0
# Rounds go on until no weight moves by more than this share of the largest: 50 to 90 of them.
STEADY, MOST_ROUNDS = 0.002, 300
# Sixteen languages together are many sentences, and a round goes over all.
COMMON_ROUNDS = 40
# What a table of the screen's holds: see bot/language/danger/model.py, which this Python cannot read.
SCALE = 8
# What speaks more softly is left out, and as much is found of what a model has not read.
LEAST_WEIGHT = 0.4
SEEN_AT_LEAST = 2

Sentence = dict  # text, class, source, marks: see danger_sentences.py
Known = dict  # meanings by word form, and sentences


def read(folder: Path) -> dict[str, Known]:
    """What each language has."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


def features_of(one: Sentence) -> dict[str, float]:
    """What a language's model looks at in one sentence."""
    return features(fold(one["text"]).split(), one["marks"])


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


def learnt(rows: csr_matrix, classes: list[str], rounds: int = MOST_ROUNDS) -> LogisticRegression:
    """A model that has read these rows."""
    model = LogisticRegression(
        C=STRENGTH, class_weight="balanced", solver="saga", random_state=0, fit_intercept=False,
        tol=STEADY, max_iter=rounds,
    )  # fmt: skip
    return model.fit(rows, classes)


def fitted(known: list[Sentence]) -> tuple[dict[str, int], LogisticRegression]:
    """The column of each feature, and a model that has read these sentences.

    What stands in one of them only teaches nothing about others.
    """
    read_off = [features_of(one) for one in known]
    counts = Counter(name for one in read_off for name in one)
    often = sorted(name for name, count in counts.items() if count >= SEEN_AT_LEAST)
    places = {name: place for place, name in enumerate(often)}
    return places, learnt(rows_of(read_off, places), [one["class"] for one in known])


def likelihood(places: Mapping[str, int], model: LogisticRegression, asked: list[Sentence]) -> np.ndarray:
    """How likely each sentence tells of danger now."""
    shares = model.predict_proba(rows_of(map(features_of, asked), places))
    return shares[:, [name not in HARMLESS for name in model.classes_]].sum(axis=1)


def packable(model: LogisticRegression) -> tuple[np.ndarray, list[int]]:
    """What each feature says for each class as it is kept, a row a feature, and where likelihoods start."""
    *weights, start = np.clip(np.rint(model.coef_.T * SCALE), -127, 127).astype(int)
    return np.array(weights), start.tolist()


def weighty(model: LogisticRegression) -> list[bool]:
    """Which features speak for or against any class loudly enough to be kept."""
    return (np.abs(model.coef_[:, :-1]).max(axis=0) >= LEAST_WEIGHT).tolist()


def written(held: Mapping[str, object], path: Path) -> None:
    """Write one file of the screen's."""
    path.write_text(json.dumps(held, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def write(language: str, known: Known, folder: Path) -> None:
    """Train one language and write its model."""
    places, model = fitted(known["sentences"])
    (weights, start), loud = packable(model), weighty(model)
    kept = {
        name: weights[place].tolist()
        for name, place in places.items()
        # Single words stay whatever they weigh: by them a language knows its own.
        if loud[place] or (name[0] != "~" and " " not in name)
    }
    table = FeatureTable.of(kept, "b").held()
    held = {
        "model": {"classes": list(model.classes_), "start": start, "table": table},
        "meanings": Meanings.of(known["meanings"]).held(),
    }
    written(held, folder / f"danger.{language}.json")


def meant(known: Known) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What one language's sentences mean: features by checksum, their weights, and how many each has."""
    own = Meanings.of(known["meanings"])
    totals, weights, lengths = array("Q"), array("f"), array("i")
    for one in known["sentences"]:
        found = meanings.features([own.meant(word) for word in fold(one["text"]).split()])
        totals.extend(total for total, _ in found)
        weights.extend(weight for _, weight in found)
        lengths.append(len(found))
    return np.array(totals), np.array(weights), np.array(lengths)


def common_rows(read_off: list[tuple[np.ndarray, ...]]) -> tuple[np.ndarray, csr_matrix]:
    """The checksum of each column, and a row a sentence of all languages, as `rows_of` makes them."""
    totals, weights, lengths = (np.concatenate(column) for column in zip(*read_off, strict=True))
    names, places, counts = np.unique(totals, return_inverse=True, return_counts=True)
    is_often = counts >= SEEN_AT_LEAST
    ends = np.concatenate([[0], np.cumsum(lengths)])
    every = csr_matrix((weights, places, ends), shape=(len(lengths), len(names)), dtype=np.float32)
    ones = csr_matrix(np.ones((len(lengths), 1), np.float32))
    table = hstack([every[:, is_often], ones], format="csr")
    table.sort_indices()
    return names[is_often], table


def write_common(known: Mapping[str, Known], folder: Path) -> None:
    """Train the model of what words mean, and write it."""
    names, rows = common_rows([meant(one) for one in known.values()])
    classes = [one["class"] for held in known.values() for one in held["sentences"]]
    model = learnt(rows, classes, COMMON_ROUNDS)
    (weights, start), loud = packable(model), weighty(model)
    columns = tuple(array("b", column.tolist()) for column in weights[loud].T)
    table = FeatureTable(array("Q", names[loud].tolist()), columns).held()
    written({"classes": list(model.classes_), "start": start, "table": table}, folder / "danger.common.json")


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
    parser.add_argument("known", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--try-out", action="store_true")
    asked = parser.parse_args()
    known = read(asked.known)
    if asked.try_out:
        for language, held in known.items():
            try_out(language, held["sentences"])
    elif asked.out:
        asked.out.mkdir(parents=True, exist_ok=True)
        # The longest first, so that none is left to the end, when the other processes are done.
        longest = sorted(known, key=lambda language: len(known[language]["sentences"]), reverse=True)
        with ProcessPoolExecutor() as pool:
            started = [pool.submit(write_common, known, asked.out)]
            started += [pool.submit(write, language, known[language], asked.out) for language in longest]
            for done in started:
                done.result()


if __name__ == "__main__":
    main()
