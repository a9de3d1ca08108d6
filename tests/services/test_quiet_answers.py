"""What is said to whom, where saying too much or too sure would be wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.content.load import Content
from bot.content.model import Guide
from bot.services import controls, effects
from bot.services.ask import choices_of
from bot.services.texts import Texts
from tests.services.conftest import LANGUAGES, MakeTurn

CONTENT = Content.load(Path(__file__).parents[2] / "dialogues/content")
ALL_TO_THE_YOUNG = ("arrival.who_sees", "arrival.who_hears", "arrival.limits")
# Whoever sends may be read: nobody knows whether and when (`sent.done`).
WHO_PL, READS_PL = r"(pracownik|\{worker\})", r"\b(przeczyta|czyta)\b"
TOO_SURE = {
    "en": re.compile(r"(social worker|\{worker\})( still|,)* (will read|reads)\b|is read by", re.IGNORECASE),
    "pl": re.compile(rf"{READS_PL}(?=[^.]*{WHO_PL})|{WHO_PL}[^.,:]*{READS_PL}", re.IGNORECASE),
}
# A worker's own sentence, what becomes of an alert, and "I do not know when".
SAID_OTHERWISE = ("replies.", "safety.", "sent.done")


@pytest.mark.parametrize("audience", ["child", "young_person"])
def test_the_young_who_ask_who_sees_this_hear_two_messages_and_the_rest_on_request(
    make_turn: MakeTurn, audience: str
) -> None:
    turn = make_turn(audience=audience)
    controls.who_sees(turn)
    (said,) = turn.said
    assert len(turn.texts.messages(said.content, "en")) == 2
    assert said.choices == ("any:choices.who_sees_all",)
    turn.said.clear()
    turn.choice = "choices.who_sees_all"
    effects.press_any(turn)
    assert [one.content for one in turn.said] == [f"{item}.{audience}" for item in ALL_TO_THE_YOUNG]


def test_a_parent_hears_all_of_it(make_turn: MakeTurn) -> None:
    turn = make_turn()
    controls.who_sees(turn)
    assert [one.content for one in turn.said] == ["arrival.who_sees", "arrival.limits"]


@pytest.mark.parametrize("guide", [one for one in CONTENT.guides.values() if one.purpose == "prepare"])
def test_nobody_reads_more_than_three_messages_before_there_is_something_to_press(guide: Guide) -> None:
    """And no honest limit is lost: who reads, who hears and what is passed on come first."""
    told = [entry.item for entry in guide.entries if entry.part == "arrival"]
    assert [one for one in told if len(CONTENT.item(one).texts) > 3] == []
    assert [one for one in told if not CONTENT.item(one).choices] == ["arrival.language"]
    twin = "" if guide.audience == "parent" else f".{guide.audience}"
    promised = ALL_TO_THE_YOUNG if twin else ("arrival.who_sees", "arrival.limits")
    assert [one for one in told if one.startswith(ALL_TO_THE_YOUNG)] == [f"{one}{twin}" for one in promised]


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
