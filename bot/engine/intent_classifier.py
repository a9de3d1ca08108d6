"""Rasa's LogisticRegressionClassifier, kept as plain arrays.

Rasa keeps it with skops, whose import brings in half of scikit-learn: 4.5 of 10 seconds of starting.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier

ARRAYS = "weights.npz"
NAMES = "intents.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(LogisticRegressionClassifier):
    """The same training and the same probabilities; only the way to and from disk differs."""

    def persist(self) -> None:
        """Write weights and intent names into the model."""
        with self._model_storage.write_to(self._resource) as folder:
            np.savez(folder / ARRAYS, coef=self.clf.coef_, intercept=self.clf.intercept_)
            names = [str(name) for name in self.clf.classes_]
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
        """Return the trained component. Raises OSError or ValueError for a broken model."""
        component = cls(config, execution_context.node_name, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            with np.load(folder / ARRAYS, allow_pickle=False) as arrays:
                component.clf.coef_ = arrays["coef"]
                component.clf.intercept_ = arrays["intercept"]
            names = json.loads((folder / NAMES).read_text(encoding="utf-8"))
        component.clf.classes_ = np.array(names)
        return component
