"""The houses as a child walks through them: in any order, left and entered again, never pressed on."""

from __future__ import annotations

import pytest

from bot.content.vocabulary import NATIONS
from bot.services import controls, effects, prepare, take
from bot.services.turn import Answer, Turn
from tests.services.conftest import MakeTurn

MEETINGS = (
    "initial_conference",
    "review_conference",
    "core_group",
    "child_in_need",
    "care_review",
    "family_group_conference",
)
DANGERS = (
    "violence_now",
    "weapon",
    "self_harm",
    "sexual_harm",
    "child_alone",
    "cannot_speak",
    "in_danger",
    "concern",
)
HOUSES = {"working_well": "good", "worries": "worries", "needs_to_happen": "dreams"}


@pytest.mark.parametrize("meeting", MEETINGS)
@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize("purpose", ["prepare", "further"])
def test_there_is_a_guide_for_a_child(make_turn: MakeTurn, meeting: str, nation: str, purpose: str) -> None:
    guide = make_turn().content.guide_for("child", meeting, nation, purpose)
    assert guide.audience == "child"


@pytest.mark.parametrize("meeting", MEETINGS)
def test_each_house_asks_three_to_six_questions_before_more_is_offered(
    make_turn: MakeTurn, meeting: str
) -> None:
    content = make_turn().content
    guide = content.guide_for("child", meeting, "england")
    for column, house in HOUSES.items():
        entries = [entry for entry in guide.entries if entry.column == column]
        names = [entry.item for entry in entries]
        before = entries[: names.index(f"child.{house}.any_more")]
        asked = [entry for entry in before if content.item(entry.item).kind == "question"]
        assert 3 <= sum(not entry.conditions for entry in asked) <= 6, (meeting, house)


def _child(make_turn: MakeTurn, question: str, **answers: Answer) -> Turn:
    return make_turn(question, audience="child", answers={one.question: one for one in answers.values()})


def test_a_house_that_was_passed_over_opens_again(make_turn: MakeTurn) -> None:
    turn = _child(make_turn, "child.worries.intro")
    effects.choose(turn, "choices.not_this_house")
    assert "child.worries.what" not in [one for one in turn.answers if turn.answers[one].kind != "seen"]
    assert turn.position.question == "child.dreams.intro"
    controls.go_back(turn)
    assert turn.position.question == "child.worries.intro"
    effects.choose(turn, "choices.go_in")
    assert turn.position.question == "child.worries.what"
    turn.words = "the dark"
    take.take_words(turn)
    assert turn.position.question == "child.worries.size"


def test_a_second_look_at_more_keeps_what_was_said(make_turn: MakeTurn) -> None:
    said = Answer("child.good.good_at", "words", ["drawing horses"])
    turn = _child(make_turn, "child.good.any_more", said=said)
    effects.choose(turn, "choices.child_enough")
    turn.position.question = "child.good.any_more"
    effects.choose(turn, "choices.child_put_more")
    assert turn.answers["child.good.good_at"] == said
    assert turn.position.question == "child.good.else"


@pytest.mark.parametrize("question", ["child.worries.what", "child.worries.cross"])
def test_words_of_harm_get_no_follow_up(make_turn: MakeTurn, question: str) -> None:
    turn = _child(make_turn, question)
    turn.words, turn.sore = "he hits me", True
    take.take_words(turn)
    assert turn.position.question not in ("child.worries.size", "child.worries.cross.more")


@pytest.mark.parametrize("sore", [True, False])
def test_a_person_is_offered_after_the_question_of_cross_grown_ups(
    make_turn: MakeTurn, *, sore: bool
) -> None:
    turn = _child(make_turn, "child.worries.cross")
    turn.words, turn.sore = "it gets loud", sore
    take.take_words(turn)
    turn.sore = False
    if not sore:
        assert turn.position.question == "child.worries.cross.more"
        controls.skip(turn)
    assert turn.position.question == "child.worries.person"
    assert "talk_to_person" in turn.question.controls


def test_nothing_follows_the_one_follow_up(make_turn: MakeTurn) -> None:
    about = [entry.item for entry in _child(make_turn, "child.today.face").guide.entries]
    assert [one for one in about if one.startswith("child.worries.cross")] == [
        "child.worries.cross",
        "child.worries.cross.more",
    ]


def test_a_child_is_told_who_reads_before_the_first_question(make_turn: MakeTurn) -> None:
    turn = _child(make_turn, "arrival.language")
    order = [entry.item for entry in prepare.open_entries(turn)]
    first = next(one for one in order if turn.content.item(one).answer in ("words", "choice"))
    told = [order.index(f"arrival.{one}.child") for one in ("who_sees", "who_hears", "limits")]
    assert told == sorted(told)
    assert told[-1] < order.index(first)


@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize("kind", DANGERS)
def test_a_child_in_danger_is_told_999_and_childline(make_turn: MakeTurn, kind: str, nation: str) -> None:
    content = make_turn().content
    told = " ".join(content.for_audience(f"safety.{kind}", "child").texts)
    assert "{lines}" in told
    lines = {line.id: line.number for line in content.help_lines(nation, "child", kind)}
    assert lines["childline"] == "0800 1111"
    assert "{emergency_number}" in told or kind == "concern"
    assert lines["emergency"] == "999"


def test_a_child_is_sent_to_their_own_worker_and_never_to_an_adults_line(make_turn: MakeTurn) -> None:
    content = make_turn().content
    assert "{worker}" in " ".join(content.item("menus.talk_to_person.done.child").texts)
    for nation in NATIONS:
        for line in content.help_lines(nation, "child", limit=99):
            assert {"child", "anyone"} & set(line.audiences), line.id


@pytest.mark.parametrize(("choice", "asked"), [("child_on_my_own", True), ("child_with_helper", False)])
def test_who_said_that_somebody_helps_is_not_asked_again_at_the_end(
    make_turn: MakeTurn, choice: str, asked: bool
) -> None:
    here = Answer("child.helper.now", "choice", [f"choices.{choice}"])
    turn = _child(make_turn, "child.say.told_after", here=here)
    assert ("review.with_you" in [entry.item for entry in prepare.open_entries(turn)]) is asked
