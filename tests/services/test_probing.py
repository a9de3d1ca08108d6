"""After a label one follow-up that fits it is asked, once; after words of harm none."""

from __future__ import annotations

import pytest

from bot.content.probes import asked_after
from bot.services import prepare, take
from bot.services.staged import KeepPart
from bot.services.turn import Turn
from tests.services.conftest import MakeTurn

HARDER, MORE = "parent.worries.harder", "parent.worries.harder.more"


def answered(turn: Turn, words: str) -> str:
    """What is asked after these words to the open question."""
    turn.words = words
    take.take_words(turn)
    return turn.position.question


@pytest.mark.parametrize(
    ("question", "words", "probe"),
    [
        ("parent.worries.harder", "debts", "cannot_do"),
        ("parent.worries.harder", "the routine", "part_of_day"),
        ("parent.worries.workers_think", "Neglect.", "what_they_said"),
        ("parent.next.better_day", "routines", "part_of_better_day"),
        ("parent.good.know_child", "lovely boy", "time_that_shows"),
        ("young_person.good.trusted", "my mates", "one_of_them"),
        ("young_person.worries.adults_wrong", "my attitude", "what_they_say"),
        ("child.good.smile", "school", "part_of_school"),
    ],
)
def test_the_follow_up_fits_the_class_of_the_label(
    make_turn: MakeTurn, question: str, words: str, probe: str
) -> None:
    turn = make_turn(question, audience=question.partition(".")[0])
    assert answered(turn, words) == f"{question}.more.{probe}"
    assert turn.asked(turn.position.question) == turn.asked(f"probes.{question.partition('.')[0]}.{probe}")
    assert turn.label(turn.position.question) == turn.label(f"{question}.more")


@pytest.mark.parametrize("words", ["everything", "arguments", "money and the routine", "not great"])
def test_the_general_one_is_asked_where_no_class_has_its_own_or_two_are_named(
    make_turn: MakeTurn, words: str
) -> None:
    assert answered(make_turn(HARDER), words) == MORE


def test_words_for_anything_do_not_hide_the_class_beside_them(make_turn: MakeTurn) -> None:
    assert answered(make_turn(HARDER), "money, everything really") == f"{MORE}.cannot_do"


def test_a_specific_answer_gets_none(make_turn: MakeTurn) -> None:
    assert answered(make_turn(HARDER), "the rent is three weeks late") == "parent.worries.not_in_front"


def test_after_words_that_sound_like_harm_there_is_none(make_turn: MakeTurn) -> None:
    assert answered(make_turn(HARDER, sore=True), "money") == "parent.worries.not_in_front"


@pytest.mark.parametrize("second", ["neglect", "everything", "the rent is three weeks late"])
@pytest.mark.parametrize("reply", ["we had no electric in May", None])
def test_it_is_asked_once_whatever_the_answer_becomes(
    make_turn: MakeTurn, second: str, reply: str | None
) -> None:
    turn = make_turn(HARDER)
    asked = answered(turn, "money")
    if reply is None:
        prepare.settle(turn, "skip")
        prepare.move_on(turn)
    else:
        answered(turn, reply)
    assert turn.position.question == "parent.worries.not_in_front"
    turn.stage(KeepPart("parent.worries.not_in_front", "seen", ""))
    turn.position.question = HARDER
    assert not answered(turn, second).startswith(MORE)
    assert [one for one in turn.answers if one.startswith(MORE)] == [asked]


def test_an_open_follow_up_stays_the_one_in_another_language(make_turn: MakeTurn) -> None:
    turn = make_turn(HARDER, language="pl")
    assert answered(turn, "pieniądze") == f"{MORE}.cannot_do"
    turn.language = "en"
    assert answered(turn, "we had no electric in May") == "parent.worries.not_in_front"


def test_an_answer_that_is_no_label_any_more_closes_it(make_turn: MakeTurn) -> None:
    turn = make_turn(HARDER)
    answered(turn, "money")
    turn.stage(KeepPart(HARDER, "words", "the rent is three weeks late"))
    assert MORE not in "".join(entry.item for entry in prepare.open_entries(turn))


def test_every_follow_up_is_for_a_class_that_labels_have(make_turn: MakeTurn) -> None:
    turn = make_turn()
    classes = turn.phrases.classes_of_labels
    probes = [item for item in turn.content.items.values() if item.follows]
    assert len(probes) > 20
    assert {kind for item in probes for kind in item.after_labels} <= classes
    assert "quarrel" in classes
    assert not [item.id for item in probes if "quarrel" in item.after_labels]


def test_every_question_that_takes_labels_keeps_a_general_follow_up(make_turn: MakeTurn) -> None:
    content = make_turn().content
    for guide in content.guides.values():
        ways: dict[str, list[str]] = {}
        for entry in guide.entries:
            if (question := asked_after(entry)) is not None:
                ways.setdefault(question, []).append(entry.item)
        for question, items in ways.items():
            assert sum(not content.item(item).after_labels for item in items) == 1, (guide.id, question)
