"""What placeholders stand for: by council, nation, kind and language; not known where it is not set."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from bot.content import vocabulary
from bot.conversation.knowledge import Knowledge
from bot.conversation.renderer import Values
from bot.conversation.values import values_for_anyone, values_of
from bot.messages import Say
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


@pytest.mark.parametrize(
    ("item", "told", "somebody_else"),
    [
        ("menus.talk_to_person.done", "01632 960102", "020 7946 0144"),
        ("safety.notice_failed", "01632 960102", "020 7946 0144"),
        ("topics.unsafe_in_room", "Safe Home Oakshire (invented)", None),
        ("topics.have_to_go", "12", None),
        ("meeting.parent.meet_chair", "30", None),
        ("topics.family_group_conference", "Oakshire Family Meetings (invented)", None),
        ("topics.advocate", "Oakshire Parents Together (invented)", None),
    ],
)
@pytest.mark.parametrize("language", ["en", "pl"])
def test_what_a_council_has_set_is_said_where_a_family_would_ask(
    known: Knowledge, language: str, item: str, told: str, somebody_else: str | None
) -> None:
    """A-12: each council's own, in every language; one that has not set it says something all the same."""
    oakshire, elmford = (
        said(known, item, values_of(known, around(council), language)) for council in ("oakshire", "elmford")
    )
    assert told in oakshire
    assert told not in elmford
    assert elmford.strip()
    assert somebody_else is None or somebody_else in elmford


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
        "rest",
        "length",
    }
    always = set(vocabulary.PLACEHOLDERS) - set(vocabulary.LOCAL_PLACEHOLDERS) - given
    assert len(always) > 5
    assert always - values_of(known, around("elmford", None), "en").known == set()


def test_nobody_in_particular_is_told_only_the_emergency_number(known: Knowledge) -> None:
    assert values_for_anyone(known, "en").known == {"emergency_number"}


def said(known: Knowledge, content: str, values: Values) -> str:
    return "\n".join(reply.text for reply in known.renderer.replies(Say(content), values, lambda _: ()))


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_line_that_takes_messages_too_says_so_with_its_number(known: Knowledge, language: str) -> None:
    by_text = known.texts.short("notices.by_text", language)
    welsh = Values(language, "wales", "parent", values_of(known, around("glanafon"), language).named)
    text = said(known, "safety.cannot_speak", welsh)
    assert f"{by_text}: \u206607860 077 333\u2069." in text
    assert text.count("0808 80 10 800") == 1
    young = Values(language, "wales", "young_person", welsh.named)
    assert f"{by_text}: \u206684001\u2069." in said(known, "topics.complain.young_person", young)
    assert f"{by_text}: \u206688247\u2069." in said(known, "safety.self_harm", young)
    assert said(known, "safety.self_harm", young).count("85258") <= 1


BY_COUNCIL = {
    "topics.core_group.parent.wales": ("core_group_days", "core_group_weeks"),
    "topics.what_is_it.parent.wales": ("conference_days",),
    "topics.what_is_it.parent.northern_ireland": ("conference_days",),
    "topics.what_is_it.scotland": ("conference_days",),
    "topics.care_review": ("care_review_days",),
    "topics.care_review.wales": ("care_review_days", "second_care_review_months", "later_care_review_months"),
    "topics.care_review.scotland": ("care_review_weeks", "second_care_review_months"),
    "topics.care_review.northern_ireland": ("care_review_weeks", "later_care_review_months"),
}


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("topic", BY_COUNCIL)
def test_a_number_that_differs_by_council_is_the_councils_own(
    known: Knowledge, topic: str, language: str
) -> None:
    """Where it is not known, no number is said at all."""
    names = BY_COUNCIL[topic]
    nobody = values_for_anyone(known, language).named
    every = dict.fromkeys(vocabulary.LOCAL_PLACEHOLDERS, "37")
    told = said(known, topic, Values(language, "wales", "parent", {**nobody, **every}))
    assert told.count("37") >= len(names)
    assert not any(char.isdigit() for char in told.replace("37", ""))
    assert not any(char.isdigit() for char in said(known, topic, Values(language, "wales", "parent", nobody)))


COUNTED = re.compile(r"\{(\w+)\} (?:working )?(?:days|weeks|months)\b")


def test_no_council_makes_one_of_several(known: Knowledge) -> None:
    """Nobody reads of "1 working days": what may be one stands behind its sentence."""
    content = known.texts.content
    counted = {
        name
        for item in content.items.values()
        for text in item.wording.values()
        for name in COUNTED.findall(text)
    }
    assert {"core_group_days", "notes_days"} <= counted
    assert "report_days" not in counted
    for council in content.councils:
        for kind in vocabulary.MEETINGS:
            named = values_of(known, around(council, kind, content.council(council).nation), "en").named
            assert {name for name in counted if named.get(name) == "1"} == set(), council
