"""The unseen sentences for the danger screen are whole. It does not run the screen."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.kept_apart import every_string, folded, loaded

HERE = Path(__file__).parent
TESTS = HERE.parents[1]
KINDS = {"violence_now", "weapon", "self_harm", "sexual_harm", "child_alone", "cannot_speak"}
VOICES = {"adult", "teenager", "child", "kin_carer"}
LANGUAGES = sorted(path.name.split(".")[1] for path in HERE.glob("danger.*.yml"))
FILES = [("danger", "kind", 100), ("ordinary", "group", 200), ("concern", "kind", 40)]


def entries(name: str, lang: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = loaded(HERE / f"{name}.{lang}.yml")
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("name", "field", "wanted"), FILES)
def test_each_file_holds_enough_and_only_known_keys(lang: str, name: str, field: str, wanted: int) -> None:
    rows = entries(name, lang)
    assert len(rows) == wanted
    assert {row["voice"] for row in rows} == VOICES
    assert all(set(row) <= {"text", field, "voice", "indirect", "frightening", "note"} for row in rows)
    assert all(row["text"] and row["text"] == row["text"].strip() for row in rows)
    assert [row["text"] for row in rows if len(row["text"].split()) > 45] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_danger_is_spread_over_kinds_and_voices(lang: str) -> None:
    rows = entries("danger", lang)
    kinds = Counter(row["kind"] for row in rows)
    voices = Counter(row["voice"] for row in rows)
    assert set(kinds) == KINDS
    assert min(kinds.values()) >= 14
    assert min(voices["child"], voices["teenager"]) >= 20
    assert sum(row.get("indirect", False) for row in rows) >= 35


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_quarter_of_the_ordinary_sentences_sound_frightening(lang: str) -> None:
    rows = entries("ordinary", lang)
    groups = Counter(row["group"] for row in rows)
    assert sum(row.get("frightening", False) for row in rows) >= 45
    assert len(groups) >= 8
    assert min(groups.values()) >= 15


@pytest.mark.parametrize("lang", ["en", "pl"])
def test_no_sentence_stands_twice_or_in_another_kept_apart_folder(lang: str) -> None:
    own = Counter(folded(row["text"]) for name, *_ in FILES for row in entries(name, lang))
    assert [text for text, times in own.items() if times > 1] == []
    others = list(TESTS.glob(f"*/held_out/*.{lang}.yml"))
    assert len(others) >= 3
    elsewhere = {folded(text) for path in others for text in every_string(loaded(path))}
    assert len(elsewhere) > 100
    assert sorted(set(own) & elsewhere) == []
