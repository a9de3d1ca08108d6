"""Each of the forty questions families ask has a topic, phrasings in every language, and an answer."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bench.said import FORTY, Said
from bot.language.examples import read_examples
from bot.language.phrases import Phrases

ROOT = Path(__file__).parents[2]
NLU = ROOT / "dialogues" / "nlu"
TOPICS = {name for names in FORTY.values() for name in names}
LEAST_PHRASINGS = 25


# What families asked that is none of the forty.
BEYOND = {"kin_money", "keep_how_long", "other_worker"}


def test_the_forty_are_numbered_and_in_the_domain() -> None:
    assert set(FORTY) == set(range(1, 41))
    domain = YAML(typ="safe").load((ROOT / "domain.yml").read_text("utf-8"))
    asked = {name.removeprefix("ask_") for name in domain["intents"] if str(name).startswith("ask_")}
    assert asked - TOPICS == BEYOND
    assert asked >= TOPICS


@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_topic_has_phrasings_enough(language: str) -> None:
    count = Counter(example.intent for example in read_examples(NLU, language))
    few = {name for name in TOPICS if count[f"ask_{name}"] < LEAST_PHRASINGS}
    assert not few


def test_either_topic_will_do_where_two_answer_it() -> None:
    said = Said("", "en", "are you real", "ask_real_person", "ask_see_answers")
    assert said.is_met("ask_see_answers")
    assert not said.is_met("ask_scale")
    assert not Said("", "en", "hello", "answer").is_met("")


@pytest.mark.parametrize(
    ("language", "words", "label"),
    [
        ("en", "always arguing", True),
        ("en", "hes naughty", True),
        ("en", "they hate me", True),
        ("en", "to be a better mum", True),
        ("en", "my nan helps with tea", False),
        ("en", "court was really hard for the kids", False),
        ("en", "we are safe at my nans", False),
        ("en", "its private", False),
        ("en", "my mum", False),
        ("pl", "ciągłe kłótnie", True),
        ("pl", "nikt mnie nie słucha", True),
        ("pl", "jest niegrzeczny", True),
        ("pl", "mama czyta mi wieczorem", False),
        ("pl", "babcia", False),
    ],
)
def test_a_label_is_told_from_something_told(language: str, words: str, label: bool) -> None:
    assert Phrases.load(NLU, ("en", "pl")).is_label(words, language) is label
