"""Which help lines each person is given: by nation, audience and what it is about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.content import vocabulary
from bot.content.load import Content

PRODUCT = Path(__file__).parents[2] / "dialogues" / "content"
ENGLAND, WALES, SCOTLAND, NORTHERN_IRELAND = vocabulary.NATIONS
NATIONS = vocabulary.NATIONS
DANGERS = ("violence_now", "weapon", "in_danger")
ABUSE_AT_HOME = {
    ENGLAND: "national_domestic_abuse",
    WALES: "live_fear_free",
    SCOTLAND: "domestic_abuse_scotland",
    NORTHERN_IRELAND: "domestic_abuse_northern_ireland",
}
HEARS_YOUNG_PEOPLE = {
    ENGLAND: "coram_voice",
    WALES: "meic",
    SCOTLAND: "who_cares_scotland",
    NORTHERN_IRELAND: "voypic",
}
FOR_MEN_ONLY = "mens_advice_line"
# Whoever asks for advice is given somebody who can give some, though it may be closed at night.
ASKS_FOR_ADVICE = {"complain", "disagree", "take_my_child", "advocate"}
ONLY_LISTENS = {"samaritans", "shout"}
ADVICE = {
    ENGLAND: "family_rights_group child_law_advice family_lives",
    WALES: "family_lives",
    SCOTLAND: "parentline_scotland",
    NORTHERN_IRELAND: "parenting_ni",
}
IN_DANGER = {
    ENGLAND: "national_domestic_abuse nspcc mens_advice_line",
    WALES: "live_fear_free nspcc mens_advice_line",
    SCOTLAND: "domestic_abuse_scotland nspcc mens_advice_line",
    NORTHERN_IRELAND: "domestic_abuse_northern_ireland nspcc emergency",
}
# Nothing tells a mother from a father, so both are given the same.
PARENT: dict[str, dict[str, str]] = {
    **dict.fromkeys(DANGERS, IN_DANGER),
    "unsafe_in_room": {
        ENGLAND: "national_domestic_abuse mens_advice_line emergency",
        WALES: "live_fear_free mens_advice_line emergency",
        SCOTLAND: "domestic_abuse_scotland mens_advice_line emergency",
        NORTHERN_IRELAND: "domestic_abuse_northern_ireland emergency",
    },
    **dict.fromkeys(("complain", "disagree", "take_my_child"), ADVICE),
    "advocate": {**ADVICE, ENGLAND: "family_rights_group family_lives"},
    "self_harm": {
        ENGLAND: "shout samaritans nhs_mental_health",
        WALES: "shout samaritans nhs_mental_health",
        SCOTLAND: "shout samaritans nhs_24",
        NORTHERN_IRELAND: "lifeline shout samaritans",
    },
    "sexual_harm": {
        ENGLAND: "rape_crisis national_domestic_abuse nspcc",
        WALES: "rape_crisis live_fear_free nspcc",
        SCOTLAND: "domestic_abuse_scotland nspcc emergency",
        NORTHERN_IRELAND: "domestic_abuse_northern_ireland nspcc emergency",
    },
}
COMPLAINING = {
    ENGLAND: "coram_voice help_at_hand childline",
    WALES: "meic childrens_commissioner_wales childline",
    SCOTLAND: "who_cares_scotland childline",
    NORTHERN_IRELAND: "voypic childrens_law_centre childline",
}
CHILD: dict[str, dict[str, str]] = {
    **dict.fromkeys(
        (*DANGERS, "unsafe_in_room", "sexual_harm"), dict.fromkeys(NATIONS, "childline emergency")
    ),
    **dict.fromkeys(("disagree", "take_my_child"), dict.fromkeys(NATIONS, "childline shout")),
    "complain": COMPLAINING,
    "advocate": {**COMPLAINING, ENGLAND: "coram_voice nyas childline", WALES: "nyas meic childline"},
    "self_harm": dict.fromkeys(NATIONS, "childline shout emergency"),
}
YOUNG_PERSON: dict[str, dict[str, str]] = {
    **CHILD,
    "self_harm": {
        **dict.fromkeys(NATIONS, "childline papyrus shout"),
        NORTHERN_IRELAND: "childline lifeline papyrus",
    },
    "sexual_harm": {
        **dict.fromkeys(NATIONS, "childline emergency"),
        **dict.fromkeys((ENGLAND, WALES), "childline rape_crisis emergency"),
    },
}
TABLE = {"parent": PARENT, "young_person": YOUNG_PERSON, "child": CHILD}


def _rows() -> Iterator[tuple[str, str, str, str]]:
    for audience, topics in TABLE.items():
        for topic, nations in topics.items():
            for nation, lines in nations.items():
                yield nation, audience, topic, lines


@pytest.fixture(scope="module")
def product() -> Content:
    return Content.load(PRODUCT)


def _given(product: Content, nation: str, audience: str, topic: str) -> list[str]:
    return [line.id for line in product.help_lines(nation, audience, topic)]


@pytest.mark.parametrize(("nation", "audience", "topic", "lines"), list(_rows()))
def test_each_person_is_given_what_fits_most_first(
    product: Content, nation: str, audience: str, topic: str, lines: str
) -> None:
    assert _given(product, nation, audience, topic) == lines.split()


@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize("audience", TABLE)
def test_never_more_than_three_nor_one_of_another_nation(
    product: Content, nation: str, audience: str
) -> None:
    for topic in {topic for line in product.all_help_lines for topic in line.topics}:
        lines = product.help_lines(nation, audience, topic)
        assert 1 <= len(lines) <= 3, topic
        if topic not in ASKS_FOR_ADVICE:
            assert any(line.always_open for line in lines), topic
        assert all(nation in line.nations for line in lines), topic
        assert all({audience, "anyone"} & set(line.audiences) for line in lines), topic


@pytest.mark.parametrize("nation", NATIONS)
def test_whoever_is_afraid_has_a_line_about_abuse_at_home_that_women_can_call(
    product: Content, nation: str
) -> None:
    for topic in (*DANGERS, "unsafe_in_room", "cannot_speak"):
        assert ABUSE_AT_HOME[nation] in _given(product, nation, "parent", topic)


@pytest.mark.parametrize("nation", NATIONS)
def test_listening_is_no_advice(product: Content, nation: str) -> None:
    """Under "you can get advice" stands nobody who gives none."""
    for topic in ASKS_FOR_ADVICE:
        assert not ONLY_LISTENS & set(_given(product, nation, "parent", topic)), topic


@pytest.mark.parametrize("nation", NATIONS)
def test_a_line_for_men_only_comes_last(product: Content, nation: str) -> None:
    """But for the emergency services, which close a list."""
    for topic in {topic for line in product.all_help_lines for topic in line.topics}:
        given = [line for line in _given(product, nation, "parent", topic) if line != "emergency"]
        assert FOR_MEN_ONLY not in given or (len(given) > 1 and given[-1] == FOR_MEN_ONLY), topic


@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize("audience", ["young_person", "child"])
def test_each_nation_has_a_line_of_its_own_for_the_young(
    product: Content, nation: str, audience: str
) -> None:
    for topic in ("advocate", "complain"):
        assert HEARS_YOUNG_PEOPLE[nation] in _given(product, nation, audience, topic)


@pytest.mark.parametrize("audience", TABLE)
@pytest.mark.parametrize("nation", NATIONS)
def test_whoever_wants_to_talk_is_never_given_the_emergency_services_or_the_police(
    product: Content, nation: str, audience: str
) -> None:
    for topic in ("talk_to_person", "my_fault", "advocate", "complain", "disagree", "take_my_child"):
        assert not {"emergency", "police"} & set(_given(product, nation, audience, topic))


def test_every_list_of_lines_is_said_under_a_topic_that_some_line_has(product: Content) -> None:
    topics = {topic for line in product.all_help_lines for topic in line.topics}
    shown = {item.id.split(".")[1] for item in product.items.values() if "{lines}" in "".join(item.texts)}
    assert shown - topics == set()
