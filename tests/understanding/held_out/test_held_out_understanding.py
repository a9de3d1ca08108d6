"""The held-out phrasings are whole: every topic has three, labels and statements enough, none twice."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

HERE = Path(__file__).parent
TOPICS = [
    "take_my_child",
    "what_is_it",
    "is_it_court",
    "who_will_be_there",
    "report_when",
    "bring_someone",
    "interpreter",
    "not_go",
    "who_decides",
    "plan_meaning",
    "disagree",
    "complain",
    "see_answers",
    "have_to_go",
    "my_fault",
    "advocate",
    "real_person",
    "how_long",
    "record_meeting",
    "core_group",
    "say_what",
    "unsafe_in_room",
]


def loaded(name: str, lang: str) -> Any:
    return YAML(typ="safe").load((HERE / f"{name}.{lang}.yml").read_text("utf-8"))


def is_unique_text(rows: list[Any]) -> bool:
    return all(isinstance(row, str) for row in rows) and len({row.casefold() for row in rows}) == len(rows)


@pytest.mark.parametrize("lang", ["en", "pl"])
def test_every_topic_has_three_phrasings(lang: str) -> None:
    topics = loaded("topics", lang)
    assert sorted(topics) == sorted(TOPICS)
    assert all(len(rows) == 3 for rows in topics.values())
    assert is_unique_text([row for rows in topics.values() for row in rows])


@pytest.mark.parametrize("lang", ["en", "pl"])
def test_labels_and_good_answers_are_forty_each(lang: str) -> None:
    labels = loaded("labels", lang)
    assert {name: len(rows) for name, rows in labels.items()} == {"labels": 40, "good": 40}
    assert is_unique_text(labels["labels"] + labels["good"])


@pytest.mark.parametrize("lang", ["en", "pl"])
def test_statements_are_short_and_many(lang: str) -> None:
    statements = loaded("statements", lang)
    assert len(statements) >= 120
    assert is_unique_text(statements)
    assert [row for row in statements if not 2 <= len(row.split()) <= 12] == []
