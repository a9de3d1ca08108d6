"""Every guide, in each of its nations, walks to its end: with everything skipped, and with all answered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.content.load import Content
from bot.services import controls, effects, prepare, take
from bot.services.languages import choose_language
from bot.services.turn import Turn
from tests.services.conftest import LANGUAGES, MakeTurn

CONTENT = Content.load(Path(__file__).parents[2] / "dialogues/content")
EVERY = [
    pytest.param(guide, meeting, nation, id=f"{guide.id}-{meeting}-{nation}")
    for guide in CONTENT.guides.values()
    if guide.purpose in ("prepare", "further")
    for meeting in guide.meetings
    for nation in guide.nations
]
# What would lead away from the way to the end, or round in a circle.
ASIDE = {"change_answer", "choose_sharing", "not_yet", "further_part"}
MOST_STEPS = 400
WORDS = "On Sunday we baked bread and she laughed when the dough stuck to my nose"


def begin(make_turn: MakeTurn, guide: object, meeting: str, nation: str) -> Turn:
    turn = make_turn(audience=guide.audience)  # type: ignore[attr-defined]
    turn.facts = replace(turn.facts, meeting_kind=meeting, nation=nation, languages=LANGUAGES)
    turn.position.guide = guide.id  # type: ignore[attr-defined]
    turn.position.question = prepare.first_question(turn)
    return turn


def press(turn: Turn, *, passing: bool) -> None:
    """Press the first choice that leads on; `passing` prefers the one that leaves a part out."""
    choices = [choice for choice in turn.question.choices if turn.content.item(choice).effect not in ASIDE]
    if passing:
        choices.sort(key=lambda choice: turn.content.item(choice).effect != "skip_part")
    effects.choose(turn, choices[0])


def walk(turn: Turn, *, answering: bool, passing: bool = False) -> list[str]:
    asked: list[str] = []
    while not turn.finished and len(asked) < MOST_STEPS:
        item = turn.question
        asked.append(item.id)
        if item.id == "review.send" and not answering:
            break  # there is nothing to send
        if item.answer == "language":
            choose_language(turn, "en")
        elif item.answer not in ("words", "choice", "scale"):
            press(turn, passing=passing)
        elif not answering:
            controls.skip(turn)
        elif item.answer == "choice":
            effects.choose(turn, item.choices[0])
        else:
            turn.words = "5" if item.answer == "scale" else WORDS
            take.take_words(turn)
    return asked


@pytest.mark.parametrize(("guide", "meeting", "nation"), EVERY)
def test_with_everything_answered_it_ends_sent(
    make_turn: MakeTurn, guide: object, meeting: str, nation: str
) -> None:
    turn = begin(make_turn, guide, meeting, nation)
    asked = walk(turn, answering=True)
    assert turn.finished
    assert asked[-1] == "sent.done"
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("passing", [True, False])
@pytest.mark.parametrize(("guide", "meeting", "nation"), EVERY)
def test_with_everything_skipped_it_ends_before_sending(
    make_turn: MakeTurn, guide: object, meeting: str, nation: str, *, passing: bool
) -> None:
    turn = begin(make_turn, guide, meeting, nation)
    asked = walk(turn, answering=False, passing=passing)
    assert asked[-1] == "review.send"
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize(("guide", "meeting", "nation"), EVERY)
def test_who_sees_it_is_told_before_the_first_question(
    make_turn: MakeTurn, guide: object, meeting: str, nation: str
) -> None:
    turn = begin(make_turn, guide, meeting, nation)
    if turn.guide.purpose != "prepare":
        return
    asked = walk(turn, answering=True)
    first = next(at for at, one in enumerate(asked) if turn.content.item(one).answer in ("words", "choice"))
    told = [one for one in asked[:first] if turn.content.item(one).kind == "notice"]
    hears = [] if turn.facts.audience == "parent" else ["who_hears"]
    assert [one.split(".")[1] for one in told] == ["who_sees", *hears, "limits"]


def _at(make_turn: MakeTurn, question: str, guide_id: str, meeting: str, nation: str = "england") -> Turn:
    turn = begin(make_turn, CONTENT.guide(guide_id), meeting, nation)
    turn.position.question = question
    return turn


def _steps(make_turn: MakeTurn, guide_id: str, meeting: str, nation: str) -> list[str]:
    turn = begin(make_turn, CONTENT.guide(guide_id), meeting, nation)
    return [entry.item for entry in prepare.open_entries(turn) if entry.part == "meeting"]


REVIEW = ("parent_review_conference", "review_conference")
FIRST = ("parent_initial_conference", "initial_conference")
OWN = {
    "england": {"meeting.parent.decides", "meeting.parent.who_decides", "meeting.parent.disagree"},
    "wales": {
        "meeting.parent.decides",
        "meeting.parent.register",
        "meeting.parent.who_decides_wales",
        "meeting.parent.you_can_wales",
        "meeting.parent.disagree",
    },
    "scotland": {
        "meeting.parent.decides_scotland",
        "meeting.parent.register",
        "meeting.parent.register_scotland",
        "meeting.parent.who_scotland",
        "meeting.parent.who_decides_scotland",
        "meeting.parent.disagree",
    },
    "northern_ireland": {
        "meeting.parent.decides",
        "meeting.parent.register",
        "meeting.parent.who_decides_ni",
        "meeting.parent.disagree_ni",
    },
}


@pytest.mark.parametrize("nation", OWN)
def test_each_nation_is_told_its_own_route_and_no_other(make_turn: MakeTurn, nation: str) -> None:
    steps = set(_steps(make_turn, *FIRST, nation))
    anyones = set.intersection(*(set(_steps(make_turn, *FIRST, other)) for other in OWN))
    assert steps - anyones == OWN[nation]


@pytest.mark.parametrize("meeting", ["initial_conference", "review_conference"])
@pytest.mark.parametrize("nation", OWN)
def test_a_young_person_is_told_of_an_appeal_only_where_there_is_one(
    make_turn: MakeTurn, meeting: str, nation: str
) -> None:
    steps = _steps(make_turn, f"young_person_{meeting}", meeting, nation)
    told = [one for one in steps if one.startswith("meeting.young_person.disagree")]
    appeal = nation == "northern_ireland"
    assert told == [f"meeting.young_person.disagree{'_ni' if appeal else ''}"]


def test_more_questions_are_asked_only_of_those_who_want_them(make_turn: MakeTurn) -> None:
    turn = _at(make_turn, "columns.more.worries", *FIRST)
    effects.choose(turn, "choices.go_on_here")
    assert turn.position.question == "parent.next.intro"
    controls.go_back(turn)
    assert turn.position.question == "columns.more.worries"
    effects.choose(turn, "choices.more_here")
    assert turn.position.question == "parent.worries.times"


def test_going_on_keeps_what_was_said_to_a_further_question(make_turn: MakeTurn) -> None:
    turn = _at(make_turn, "columns.more.worries", *FIRST)
    effects.choose(turn, "choices.more_here")
    turn.words = WORDS
    take.take_words(turn)
    turn.position.question = "columns.more.worries"
    effects.choose(turn, "choices.go_on_here")
    assert turn.answers["parent.worries.times"].parts == [WORDS]


@pytest.mark.parametrize("first", ["start_good", "start_worries", "start_next"])
def test_the_column_that_was_chosen_comes_first_and_the_others_follow(
    make_turn: MakeTurn, first: str
) -> None:
    turn = _at(make_turn, "columns.first", *REVIEW)
    turn.facts = replace(turn.facts, settings={"columns_order": "worries, working_well, needs_to_happen"})
    effects.choose(turn, f"choices.{first}")
    order = list(dict.fromkeys(entry.column for entry in prepare.open_entries(turn) if entry.column))
    wished = {"start_good": "working_well", "start_worries": "worries", "start_next": "needs_to_happen"}[
        first
    ]
    rest = [one for one in ("worries", "working_well", "needs_to_happen") if one != wished]
    assert order == [wished, *rest]


def _say(turn: Turn, words: str) -> str:
    turn.words = words
    take.take_words(turn)
    return turn.position.question


def test_a_list_is_asked_one_thing_at_a_time_and_each_stays_with_its_round(make_turn: MakeTurn) -> None:
    turn = _at(make_turn, "parent.correction.start", *FIRST)
    effects.choose(turn, "choices.yes")
    for number, row in (
        ("", ("page 3", "two visits", "I was ill")),
        (".2", ("page 9", "no nan", "she helps")),
    ):
        asked = [turn.position.question, *(_say(turn, words) for words in row)]
        names = ("page", "wrong", "mine", "another")
        assert asked == [f"parent.correction.{name}{number}" for name in names]
        effects.choose(turn, "choices.no_more" if number else "choices.another")
    assert turn.position.question == "parent.scale.safety"
    assert turn.answers["parent.correction.wrong"].parts == ["two visits"]
    assert turn.answers["parent.correction.wrong.2"].parts == ["no nan"]


def test_a_field_of_a_list_can_be_skipped_and_the_next_row_stays_whole(make_turn: MakeTurn) -> None:
    turn = _at(make_turn, "parent.correction.start", *FIRST)
    effects.choose(turn, "choices.yes")
    controls.skip(turn)
    _say(turn, "two visits")
    controls.skip(turn)
    effects.choose(turn, "choices.another")
    assert turn.position.question == "parent.correction.page.2"
    controls.go_back(turn)
    assert turn.position.question == "parent.correction.another"
    effects.choose(turn, "choices.no_more")
    assert turn.position.question == "parent.scale.safety"


def test_the_sixth_row_is_the_last(make_turn: MakeTurn) -> None:
    turn = _at(make_turn, "parent.correction.start", *FIRST)
    effects.choose(turn, "choices.yes")
    for _ in range(6):
        for words in ("page 1", "wrong", "right"):
            _say(turn, words)
        if turn.position.question.startswith("parent.correction.another"):
            effects.choose(turn, "choices.another")
    assert turn.position.question == "parent.scale.safety"


@pytest.mark.parametrize("answer", ["choices.no", "choices.not_read_yet"])
def test_whoever_has_nothing_to_mend_is_asked_for_no_list(make_turn: MakeTurn, answer: str) -> None:
    turn = _at(make_turn, "parent.correction.start", *FIRST)
    effects.choose(turn, answer)
    assert turn.position.question == "parent.scale.safety"


def test_a_young_person_is_told_that_it_may_be_read_out_by_whom_and_before_whom(make_turn: MakeTurn) -> None:
    told = " ".join(make_turn().content.item("arrival.who_hears.young_person").texts)
    for said in ("read out at the meeting", "the person who runs it", "Your parents or carers may be there"):
        assert said in told
    assert "can affect what is decided" in told


def test_safety_is_asked_without_details(make_turn: MakeTurn) -> None:
    """What would help is asked, never who or why, and a way to a person stands under it."""
    content = make_turn().content
    for question in ("parent.practical.apart", "parent.worries.not_in_front", "young_person.part.not_there"):
        item = content.item(question)
        assert "talk_to_person" in item.controls
        assert "who is it" not in " ".join(item.texts).lower()
