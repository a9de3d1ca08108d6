"""What the model guesses, and what is made of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.shared.nlu.training_data.message import Message
from ruamel.yaml import YAML
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfTransformer

from bot.engine.caution import Caution
from bot.engine.importer import LanguageImporter
from bot.engine.intent_classifier import IntentClassifier
from bot.engine.weights import Weights, rarity, weighted
from tests.engine.engine_process import ROOT

CONFIG = YAML(typ="safe").load(ROOT / "config.yml")
SETTINGS = next(part for part in CONFIG["pipeline"] if part["name"] == "bot.engine.caution.Caution")
DOMAIN = YAML(typ="safe").load(ROOT / "domain.yml")


@pytest.fixture
def caution(tmp_path: Path) -> Caution:
    (tmp_path / "en.yml").write_text('openings: [who, can i]\nhints: [no idea, "don\'t know"]\n')
    (tmp_path / "pl.yml").write_text("openings: [kto]\nhints: []\n")
    (tmp_path / "tr.yml").write_text("openings: [kim]\nclosings: [kim]\nhints: []\n")
    settings = {
        "controls": ["stop"],
        "most_words": 5,
        "control_thresholds": {"default": 0.5, "en": 0.7},
        "most_words_sure": 9,
        "sure_control_thresholds": {"default": 0.8, "pl": 0.9},
        "topic_thresholds": {"default": 0.9, "en": 0.8},
        "told_threshold": 0.95,
        "near_threshold": 0.2,
        "beside_thresholds": {"default": 0.5, "en": 0.35},
        "asked_threshold": 0.3,
        "sure_threshold": 0.9,
        "question_words": str(tmp_path),
    }
    return Caution(settings)


@pytest.mark.parametrize(
    ("guess", "confidence", "words", "language", "intent"),
    [
        ("ask_who_decides", 0.80, 3, "en", "ask_who_decides"),
        ("ask_who_decides", 0.79, 3, "en", "answer"),
        ("ask_who_decides", 0.89, 3, "xx", "answer"),
        ("ask_who_decides", 0.90, 300, "xx", "ask_who_decides"),
        ("stop", 0.70, 5, "en", "maybe_control"),
        ("stop", 0.80, 6, "en", "maybe_control"),
        ("stop", 0.79, 6, "en", "answer"),
        ("stop", 0.89, 6, "pl", "answer"),
        ("stop", 0.90, 6, "pl", "maybe_control"),
        ("stop", 0.99, 10, "en", "answer"),
        ("stop", 0.69, 1, "en", "answer"),
        ("stop", 0.50, 1, "xx", "maybe_control"),
        ("stop", 0.49, 1, "xx", "answer"),
        ("yes", 1.0, 1, "en", "answer"),
        ("greet", 1.0, 1, "en", "answer"),
        ("answer", 0.1, 1, "en", "answer"),
        ("", 0.0, 0, "en", "answer"),
    ],
)
def test_what_is_made_of_a_guess(
    caution: Caution, guess: str, confidence: float, words: int, language: str, intent: str
) -> None:
    assert caution.intent(guess, confidence, words, language, asked=True) == intent


@pytest.mark.parametrize(
    ("text", "language", "intent"),
    [
        ("who decides", "en", "ask_who_decides"),
        ("Who, me", "en", "ask_who_decides"),
        ("i got a letter, who decides", "en", "ask_who_decides"),
        ("they decide, right?", "en", "ask_who_decides"),
        ("whoever decides", "en", "answer"),
        ("i know who decides", "en", "answer"),
        ("nobody decides", "en", "answer"),
        ("Któ decyduje", "pl", "ask_who_decides"),
        ("who decides", "pl", "answer"),
        ("kararı veren kim", "tr", "ask_who_decides"),
        ("toplantı var, kararı veren kim, bilmiyorum", "tr", "ask_who_decides"),
        ("kim bilir karar verdi", "tr", "ask_who_decides"),
        ("kararı veren hakim", "tr", "answer"),
        ("kararı veren kim", "en", "answer"),
    ],
)
def test_a_topic_told_of_needs_more_than_one_asked(
    caution: Caution, text: str, language: str, intent: str
) -> None:
    message = Message({"text": text, "intent": {"name": "ask_who_decides", "confidence": 0.94}})
    message.set("metadata", {"language": language})
    caution.process([message])
    assert message.get("intent")["name"] == intent


def test_a_suggestion_comes_as_an_id(caution: Caution) -> None:
    message = Message({"text": "pls stop", "intent": {"name": "stop", "confidence": 0.9}})
    caution.process([message])
    assert message.get("intent") == {"name": "maybe_control", "confidence": 0.9}
    assert message.get("entities") == [{"entity": "suggestion", "value": "stop"}]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("page 2", "answer"),
        ("strona 14", "answer"),
        ("p.3", "answer"),
        ("pages 4 7", "answer"),
        ("2 stop now", "maybe_control"),
        ("page two", "maybe_control"),
    ],
)
def test_a_number_with_a_word_beside_it_is_no_control(caution: Caution, text: str, intent: str) -> None:
    message = Message({"text": text, "intent": {"name": "stop", "confidence": 0.99}})
    message.set("metadata", {"language": "en"})
    caution.process([message])
    assert message.get("intent")["name"] == intent


RANKING = [
    {"name": "ask_who_decides", "confidence": 0.4},
    {"name": "answer", "confidence": 0.3},
    {"name": "ask_not_go", "confidence": 0.1},
    {"name": "ask_interpreter", "confidence": 0.05},
    {"name": "ask_complain", "confidence": 0.01},
]


@pytest.mark.parametrize(
    ("text", "best", "intent", "value"),
    [
        ("who says so?", 0.4, "maybe_topic", "who_decides|not_go|interpreter"),
        ("who says so?", 0.2, "maybe_topic", "who_decides|not_go|interpreter"),
        ("who says so?", 0.19, "answer", None),
        ("who is it that says it then", 0.4, "answer", "who_decides|not_go|interpreter"),
        ("who is it", 0.4, "answer", "who_decides|not_go|interpreter"),
        ("who decides", 0.8, "ask_who_decides", "not_go|interpreter"),
        ("nan decides most things", 0.3, "answer", None),
    ],
)
def test_a_question_that_is_not_sure_is_offered_the_nearest(
    caution: Caution, text: str, best: float, intent: str, value: str | None
) -> None:
    ranking = [{**RANKING[0], "confidence": best}, *RANKING[1:]]
    message = Message({"text": text, "intent": ranking[0], "intent_ranking": ranking})
    message.set("metadata", {"language": "en"})
    caution.process([message])
    assert message.get("intent")["name"] == intent
    entities = message.get("entities")
    assert entities == ([{"entity": "suggestion", "value": value}] if value else None)


@pytest.mark.parametrize(("best", "value"), [(0.85, "not_go|interpreter"), (0.95, None)])
def test_a_topic_that_is_not_quite_sure_comes_with_the_next_nearest(
    caution: Caution, best: float, value: str | None
) -> None:
    ranking = [{**RANKING[0], "confidence": best}, *RANKING[1:]]
    message = Message({"text": "who decides", "intent": ranking[0], "intent_ranking": ranking})
    message.set("metadata", {"language": "en"})
    caution.process([message])
    assert message.get("intent")["name"] == "ask_who_decides"
    entities = message.get("entities")
    assert entities == ([{"entity": "suggestion", "value": value}] if value else None)


@pytest.mark.parametrize(
    ("text", "best", "value"),
    [
        ("nan decides most things", 0.5, "who_decides|not_go|interpreter"),
        ("nan decides most things", 0.34, None),
        ("who is it", 0.31, "who_decides|not_go|interpreter"),
        ("honestly no idea really", 0.31, "who_decides|not_go|interpreter"),
        ("and I don’t know it", 0.31, "who_decides|not_go|interpreter"),
        ("🇵🇱 😢", 0.9, None),
    ],
)
def test_an_answer_that_might_be_a_question_is_kept_with_the_nearest_beside_it(
    caution: Caution, text: str, best: float, value: str | None
) -> None:
    ranking = [{**RANKING[0], "confidence": best}, *RANKING[1:]]
    message = Message({"text": text, "intent": ranking[0], "intent_ranking": ranking})
    message.set("metadata", {"language": "en"})
    caution.process([message])
    assert message.get("intent")["name"] == "answer"
    assert message.get("entities") == ([{"entity": "suggestion", "value": value}] if value else None)


def test_without_settings_nothing_is_let_through() -> None:
    closed = Caution(Caution.get_default_config())
    assert closed.intent("ask_who_decides", 0.999, 3, "en", asked=True) == "answer"
    assert closed.intent("stop", 0.999, 1, "en", asked=False) == "answer"


def test_every_control_that_is_suggested_has_a_rule_and_no_other_does() -> None:
    intents = {name if isinstance(name, str) else next(iter(name)) for name in DOMAIN["intents"]}
    controls = set(SETTINGS["controls"])
    assert len(controls) == 17
    assert controls <= intents


@pytest.mark.parametrize("seed", range(5))
def test_weights_are_those_of_sublinear_tf_idf(seed: int) -> None:
    random = np.random.default_rng(seed)
    counts = csr_matrix(random.poisson(0.6, (20, 30)) * (random.random((20, 30)) < 0.4))
    counts = csr_matrix(np.vstack([counts.toarray(), np.zeros(30)]))
    expected = TfidfTransformer(sublinear_tf=True).fit_transform(counts).toarray()
    assert np.allclose(weighted(counts, rarity(counts)).toarray(), expected)


# The third feature is another language's; the last stands in one example only.
COUNTED = [
    [2, 1, 0, 0, 0, 0, 0],
    [1, 2, 0, 0, 0, 0, 0],
    [0, 0, 0, 1, 2, 0, 0],
    [0, 0, 0, 2, 1, 0, 0],
    [0, 0, 0, 0, 0, 1, 1],
    [0, 0, 0, 0, 0, 2, 0],
]
LESSON = csr_matrix(COUNTED)
INTENTS = ["stop", "stop", "skip", "skip", "hide", "hide"]


def test_a_language_learns_from_its_own_features_alone() -> None:
    weights = Weights.learn(LESSON, INTENTS, 200)
    assert list(weights.columns) == [0, 1, 3, 4, 5]
    for row, name in (
        (LESSON[0], "stop"),
        (LESSON[3], "skip"),
        (csr_matrix([[1, 1, 9, 0, 0, 0, 0]]), "stop"),
    ):
        likely = weights.likely(row)
        assert weights.names[int(likely.argmax())] == name
        assert likely.sum() == pytest.approx(1)
    assert weights.known(csr_matrix([[1, 0, 3, 1, 0, 0, 1]])) == 2
    assert weights.likely(csr_matrix([[0, 0, 1, 0, 0, 0, 0]])).max() < 0.6
    with pytest.raises(ValueError, match="three"):
        Weights.learn(LESSON[:4], INTENTS[:4], 20)


def test_what_was_learnt_can_be_kept_and_read_again() -> None:
    weights = Weights.learn(LESSON, INTENTS, 20)
    again = Weights.held(weights.arrays(), weights.names)
    assert np.array_equal(again.likely(LESSON[1]), weights.likely(LESSON[1]))
    with pytest.raises(KeyError):
        Weights.held({"coef": weights.coef}, weights.names)


@pytest.mark.parametrize(
    ("counts", "conversation", "spoken"),
    [
        ([1, 1, 0, 0], "en", "en"),
        ([1, 1, 0, 0], "pl", "en"),
        ([0, 0, 1, 1], "en", "pl"),
        ([1, 0, 1, 0], "pl", "pl"),
        ([0, 0, 0, 0], "pl", "pl"),
        ([1, 0, 1, 0], "xx", "en"),
    ],
)
def test_the_language_that_knows_far_more_of_a_message_is_asked(
    counts: list[int], conversation: str, spoken: str
) -> None:
    held = {
        code: Weights(np.array(columns), np.ones(2), np.zeros((2, 1)), np.zeros(1), ["stop"])
        for code, columns in (("en", [0, 1]), ("pl", [2, 3]))
    }
    classifier = IntentClassifier(1, None, None, held)
    assert classifier.spoken(csr_matrix([counts]), conversation) == spoken


def test_an_example_knows_the_language_of_its_folder(tmp_path: Path) -> None:
    for code, words in (("en", "stop"), ("pl", "koniec")):
        (tmp_path / code).mkdir()
        block = f'version: "3.1"\nnlu:\n- intent: stop\n  examples: |\n    - {words}\n    - ok\n'
        (tmp_path / code / "controls.yml").write_text(block)
    data = LanguageImporter(None, None, [str(tmp_path)]).get_nlu_data()
    found = {(one.get("text"), one.get("metadata")["language"]) for one in data.intent_examples}
    assert found == {("stop", "en"), ("ok", "en"), ("koniec", "pl"), ("ok", "pl")}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pl", "Uderzono mnie"),
        ("en", "he hit me"),
        ("en", "She sang to him. " * 240),
        ("en", "My nan comes every Sunday and cooks. " * 12),
        ("pl", "Babcia przychodzi w każdą niedzielę i gotuje. " * 12),
        ("en", "I want them to stop shouting at each other when the kids are in bed"),
        ("pl", "Chcę żeby przestali krzyczeć na siebie kiedy dzieci śpią"),
    ],
    ids=["hit pl", "hit en", "one sentence 240 times", "page en", "page pl", "stop en", "stop pl"],
)
def test_an_answer_is_an_answer(engine: Any, actions: Any, language: str, text: str) -> None:
    begun = engine.ask(intent="begin")[1]["state"]
    status, reply = engine.ask(state=begun, text=text, language=language)
    assert status == 200
    assert reply["understood"]["intent"] == "answer"
    assert reply["state"]["slots"]["question"] == "q.two"
