"""The last word on what a text means. Words before models: core has acted on exact phrases already.

So what the model says is only ever one of four things: a question about the meeting, if it is sure
enough for that language; the two or three questions that one comes nearest to, to be offered; a hint that
a short message looks like a control, to be asked about and not acted on; or, always otherwise, the
person's answer. With an answer that might have been a question go the nearest ones, to be offered beside it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.engine.intent_classifier import SPOKEN
from bot.engine.question_form import MARKS, QuestionForm

ROOT = Path(__file__).resolve().parents[2]
ANSWER = "answer"
INTENT_RANKING = "intent_ranking"
MAYBE_CONTROL = "maybe_control"
MAYBE_TOPIC = "maybe_topic"
MOST_NEAR = 3
BETWEEN = "|"
# "They play with me" is an answer, however much it sounds like a topic.
FEWEST_TOLD = 4
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
            "control_thresholds": {"default": 1.0},
            "most_words_sure": 0,
            "sure_control_thresholds": {"default": 1.0},
            "topic_thresholds": {"default": 1.0},
            "told_threshold": 1.0,
            "near_threshold": 1.0,
            "beside_thresholds": {"default": 1.0},
            "asked_threshold": 1.0,
            "sure_threshold": 0.0,
            "question_words": "",
        }

    def __init__(self, config: dict[str, Any]) -> None:
        self._controls = frozenset(config["controls"])
        self._most_words = int(config["most_words"])
        self._control_thresholds = {k: float(v) for k, v in config["control_thresholds"].items()}
        self._most_words_sure = int(config["most_words_sure"])
        self._sure_control_thresholds = {k: float(v) for k, v in config["sure_control_thresholds"].items()}
        self._topic_thresholds = {k: float(v) for k, v in config["topic_thresholds"].items()}
        self._told_threshold = float(config["told_threshold"])
        self._near_threshold = float(config["near_threshold"])
        self._beside_thresholds = {k: float(v) for k, v in config["beside_thresholds"].items()}
        self._asked_threshold = float(config["asked_threshold"])
        self._sure_threshold = float(config["sure_threshold"])
        words = str(config["question_words"])
        self._form = QuestionForm.load(ROOT / words) if words else QuestionForm({})

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
        """Set each message's intent to a topic, `maybe_topic`, `maybe_control` or `answer`."""
        for message in messages:
            guess = message.get(INTENT) or {}
            name = str(guess.get("name") or "")
            confidence = float(guess.get("confidence") or 0.0)
            text = str(message.get(TEXT) or "")
            language = str(message.get(SPOKEN) or (message.get("metadata") or {}).get("language", "default"))
            # Signs and pictures by themselves are an answer: the model knows only words.
            if not any(sign.isalpha() for sign in text):
                message.set(INTENT, {"name": ANSWER, "confidence": confidence}, add_to_output=True)
                continue
            asked = self._form.asks(text, language)
            intent = self.intent(name, confidence, len(text.split()), language, asked=asked)
            if intent == MAYBE_CONTROL and is_number(text):
                intent = ANSWER
            message.set(INTENT, {"name": intent, "confidence": confidence}, add_to_output=True)
            value = name if intent == MAYBE_CONTROL else ""
            if intent == ANSWER and asked and (near := self.near(text, message.get(INTENT_RANKING) or [])):
                message.set(INTENT, {"name": MAYBE_TOPIC, "confidence": confidence}, add_to_output=True)
                value = BETWEEN.join(near)
            elif intent == ANSWER:
                hinted = asked or self._form.hints(text, language)
                value = BETWEEN.join(self.beside(message.get(INTENT_RANKING) or [], language, asked=hinted))
            elif intent.startswith(TOPIC) and confidence < self._sure_threshold:
                value = BETWEEN.join(nearest(message.get(INTENT_RANKING) or [])[1:])
            if value:
                suggestion = {"entity": "suggestion", "value": value}
                message.set(ENTITIES, [suggestion], add_to_output=True)
        return messages

    def near(self, text: str, ranking: list[dict[str, Any]]) -> list[str]:
        """Return the topics that a question comes nearest to; none when the best is too far away.

        Only with a question mark: whatever else opens like a question ("when it is dark") may be an answer,
        and is kept as one.
        """
        topics = [one for one in ranking if str(one["name"]).startswith(TOPIC)]
        if not topics or float(topics[0]["confidence"]) < self._near_threshold:
            return []
        return nearest(ranking) if any(mark in text for mark in MARKS) else []

    def beside(self, ranking: list[dict[str, Any]], language: str, *, asked: bool) -> list[str]:
        """Return the topics to offer beside an answer: it hints at a question, or looks most like one."""
        topics = [one for one in ranking if str(one["name"]).startswith(TOPIC)]
        if not topics:
            return []
        best = float(topics[0]["confidence"])
        enough = self._beside_thresholds.get(language, self._beside_thresholds["default"])
        is_like_one = topics[0] == ranking[0] and best >= enough
        return nearest(ranking) if is_like_one or (asked and best >= self._asked_threshold) else []

    def intent(self, guess: str, confidence: float, words: int, language: str, *, asked: bool) -> str:
        """Return what may be done with a guess about a message of so many words, asked or told.

        A topic needs less of the model when the message is put as a question: somebody who tells of a
        court, a report or a plan is answering, and so is who says very little.
        """
        if guess.startswith(TOPIC):
            default = self._topic_thresholds["default"]
            if not asked and words < FEWEST_TOLD:
                return ANSWER
            enough = self._topic_thresholds.get(language, default) if asked else self._told_threshold
            return guess if confidence >= enough else ANSWER
        return MAYBE_CONTROL if self._may_steer(guess, confidence, words, language) else ANSWER

    def _may_steer(self, guess: str, confidence: float, words: int, language: str) -> bool:
        if guess not in self._controls or words > self._most_words_sure:
            return False
        enough = self._sure_control_thresholds if words > self._most_words else self._control_thresholds
        return confidence >= enough.get(language, enough["default"])


def is_number(text: str) -> bool:
    """Whether a message is numbers and at most a word beside each: "pages 3 and 5" says where something is.

    The model knows nothing of numbers, so what it says of such a message it says of the one word.
    """
    words = text.split()
    numbers = [word for word in words if any(sign.isdigit() for sign in word)]
    return bool(numbers) and len(words) <= 2 * len(numbers)


def nearest(ranking: list[dict[str, Any]]) -> list[str]:
    """Return the first few topics of a ranking, without what their intents begin with."""
    names = [str(one["name"]) for one in ranking]
    return [name.removeprefix(TOPIC) for name in names if name.startswith(TOPIC)][:MOST_NEAR]
