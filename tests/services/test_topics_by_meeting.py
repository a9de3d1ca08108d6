"""No answer names a kind of meeting that the person's is not, unless the question is about that kind."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.content.load import Content
from bot.content.model import Guide
from bot.services import explain
from bot.services.turn import Turn
from tests.services.conftest import MakeTurn

CONTENT = Content.load(Path(__file__).parents[2] / "dialogues/content")
CONFERENCES = {"initial_conference", "review_conference"}
TOPICS = sorted({key.split(".")[1] for key, item in CONTENT.items.items() if item.kind == "topic"})
# What is asked about here is one kind of meeting or a plan, whatever meeting comes next. Whoever asks for an
# advocate in Wales hears when one is owed; only a conference can be complained of in these ways.
ABOUT_ONE_KIND = {
    "core_group", "care_review", "family_group_conference", "letter_before_proceedings", "how_long_plan",
    "plan_meaning", "advocate", "complain",
}  # fmt: skip
OTHERS = {
    "a conference": (CONFERENCES | {"family_group_conference"}, r"\bconference\b|need a plan to keep safe"),
    "its chair": (CONFERENCES, r"\bchair\b"),
    "a core group": ({"core_group"}, r"\b(core|small) group\b"),
    "a review": ({"review_conference", "care_review"}, r"\breview meeting\b"),
}
ELSEWHERE = [
    pytest.param(guide, meeting, nation, id=f"{guide.audience}-{meeting}-{nation}")
    for guide in CONTENT.guides.values()
    if guide.purpose == "prepare"
    for meeting in guide.meetings
    if meeting not in CONFERENCES
    for nation in guide.nations
]


def answered(make_turn: MakeTurn, guide: Guide, meeting: str, nation: str, topic: str) -> tuple[Turn, str]:
    turn = make_turn(audience=guide.audience)
    turn.facts = replace(turn.facts, meeting_kind=meeting, nation=nation)
    turn.position.guide = guide.id
    explain.answer_topic(turn, topic)
    return turn, "\n".join(text for say in turn.said for text in turn.texts.messages(say.content, "en"))


def test_there_are_other_meetings() -> None:
    assert len(ELSEWHERE) > 40
    assert len(TOPICS) >= 40


@pytest.mark.parametrize(("guide", "meeting", "nation"), ELSEWHERE)
def test_no_topic_speaks_of_another_meeting(
    make_turn: MakeTurn, guide: Guide, meeting: str, nation: str
) -> None:
    for topic in set(TOPICS) - ABOUT_ONE_KIND:
        _turn, told = answered(make_turn, guide, meeting, nation, topic)
        for what, (kinds, named) in OTHERS.items():
            found = re.search(named, told, re.IGNORECASE) if meeting not in kinds else None
            assert found is None, (topic, what, told)


@pytest.mark.parametrize("audience", ["parent", "young_person"])
def test_who_decides_before_a_family_meeting_is_told_by_its_guide(make_turn: MakeTurn, audience: str) -> None:
    guide = CONTENT.guide_for(audience, "family_group_conference", "wales")
    turn, told = answered(make_turn, guide, "family_group_conference", "wales", "who_decides")
    assert [say.content for say in turn.said] == list(guide.answers["who_decides"])
    assert "The social worker agrees to" in told


def test_steps_of_another_nation_are_left_out(make_turn: MakeTurn) -> None:
    guide = CONTENT.guide_for("parent", "care_review", "wales")
    turn, _told = answered(make_turn, guide, "care_review", "wales", "who_will_be_there")
    assert [say.content for say in turn.said] == ["meeting.parent_care.who", "meeting.parent_care.iro_wales"]


def test_before_a_conference_the_topic_itself_answers(make_turn: MakeTurn) -> None:
    guide = CONTENT.guide_for("parent", "initial_conference", "england")
    turn, _told = answered(make_turn, guide, "initial_conference", "england", "who_decides")
    assert [say.content for say in turn.said] == ["topics.who_decides"]
