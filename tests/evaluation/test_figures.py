"""Shares, breakdowns and who answered: what is shown, and what is not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.evaluation import breakdowns, reach, shares
from bot.evaluation.published import STATEMENTS
from bot.evaluation.signals import signals
from bot.records.practice import Prepared, Promises
from tests.evaluation.made import NOW, asked, parents

AGREE, LOT, NOT = "choices.agree", "choices.agree_a_lot", "choices.disagree"
YES, PARTLY, NO = "choices.feedback_yes", "choices.feedback_partly", "choices.feedback_not"
WHY = "feedback.young_person.why"
MEETING = NOW - timedelta(days=100)
BEFORE, AFTER = MEETING - timedelta(days=1), MEETING + timedelta(days=1)


def test_the_published_figures_are_those_of_the_practice_facts() -> None:
    assert [round(share * 100) for share in STATEMENTS.values()] == [82, 73, 85, 79, 79, 76, 81, 73]
    assert list(STATEMENTS) == [f"feedback.pf{number}" for number in range(1, 9)]


def test_a_share_is_of_those_whom_it_concerns() -> None:
    given = [
        *parents(LOT, 5), *parents(AGREE, 4), *parents(NOT, 2), *parents("choices.agree_not_sure", 1),
        *parents("choices.does_not_apply", 9), *parents("choices.rather_not_say", 9),
        *parents("choices.child_not_spoken_to", 9), *parents(AGREE, 9, "feedback.pf2"),
    ]  # fmt: skip
    first, second, *rest = shares.statements(given, NOW)
    assert first.year is not None
    assert (first.year.agreed, first.year.answers) == (9, 12)
    assert second.year is None, "nine are too few"
    assert all(one.shares == () for one in rest)


@pytest.mark.parametrize(
    ("agreed", "against", "verdict"),
    [(80, 20, "chance"), (73, 27, "chance"), (60, 40, "beyond"), (95, 5, "beyond")],
)
def test_a_difference_is_called_more_than_chance_at_the_strict_level(
    agreed: int, against: int, verdict: str
) -> None:
    """73 of 100 lies outside the usual interval's reach of 82%, and inside the one for eight at once."""
    (one, *_) = shares.statements([*parents(AGREE, agreed), *parents(NOT, against)], NOW)
    assert one.year is not None
    assert one.published is not None
    assert one.year.beside(one.published) == verdict
    if agreed == 73:
        usual = shares.interval(73, 100)
        assert not usual.holds(0.82)


def test_agreement_with_worries_and_plans_is_no_target() -> None:
    assert [one.question for one in shares.statements([], NOW) if one.no_target] == [
        "feedback.pf4",
        "feedback.pf6",
    ]


def test_a_breakdown_hides_small_cells_and_takes_only_its_own_answers() -> None:
    said = [(YES, 12), (PARTLY, 7), (NO, 2), ("choices.rather_not_say", 5), ("choices.agree", 3)]
    given = [row for choice, number in said for row in parents(choice, number, WHY, audience="young_person")]
    (found,) = breakdowns.breakdowns({WHY: breakdowns.YOUNG[WHY]}, given, NOW)
    (row,) = found.rows
    assert row.answers == 21
    # Two and nought are two together: less than a cell, so the seven go too.
    assert row.cells == {YES: 12, PARTLY: None, NO: None, "choices.feedback_unsure": None}


def test_the_scale_is_counted_in_bands() -> None:
    question = "feedback.young_person.heard"
    given = [
        row
        for value, number in (("0", 3), ("3", 3), ("5", 6), ("10", 5), ("7", 2))
        for row in parents(value, number, question, audience="young_person")
    ]
    (found,) = breakdowns.breakdowns({question: breakdowns.YOUNG[question]}, given, NOW)
    assert found.rows[0].cells == {"0-3": 6, "4-6": 6, "7-10": 7}


def test_who_answered_of_who_was_asked() -> None:
    given = parents(AGREE, 12)
    (one,) = breakdowns.responses("parent", given, asked(30), NOW)
    assert (one.answered, one.invited) == (12, 30)
    (unknown,) = breakdowns.responses("parent", given, asked(3), NOW)
    assert unknown.invited is None, "fewer asked than answered: it was not counted from the beginning"
    assert breakdowns.responses("child", given, asked(30), NOW) == []


def test_languages_are_told_apart_when_there_are_thirty() -> None:
    def by(number: int) -> list[breakdowns.Row]:
        given = [
            *parents(AGREE, number),
            *parents(AGREE, 6, language="pl"),
            *parents(AGREE, 2, language="ro"),
        ]
        return breakdowns.apart("parent", lambda one: one.language, given, NOW)

    assert by(21) == []
    assert by(22)[0].cells == {"en": 22, "pl": None, "ro": None}


def person(audience: str = "parent", **more: object) -> Prepared:
    held: dict[str, object] = {
        "invited_at": None, "came_at": None, "sent_at": None, "opened_at": None, "replies": 0,
    }  # fmt: skip
    return Prepared(audience, "core_group", MEETING, **(held | more))  # type: ignore[arg-type] # as given


def test_each_person_is_in_one_step() -> None:
    came = {"came_at": BEFORE}
    people = [
        person(), person(**came), person(**came, sent_at=AFTER), person(**came, sent_at=BEFORE),
        person(**came, sent_at=BEFORE, opened_at=AFTER), person(**came, sent_at=BEFORE, opened_at=BEFORE),
    ]  # fmt: skip
    assert [reach.step(one) for one in people] == [
        "did_not_come", "did_not_send", "sent_after", "not_opened_before", "not_opened_before",
        "opened_before",
    ]  # fmt: skip
    (row,) = reach.steps([*people * 6, person("child")], "parent", NOW)
    assert (row.answers, row.cells["not_opened_before"], row.cells["did_not_come"]) == (35, 10, 5)
    assert reach.steps(people, "parent", NOW) == []
    (done,) = reach.activity(people * 2, NOW)
    assert (done.people, done.replies) == (10, 0)


def test_signals_count_times_and_nothing_else() -> None:
    people = [
        person("child", invited_at=BEFORE, came_at=BEFORE, sent_at=BEFORE, opened_at=BEFORE, replies=1),
        person("young_person", invited_at=AFTER),
        person("parent", invited_at=BEFORE, sent_at=BEFORE, opened_at=AFTER),
    ]
    said = {"choices.promise_yes": 2, "choices.promise_no": 1}
    found = {one.kind: (one.count, one.of) for one in signals(people, Promises(4, said))}
    assert found == {
        "children_asked": (1, 2),
        "children_sent": (1, 2),
        "opened_before": (1, 2),
        "replied": (1, 2),
        "promises_kept": (2, 3),
    }
