"""What is said to whom, where saying too much or too sure would be wrong."""

from __future__ import annotations

import re

import pytest

from bot.services import controls, effects
from bot.services.ask import choices_of
from bot.services.texts import Texts
from tests.services.conftest import LANGUAGES, MakeTurn

ALL = ["arrival.who_sees", "arrival.limits"]
# Whoever sends may be read: nobody knows whether and when (`sent.done`).
WHO_PL, READS_PL = r"(pracownik|\{worker\})", r"\b(przeczyta|czyta)\b"
TOO_SURE = {
    "en": re.compile(r"(social worker|\{worker\})( still|,)* (will read|reads)\b|is read by", re.IGNORECASE),
    "pl": re.compile(rf"{READS_PL}(?=[^.]*{WHO_PL})|{WHO_PL}[^.,:]*{READS_PL}", re.IGNORECASE),
}
# A worker's own sentence, what becomes of an alert, and "I do not know when".
SAID_OTHERWISE = ("replies.", "safety.", "sent.done")


def test_a_child_who_asks_who_sees_this_hears_two_messages_and_the_rest_on_request(
    make_turn: MakeTurn,
) -> None:
    turn = make_turn("child.good.smile", audience="child")
    controls.who_sees(turn)
    (said,) = turn.said
    assert len(turn.texts.messages(said.content, "en")) == 2
    assert said.choices == ("any:choices.who_sees_all",)
    turn.said.clear()
    turn.choice = "choices.who_sees_all"
    effects.press_any(turn)
    assert [one.content for one in turn.said] == [f"{item}.child" for item in ALL]


@pytest.mark.parametrize(
    ("audience", "said"),
    [("parent", ALL), ("young_person", [f"{item}.young_person" for item in ALL])],
)
def test_everybody_else_hears_all_of_it(make_turn: MakeTurn, audience: str, said: list[str]) -> None:
    turn = make_turn(audience=audience)
    controls.who_sees(turn)
    assert [one.content for one in turn.said] == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_told_that_a_worker_will_read_it(texts: Texts, language: str) -> None:
    told = {
        (f"{item.id}#{twin}", text)
        for item in texts.content.items.values()
        if not item.id.startswith(SAID_OTHERWISE)
        for twin in ("text", "easier")
        if item.fields(twin)  # type: ignore[arg-type] # the two names that there are
        for text in texts.messages(f"{item.id}#{twin}", language)
    }
    assert len(told) > 1000
    assert {(name, text) for name, text in told if TOO_SURE[language].search(text)} == set()


def test_the_words_that_are_offered_where_a_question_has_none_stand_in_the_content(
    make_turn: MakeTurn,
) -> None:
    turn = make_turn("side.word_meaning")
    turn.position.return_to = "after.further"
    assert not turn.content.item("after.further").words
    listed = [one.partition(":")[2] for one in choices_of(turn, turn.question) if one.startswith("word:")]
    assert listed == list(turn.content.item("side.word_meaning").words)
    assert len(listed) == 5
