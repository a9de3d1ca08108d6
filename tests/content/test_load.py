from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.content import vocabulary
from bot.content.load import Content
from bot.content.model import Item
from bot.errors import ContentRefused
from tests.content.sample import WHOLE

PRODUCT = Path(__file__).parents[2] / "dialogues" / "content"


@pytest.fixture(scope="module")
def product() -> Content:
    return Content.load(PRODUCT)


@pytest.fixture(scope="module")
def whole() -> Content:
    return Content.load(WHOLE / "content")


def test_items_guides_and_councils_are_found_by_id(whole: Content) -> None:
    assert whole.item("parent.worry").texts == ("What worries you?",)
    assert whole.guide("parent").parts == ("arrival", "worries", "end")
    assert whole.guide("parent").column_of("parent.worry") == "worries"
    assert whole.guide("parent").column_of("parent.hello") is None
    assert whole.council("oak").setting("external_complaints") == "an office"
    assert whole.council("oak").number("notes_within_working_days") == 2
    assert whole.council("oak").setting("no_such_setting") is None
    assert whole.council("oak").number("report_days_initial") is None
    assert whole.council("oak").listed("columns_order") == ("working_well", "worries", "needs_to_happen")
    assert whole.council("oak").listed("extra_holidays") == ()
    assert not whole.council("oak").says_yes("meet_chair_first")
    assert list(whole.councils) == ["oak"]


@pytest.mark.parametrize("ask", ["item", "guide", "council"])
def test_what_is_not_there_is_refused_by_name(whole: Content, ask: str) -> None:
    with pytest.raises(ContentRefused, match="no_such_thing"):
        getattr(whole, ask)("no_such_thing")


def test_the_guide_for_a_person_and_moment(product: Content) -> None:
    for audience in ("parent", "young_person"):
        first = product.guide_for(audience, "initial_conference", "england")
        more = product.guide_for(audience, "initial_conference", "england", "further")
        assert (first.audience, more.audience) == (audience, audience)
        assert first.id != more.id
    with pytest.raises(ContentRefused, match="atlantis"):
        product.guide_for("parent", "initial_conference", "atlantis")


def test_there_is_a_guide_for_each_meeting_audience_and_nation(product: Content) -> None:
    for meeting in vocabulary.MEETINGS:
        for nation in vocabulary.NATIONS:
            assert all(
                product.has_guides(audience, meeting, nation) for audience in ("parent", "young_person")
            )


@pytest.mark.parametrize("audience", ["parent", "young_person"])
@pytest.mark.parametrize("meeting", [one for one in vocabulary.MEETINGS if one != "pre_proceedings"])
def test_five_to_seven_questions_stand_in_each_column_before_more_are_offered(
    product: Content, audience: str, meeting: str
) -> None:
    guide = product.guide_for(audience, meeting, "england")
    for column in vocabulary.COLUMNS:
        entries = [entry for entry in guide.entries if entry.column == column]
        gate = next(at for at, entry in enumerate(entries) if entry.item == f"columns.more.{column}")
        asked = [
            entry.item
            for entry in entries
            if not entry.conditions and product.item(entry.item).answer in {"words", "choice"}
        ]
        default = [item for item in asked if item in {entry.item for entry in entries[:gate]}]
        assert 5 <= len(default) <= 7, (column, default)
        assert len(asked) > len(default), column


def test_a_parent_is_sent_to_a_solicitor_first_and_never_asked_for_worries_before_court(
    product: Content,
) -> None:
    guide = product.guide_for("parent", "pre_proceedings", "wales")
    steps = [entry.item for entry in guide.entries if entry.part == "meeting"]
    assert steps[0] == "meeting.parent_court.solicitor"
    assert all(entry.column is None for entry in guide.entries)
    assert not any(".worries." in entry.item for entry in guide.entries)


