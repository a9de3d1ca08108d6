"""Counts of n-grams of whole texts, each n-gram at the place that its hash says: no vocabulary.

Rasa's own featurizer keeps every n-gram of every language by name, and counts each word of a text by itself
too, for parts of a pipeline that we do not have.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer

NUMBER = re.compile(r"\b[0-9]+\b")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceCounts(SparseFeaturizer, GraphComponent):
    """Counts the n-grams within the words of each text, without accents and capitals."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Return what has to come before: something that finds words."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the default: letters in the shortest and longest n-gram, and how many places there are.

        A language has some 50,000 n-grams: of those that another knows it takes one in eighty for its own.
        """
        return {**SparseFeaturizer.get_default_config(), "shortest": 1, "longest": 5, "places": 2**22}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Take any: what is wrong fails in `create`."""

    def __init__(self, name: str, config: dict[str, Any]) -> None:
        super().__init__(name, config)
        self._counter = HashingVectorizer(
            analyzer="char_wb",
            ngram_range=(config["shortest"], config["longest"]),
            n_features=config["places"],
            strip_accents="unicode",
            alternate_sign=False,
            norm=None,
            dtype=np.float32,
        )

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceCounts:
        """Return a component: there is nothing to learn or load."""
        return cls(execution_context.node_name, config)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add its counts to each example."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add its counts to each message that has words."""
        with_words = [message for message in messages if message.get(TOKENS_NAMES[TEXT])]
        for message, counts in zip(with_words, self._counts(with_words), strict=True):
            self.add_features_to_message(None, counts, TEXT, message)
        return messages

    def _counts(self, messages: Sequence[Message]) -> list[csr_matrix]:
        """Return a row for each message."""
        if not messages:
            return []
        texts = (" ".join(token.text for token in message.get(TOKENS_NAMES[TEXT])) for message in messages)
        table = self._counter.transform([NUMBER.sub("__NUMBER__", text) for text in texts])
        ends = zip(table.indptr[:-1], table.indptr[1:], strict=True)
        return [
            csr_matrix(
                (table.data[begin:end], table.indices[begin:end], [0, end - begin]),
                shape=(1, table.shape[1]),
            )
            for begin, end in ends
        ]
