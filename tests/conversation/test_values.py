"""What placeholders stand for: by council, nation, kind and language; not known where it is not set."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.content import vocabulary
from bot.conversation.knowledge import Knowledge
from bot.conversation.values import values_for_anyone, values_of
from bot.records.meetings import Meeting
from bot.records.participants import Around

MOMENT = datetime(2026, 11, 26, 14, tzinfo=UTC)


def around(council: str, kind: str | None = "initial_conference", nation: str = "england") -> Around:
    meeting = Meeting("m", kind, nation, MOMENT, "Room 2", "in_person", None) if kind else None
    return Around("p", "parent", "Ada", council, (), meeting, telegram_allowed=False, sent_at=None)


def test_a_councils_numbers_are_known_and_what_it_has_not_set_is_not(known: Knowledge) -> None:
    oakshire = values_of(known, around("oakshire"), "en")
    assert oakshire.named["report_days"] == "3"
    assert oakshire.named["notes_days"] == "20"
    assert oakshire.named["parent_advocate_provider"] == "Oakshire Parents Together (invented)"
    elmford = values_of(known, around("elmford"), "en")
    assert elmford.named["report_days"] == "2"
    assert {"notes_days", "parent_advocate_provider"} & elmford.known == set()
    assert "child_advocacy" in oakshire.known
    assert "child_advocacy" not in elmford.known


def test_the_days_of_the_report_go_by_the_kind_of_meeting(known: Knowledge) -> None:
    assert values_of(known, around("oakshire", "review_conference"), "en").named["report_days"] == "5"
    assert "report_days" not in values_of(known, around("oakshire", "core_group"), "en").known


def test_days_by_which_something_should_happen_are_said_as_days_of_the_language(known: Knowledge) -> None:
    oakshire = values_of(known, around("oakshire"), "en").named
    assert oakshire["report_due"] == "Monday 23 November"
    assert oakshire["core_group_due"] == "Thursday 10 December"
    assert values_of(known, around("oakshire"), "pl").named["report_due"] == "poniedziałek, 23 listopada"
    assert "notes_due" not in values_of(known, around("elmford"), "en").known


@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_kind_of_meeting_has_a_name_in_every_nation_and_language(
    known: Knowledge, language: str
) -> None:
    for nation in vocabulary.NATIONS:
        council = next(one for one in known.texts.content.councils.values() if one.nation == nation)
        names = {
            kind: values_of(known, around(council.id, kind, nation), language).named["meeting_name"]
            for kind in vocabulary.MEETINGS
        }
        assert len(set(names.values())) == len(vocabulary.MEETINGS), nation
    scottish = values_of(known, around("strathorrin", nation="scotland"), "en").named
    assert scottish["meeting_name"] == "child protection planning meeting"
    assert scottish["conference_days"] == "28"
    welsh = values_of(known, around("glanafon", nation="wales"), "en").named
    assert welsh["plan_name"] == "care and support protection plan"


def test_a_case_without_a_meeting_goes_by_its_councils_nation(known: Knowledge) -> None:
    values = values_of(known, around("lagan_vale", None), "en")
    assert values.nation == "northern_ireland"
    assert values.named["meeting_name"] == "initial child protection case conference"
    assert values.named["meeting_day"] == "ask your social worker"


def test_whatever_is_not_local_is_always_known_or_given_by_who_says_it(known: Knowledge) -> None:
    given = {
        "code",
        "count",
        "question",
        "term",
        "languages",
        "when",
        "lines",
        "person",
        "answer",
        "by_day",
        "length",
    }
    always = set(vocabulary.PLACEHOLDERS) - set(vocabulary.LOCAL_PLACEHOLDERS) - given
    assert len(always) > 5
    assert always - values_of(known, around("elmford", None), "en").known == set()


def test_nobody_in_particular_is_told_only_the_emergency_number(known: Knowledge) -> None:
    assert values_for_anyone(known, "en").known == {"emergency_number"}
