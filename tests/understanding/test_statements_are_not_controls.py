"""No exact phrase may swallow an answer: it acts at once, before anybody is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.language.phrases import Phrases

ROOT = Path(__file__).parents[2]
HELD_OUT = Path(__file__).parent / "held_out"
LANGUAGES = ("en", "pl")
PHRASES = Phrases.load(ROOT / "dialogues" / "nlu", LANGUAGES)
# What people do answer, with a control's word in it or alone. Each was once a candidate for a list.
ANSWERS = {
    "en": [
        "help him",
        "I need a break",
        "leave me alone",
        "evening",
        "hide",
        "I want to stop",
        "start again somewhere new",
        "nothing",
        "she won’t",
        "get help",
        "call the police",
        "I don’t know",
        "move on",
        "keep going",
        "make it stop",
    ],
    "pl": [
        "no",
        "nic",
        "nie wiem",
        "potrzebuję przerwy",
        "dajcie mi spokój",
        "pomoc",
        "chowam się",
        "wieczorem",
        "uderzono mnie",
        "nie pije",
        "chcę zacząć od nowa gdzie indziej",
        "dzwonię na policję",
        "dobry",
    ],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_held_out_statement_acts(language: str) -> None:
    path = HELD_OUT / f"statements.{language}.yml"
    statements = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    assert len(statements) >= 120
    acts = [number for number, said in enumerate(statements, 1) if PHRASES.control(said, language)]
    assert acts == []


@pytest.mark.parametrize(("language", "said"), [(code, said) for code in ANSWERS for said in ANSWERS[code]])
def test_what_may_be_an_answer_is_one(language: str, said: str) -> None:
    assert PHRASES.control(said, language) is None


@pytest.mark.parametrize(
    ("language", "said", "control"),
    [
        ("en", "STOP!!", "stop"),
        ("en", " i  dont want to answer this.", "skip"),
        ("en", "i dont get it", "simpler"),
        ("pl", "Usuń wszystko", "delete_everything"),
        ("pl", "usun wszystko", "delete_everything"),
        ("pl", "help me", "help_now"),
        ("pl", "ZARAZ WRACAM", "pause"),
    ],
)
def test_what_steers_acts_however_it_is_typed(language: str, said: str, control: str) -> None:
    assert PHRASES.control(said, language) == control
