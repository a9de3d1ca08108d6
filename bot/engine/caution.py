"""The last word on what a text means. Words before models: core has acted on exact phrases already.

So what the model says is only ever one of three things: a question about the meeting, if it is sure
enough for that language; a hint that a short message looks like a control, to be asked about and not
acted on; or, always otherwise, the person's answer.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.engine.question_form import QuestionForm

ANSWER = "answer"
MAYBE_CONTROL = "maybe_control"
TOPIC = "ask_"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Caution(GraphComponent):
    """Turns the classifier's guess into what may be done with it. Thresholds are in config.yml."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return settings under which nothing the model guesses is let through."""
        return {
            "controls": [],
            "most_words": 0,
            "control_threshold": 1.0,
            "topic_thresholds": {"default": 1.0},
            "told_threshold": 1.0,
            "question_openings": {},
        }

    def __init__(self, config: dict[str, Any]) -> None:
        self._controls = frozenset(config["controls"])
        self._most_words = int(config["most_words"])
        self._control_threshold = float(config["control_threshold"])
        self._topic_thresholds = {k: float(v) for k, v in config["topic_thresholds"].items()}
        self._told_threshold = float(config["told_threshold"])
        self._form = QuestionForm(config["question_openings"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Caution:
        """Return the component; it has nothing to learn and nothing to keep."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set each message's intent to a topic, `maybe_control` or `answer`."""
        for message in messages:
            guess = message.get(INTENT) or {}
            name = str(guess.get("name") or "")
            confidence = float(guess.get("confidence") or 0.0)
            text = str(message.get(TEXT) or "")
            language = (message.get("metadata") or {}).get("language", "default")
            asked = self._form.asks(text, language)
            intent = self.intent(name, confidence, len(text.split()), language, asked=asked)
            message.set(INTENT, {"name": intent, "confidence": confidence}, add_to_output=True)
            if intent == MAYBE_CONTROL:
                suggestion = {"entity": "suggestion", "value": name}
                message.set(ENTITIES, [suggestion], add_to_output=True)
        return messages

    def intent(self, guess: str, confidence: float, words: int, language: str, *, asked: bool) -> str:
        """Return what may be done with a guess about a message of so many words, asked or told.

        A topic needs less of the model when the message is put as a question: somebody who tells of a
        court, a report or a plan is answering.
        """
        if guess.startswith(TOPIC):
            default = self._topic_thresholds["default"]
            enough = self._topic_thresholds.get(language, default) if asked else self._told_threshold
            return guess if confidence >= enough else ANSWER
        short = words <= self._most_words
        if guess in self._controls and short and confidence >= self._control_threshold:
            return MAYBE_CONTROL
        return ANSWER
