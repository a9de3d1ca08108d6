"""Rasa's counts of n-grams, of whole texts alone."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer
from rasa.shared.nlu.constants import TEXT


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceCounts(CountVectorsFeaturizer):
    """Counts the n-grams of each text, all texts at once.

    Rasa's own counts each word by itself too, for parts of a pipeline that we do not have.
    """

    def _create_features(self, attribute: str, all_tokens: list[list[str]]) -> tuple[list[Any], list[Any]]:
        nothing: list[Any] = [None] * len(all_tokens)
        vectorizer = self.vectorizers.get(attribute)
        if vectorizer is None or attribute != TEXT:
            return nothing, nothing
        counts = vectorizer.transform([" ".join(tokens) for tokens in all_tokens])
        counts.sort_indices()
        return nothing, [counts[row].tocoo() if tokens else None for row, tokens in enumerate(all_tokens)]
