"""What Rasa's own validator lets pass: a missing intent in one language, thin data, leaks."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from bot import documents
from bot.content.cli import offered
from bot.language.examples import Example, is_control, read_examples
from bot.language.fold import fold
from tests.kept_apart import every_string

ROOT = Path(__file__).parents[2]
NLU = ROOT / "dialogues" / "nlu"
HELD_OUT = ROOT / "tests" / "understanding" / "held_out"
LEAST_CONTROL, LEAST_TOPIC, LEAST_ANSWER = 25, 15, 20

# Never spoken: core makes these itself (bot/conversation/resolve.py), so they have no examples.
SILENT = {
    "begin",
    "choose",
    "add_part",
    "maybe_control",
    "maybe_topic",
    "stale_choice",
    "pick_to_change",
    "share_answer",
    "press_any",
    "answer_promise",
}
# One phrase, two languages, two meanings: the conversation's own language decides.
SHARED_BETWEEN_LANGUAGES = {"no": {"no", "answer"}, "acha": {"yes", "answer"}}


# Offered or not: what is written is whole before anybody offers it.
WRITTEN = sorted(path.name for path in NLU.iterdir() if path.is_dir())
BY_LANGUAGE: dict[str, list[Example]] = {code: list(read_examples(NLU, code)) for code in WRITTEN}
COUNTS = {code: Counter(example.intent for example in held) for code, held in BY_LANGUAGE.items()}
INTENTS = sorted({intent for counts in COUNTS.values() for intent in counts})


def test_there_is_something_to_compare() -> None:
    assert set(offered()) >= {"en", "pl"}
    assert len(INTENTS) > 40
    assert sum(intent.startswith("ask_") for intent in INTENTS) >= 22


@pytest.mark.parametrize("code", WRITTEN)
def test_every_intent_has_enough_examples_in_every_language(code: str) -> None:
    def least(intent: str) -> int:
        if intent == "answer":
            return LEAST_ANSWER
        return LEAST_CONTROL if is_control(intent) else LEAST_TOPIC

    thin = {intent: COUNTS[code][intent] for intent in INTENTS if COUNTS[code][intent] < least(intent)}
    assert thin == {}


def test_the_domain_and_the_training_data_name_the_same_intents() -> None:
    domain = documents.read(ROOT / "domain.yml").value
    named = {intent if isinstance(intent, str) else next(iter(intent)) for intent in domain["intents"]}
    assert named - SILENT - {"nlu_fallback"} == set(INTENTS)


@pytest.mark.parametrize("code", WRITTEN)
def test_no_example_stands_in_two_intents_of_a_language(code: str) -> None:
    meanings: dict[str, set[str]] = defaultdict(set)
    for example in BY_LANGUAGE[code]:
        meanings[fold(example.words)].add(example.intent)
    assert {phrase: intents for phrase, intents in meanings.items() if len(intents) > 1} == {}


def test_no_example_means_something_else_in_another_language_unless_it_is_listed() -> None:
    meanings: dict[str, set[str]] = defaultdict(set)
    for held in BY_LANGUAGE.values():
        for example in held:
            meanings[fold(example.words)].add(example.intent)
    found = {phrase: intents for phrase, intents in meanings.items() if len(intents) > 1}
    assert found == SHARED_BETWEEN_LANGUAGES


@pytest.mark.parametrize("code", WRITTEN)
def test_no_example_is_said_twice(code: str) -> None:
    counts = Counter((example.intent, example.words.casefold()) for example in BY_LANGUAGE[code])
    assert [phrase for phrase, count in counts.items() if count > 1] == []


def test_nothing_held_out_is_trained_on() -> None:
    held_out = {
        fold(text) for path in HELD_OUT.glob("*.yml") for text in every_string(documents.read(path).value)
    }
    assert len(held_out) > 100
    leaked = [
        (example.language, example.intent)  # the sentence stays unseen
        for held in BY_LANGUAGE.values()
        for example in held
        # Single words such as "stop" are everybody's: only whole sentences can leak.
        if len(fold(example.words).split()) >= 3 and fold(example.words) in held_out
    ]
    assert leaked == []


def test_an_offered_language_has_all_its_parts_and_none_belongs_to_a_language_nobody_knows() -> None:
    known = set(documents.read(ROOT / "dialogues/content/languages.yml").value)
    parts = {
        "phrases": {path.name for path in NLU.iterdir() if path.is_dir()},
        "words": {path.parts[-3] for path in (ROOT / "locales").glob("*/LC_MESSAGES/content.po")} | {"en"},
        "labels": {path.stem for path in (ROOT / "dialogues/labels").glob("*.yml")},
        "questions": {path.stem for path in (ROOT / "dialogues/questions").glob("*.yml")},
        "danger": {path.stem for path in (ROOT / "dialogues/danger").glob("??.yml")},
        "examples": {path.name for path in (ROOT / "dialogues/danger/examples").iterdir()},
    }
    for name, held in parts.items():
        assert set(offered()) <= held <= known, name
