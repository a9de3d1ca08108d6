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
    assert [one.split(".")[1] for one in told] == ["who_sees", "limits"]
