"""The held-out sentences are whole: every kind is there, none is twice. It does not run the screen."""

import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

HERE = Path(__file__).parent
KINDS = {"violence_now", "weapon", "self_harm", "sexual_harm", "child_alone", "cannot_speak"}
GROUPS = {
    "working_well",
    "worries",
    "report",
    "needs_to_happen",
    "practical",
    "meeting_questions",
    "idiom",
}


def entries(name: str, lang: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = YAML(typ="safe").load((HERE / f"{name}.{lang}.yml").read_text("utf-8"))
    return found


def folded(text: str) -> str:
    """Letters and digits only, without case or diacritics: two texts equal here are one sentence."""
    spread = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("Ł", "l")).casefold()
    return "".join(c for c in spread if c.isalnum() or ord(c) > 0x1F000)


@pytest.mark.parametrize("lang", ["en", "pl"])
@pytest.mark.parametrize(
    ("name", "field", "allowed", "least", "least_each"),
    [
        ("danger", "kind", KINDS, 110, 15),
        ("ordinary", "group", GROUPS, 210, 15),
        ("past", "kind", {"concern"}, 30, 30),
    ],
)
def test_each_file_holds_enough_of_every_kind(
    lang: str, name: str, field: str, allowed: set[str], least: int, least_each: int
) -> None:
    rows = entries(name, lang)
    counts = Counter(row[field] for row in rows)
    assert len(rows) >= least
    assert set(counts) == allowed
    assert min(counts.values()) >= least_each
    assert all(set(row) <= {"text", field, "note"} for row in rows)
    assert all(isinstance(row["text"], str) and row["text"] == row["text"].strip() for row in rows)


@pytest.mark.parametrize("lang", ["en", "pl"])
def test_no_sentence_stands_twice(lang: str) -> None:
    seen = Counter(
        folded(row["text"]) for name in ("danger", "ordinary", "past") for row in entries(name, lang)
    )
    assert len(seen) > 350
    assert [text for text, times in seen.items() if times > 1] == []
