"""Money for a relative, another worker, how long it is kept: for everybody, and with no invented fact."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.content import vocabulary
from bot.services import explain
from tests.services.conftest import LANGUAGES, MakeTurn

TOPICS = ("kin_money", "other_worker", "keep_how_long")
AUDIENCES = ("parent", "young_person", "child")
# The days for which a draft is kept are the product's own; the duty team's number is a setting.
OWN_NUMBER = "7"


def told(make_turn: MakeTurn, topic: str, audience: str, nation: str, language: str, *known: str) -> str:
    turn = make_turn(audience=audience)
    turn.facts = replace(turn.facts, nation=nation)
    explain.answer_topic(turn, topic)
    return "\n".join(text for say in turn.said for text in turn.texts.messages(say.content, language, known))


@pytest.mark.parametrize("nation", vocabulary.NATIONS)
@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("topic", TOPICS)
def test_everybody_has_an_answer_and_no_sum_or_rule_is_invented(
    make_turn: MakeTurn, topic: str, audience: str, nation: str
) -> None:
    for language in LANGUAGES:
        words = told(make_turn, topic, audience, nation, language)
        assert words
        assert set(re.findall(r"\d+", words)) <= {OWN_NUMBER}
        assert "£" not in words
    if nation == "northern_ireland":
        assert "council" not in told(make_turn, topic, audience, nation, "en")


@pytest.mark.parametrize("audience", AUDIENCES)
def test_where_a_council_has_set_nothing_that_is_said(make_turn: MakeTurn, audience: str) -> None:
    unset = told(make_turn, "keep_how_long", audience, "england", "en")
    assert "{keep_weeks}" not in unset
    assert "still to be agreed" in unset or "Nobody has said yet" in unset
    known = told(make_turn, "keep_how_long", audience, "england", "en", "keep_weeks")
    assert "{keep_weeks}" in known
    assert "still to be agreed" not in known


@pytest.mark.parametrize("audience", AUDIENCES)
def test_another_worker_is_never_promised(make_turn: MakeTurn, audience: str) -> None:
    words = told(make_turn, "other_worker", audience, "england", "en")
    assert "You can ask for" in words
    assert "say yes" in words or "say no" in words
