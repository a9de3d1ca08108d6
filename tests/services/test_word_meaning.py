"""What a word means: asked by its name here, or as workers say it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.services import controls
from tests.services.conftest import MakeTurn

MOMENT = "parent.good.ordinary_moment"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "what is an IRO"),
        ("en", "what does independent reviewing officer mean"),
        ("pl", "kto to jest IRO"),
    ],
)
def test_a_word_is_found_by_each_of_its_names(make_turn: MakeTurn, language: str, words: str) -> None:
    turn = make_turn(MOMENT, words=words, language=language)
    controls.word_meaning(turn)
    assert [say.content for say in turn.said] == ["words.independent_reviewing_officer"]


def test_an_unknown_word_is_asked_for(make_turn: MakeTurn) -> None:
    turn = make_turn(MOMENT, words="what does wibble mean")
    controls.word_meaning(turn)
    assert turn.position.question == "side.word_meaning"


def test_a_nation_has_its_own_name_for_it(make_turn: MakeTurn) -> None:
    turn = make_turn(MOMENT, words="what is section 76")
    controls.word_meaning(turn)
    assert [say.content for say in turn.said] == ["words.section_20"]
    turn = make_turn(MOMENT, words="what is section 76")
    turn.facts = replace(turn.facts, nation="wales")
    controls.word_meaning(turn)
    assert [say.content for say in turn.said] == ["words.section_20.wales"]
