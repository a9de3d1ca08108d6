"""Logistic regression on weighted counts of n-grams, one for each language, kept as plain arrays.

Rasa's own classifier takes raw counts: the longer a text, the surer it is, and a page about one's week read
as a question about the meeting. Here counts are weighted by how rare they are and every text has the same
length (decision 2). One model for all sixteen languages took five minutes to train and mixed neighbours up:
each language learns from its own examples alone (decision 26).

Rasa keeps its classifier with skops, whose import brings in half of scikit-learn: 4.5 s of starting.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, vstack

from bot.engine.weights import Weights

NAMES = "intents.json"
METADATA, LANGUAGE = "metadata", "language"
# The language whose classifier was asked, for whatever comes after.
SPOKEN = "spoken"
RANKED = 10
# Which language a text is in is told by the share of its n-grams that a language's examples hold. Neighbours
# share most of theirs, so another language than the conversation's has to know this much more.
MORE_KNOWN = 0.15


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent):
    """Guesses the intent with the weights of the language that a message is in."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Return what has to come before: something that counts."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the default: how often the training looks at each example."""
        return {"rounds": 25}

    def __init__(
        self, rounds: int, model_storage: ModelStorage, resource: Resource, weights: Mapping[str, Weights]
    ) -> None:
        self._rounds = rounds
        self._model_storage = model_storage
        self._resource = resource
        self._weights = dict(weights)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        """Return a component that has learnt nothing yet."""
        return cls(int(config["rounds"]), model_storage, resource, {})

    def train(self, training_data: TrainingData) -> Resource:
        """Learn each language from its own examples. Raises KeyError for an example of no language."""
        by_language: dict[str, list[Message]] = defaultdict(list)
        for example in training_data.intent_examples:
            if example.get(INTENT) and example.get(TEXT):
                by_language[example.get(METADATA)[LANGUAGE]].append(example)
        languages = sorted(by_language)
        learn = delayed(Weights.learn)
        # A process for each core: a language knows nothing of the others.
        self._weights = dict(
            zip(
                languages,
                Parallel(n_jobs=-1)(learn(*lesson(by_language[code]), self._rounds) for code in languages),
                strict=True,
            )
        )
        self._persist()
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Return the training data as it is: nothing after this component learns from guesses."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set each message's intent, the likeliest ones, and the language whose classifier was asked."""
        for message in messages:
            counts = counts_of(message)
            spoken = self.spoken(counts, (message.get(METADATA) or {}).get(LANGUAGE, ""))
            weights = self._weights[spoken]
            ranking = ranked(weights.names, weights.likely(counts))
            message.set(SPOKEN, spoken)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def spoken(self, counts: csr_matrix, language: str) -> str:
        """Return the language that a text is in: the conversation's, unless another knows far more of it."""
        known = {code: weights.known(counts) for code, weights in self._weights.items()}
        best = max(known, key=lambda code: known[code])
        if language in known and known[best] - known[language] <= MORE_KNOWN * counts.nnz:
            return language
        return best

    def _persist(self) -> None:
        with self._model_storage.write_to(self._resource) as folder:
            for language, weights in self._weights.items():
                np.savez(folder / f"{language}.npz", **weights.arrays())
            names = {language: list(weights.names) for language, weights in self._weights.items()}
            (folder / NAMES).write_text(json.dumps(names), encoding="utf-8")

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> IntentClassifier:
        """Return the trained component. Raises OSError, KeyError or ValueError for a broken model."""
        weights = {}
        with model_storage.read_from(resource) as folder:
            held = json.loads((folder / NAMES).read_text(encoding="utf-8"))
            for language, names in held.items():
                with np.load(folder / f"{language}.npz", allow_pickle=False) as arrays:
                    weights[language] = Weights.held(arrays, names)
        return cls(int(config["rounds"]), model_storage, resource, weights)


def lesson(examples: Sequence[Message]) -> tuple[csr_matrix, list[str]]:
    """Return what there is to learn from examples: their counts, a row each, and their intents."""
    return vstack([counts_of(one) for one in examples], format="csr"), [one.get(INTENT) for one in examples]


def counts_of(message: Message) -> csr_matrix:
    """Return the counts of a whole text as one row. Raises ValueError where nothing counted."""
    _, sentence = message.get_sparse_features(attribute=TEXT)
    if sentence is None:
        raise ValueError("nothing in the pipeline counts")
    return csr_matrix(sentence.features)


def ranked(names: Sequence[str], likely: Any) -> list[dict[str, Any]]:
    """Return the likeliest intents with their confidence, likeliest first."""
    first = np.argsort(-likely)[:RANKED]
    return [{"name": names[place], "confidence": float(likely[place])} for place in first]