def test_an_audiences_own_twin_comes_first(product: Content) -> None:
    assert product.for_audience("arrival.limits", "young_person").id == "arrival.limits.young_person"
    assert product.for_audience("arrival.limits", "parent").id == "arrival.limits"


@pytest.mark.parametrize("audience", ["parent", "young_person"])
@pytest.mark.parametrize("topic", ["violence_now", "self_harm", "no_such_topic"])
def test_help_lines_are_few_and_one_is_always_open(product: Content, audience: str, topic: str) -> None:
    lines = product.help_lines("england", audience, topic)
    assert 1 <= len(lines) <= 3
    assert any(line.always_open for line in lines)
    for line in lines:
        assert "england" in line.nations
        assert {audience, "anyone"} & set(line.audiences)


def test_a_line_for_something_else_never_fills_the_list(product: Content) -> None:
    asked = {topic for line in product.all_help_lines for topic in line.topics if "parent" in line.audiences}
    assert len(asked) > 3
    for topic in asked:
        for line in product.help_lines("england", "parent", topic, limit=50):
            assert topic in line.topics or line.always_open, (topic, line.id)


def test_where_no_line_is_for_the_topic_there_is_somebody_to_talk_to(product: Content) -> None:
    unknown = product.help_lines("england", "parent", "no_such_topic")
    assert unknown == product.help_lines("england", "parent", "talk_to_person")


def test_no_help_line_claims_to_be_verified(product: Content) -> None:
    assert product.all_help_lines
    assert [line.id for line in product.all_help_lines if line.verified_on] == []


def test_a_version_changes_with_any_word_kind_or_choice(whole: Content) -> None:
    item = whole.item("parent.like")
    others = [
        replace(item, texts=("Would you like to talk to the chair first ?",)),
        replace(item, easier=("Chair first?",)),
        replace(item, short="Talk first"),
        replace(item, choices=("choices.no", "choices.yes")),
        replace(item, kind="explanation"),
    ]
    versions = {item.version, *(other.version for other in others)}
    assert len(versions) == 6
    assert replace(item, note="Another note", file="elsewhere.yml").version == item.version


def test_fields_are_numbered_only_when_there_are_several() -> None:
    one = Item("a.b", "notice", ("anyone",), ("Hello.",))
    two = Item("a.b", "notice", ("anyone",), ("Hello.", "More."), easier=("Hi.",))
    assert one.fields("text") == (("text", "Hello."),)
    assert two.fields("text") == (("text.1", "Hello."), ("text.2", "More."))
    assert two.context("text.2") == "a.b#text.2"
    assert one.fields("easier") == ()


def test_content_with_a_fault_of_shape_is_never_served(tmp_path: Path) -> None:
    shutil.copytree(WHOLE / "content", tmp_path, dirs_exist_ok=True)
    (tmp_path / "more.yml").write_text("a.b: {kind: notice}\n", encoding="utf-8")
    with pytest.raises(ContentRefused, match=r"C01 more\.yml, line 1, a\.b: 'note' is missing"):
        Content.load(tmp_path)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentRefused, match="no content file"):
        Content.load(tmp_path)


def test_a_text_is_said_when_what_it_needs_is_known_and_its_other_when_not() -> None:
    item = Item(
        "a.b",
        "notice",
        ("anyone",),
        ("Always.", "In {report_days} days.", "Only where known."),
        if_known={"text.2": ("report_days",), "text.3": ("chair_title", "report_days")},
        otherwise={"text.2": "Ask."},
    )
    assert item.fields("text") == (("text.1", "Always."), ("text.2.else", "Ask."))
    known = ("text.1", "Always."), ("text.2", "In {report_days} days.")
    assert item.fields("text", {"report_days"}) == known
    both = item.fields("text", {"report_days", "chair_title"})
    assert both == (*known, ("text.3", "Only where known."))
    assert list(item.wording) == ["text.1", "text.2", "text.2.else", "text.3"]
    assert replace(item, if_known={}).version != item.version
