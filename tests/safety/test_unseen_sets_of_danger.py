"""The unseen sentences for the danger screen are whole. It does not run the screen."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.kept_apart import UNSEEN_DANGER, every_string, folded, loaded

HERE = Path(__file__).parent
TESTS = HERE.parent
KINDS = {"violence_now", "weapon", "self_harm", "sexual_harm", "child_alone", "cannot_speak"}
VOICES = {"adult", "teenager", "child", "kin_carer"}
LANGUAGES = sorted(path.name.split(".")[1] for path in (HERE / "unseen").glob("danger.*.yml"))
FILES = [("danger", "kind", 100), ("ordinary", "group", 200), ("concern", "kind", 40)]

in_each_set = pytest.mark.parametrize("held", UNSEEN_DANGER)
in_each_language = pytest.mark.parametrize("lang", LANGUAGES)


def entries(held: str, name: str, lang: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = loaded(HERE / held / f"{name}.{lang}.yml")
    return found


def test_every_set_has_every_language() -> None:
    assert len(LANGUAGES) == 16
    for held in UNSEEN_DANGER:
        for name, *_ in FILES:
            assert (
                sorted(path.name.split(".")[1] for path in (HERE / held).glob(f"{name}.*.yml")) == LANGUAGES
            )


@in_each_set
@in_each_language
@pytest.mark.parametrize(("name", "field", "wanted"), FILES)
def test_each_file_holds_enough_and_only_known_keys(
    held: str, lang: str, name: str, field: str, wanted: int
) -> None:
    rows = entries(held, name, lang)
    assert len(rows) == wanted
    assert {row["voice"] for row in rows} == VOICES
    assert all(set(row) <= {"text", field, "voice", "indirect", "frightening", "note"} for row in rows)
    assert all(row["text"] and row["text"] == row["text"].strip() for row in rows)
    assert [row["text"] for row in rows if len(row["text"].split()) > 45] == []


@in_each_set
@in_each_language
def test_danger_is_spread_over_kinds_and_voices(held: str, lang: str) -> None:
    rows = entries(held, "danger", lang)
    kinds = Counter(row["kind"] for row in rows)
    voices = Counter(row["voice"] for row in rows)
    assert set(kinds) == KINDS
    assert min(kinds.values()) >= 14
    assert min(voices["child"], voices["teenager"]) >= 20
    assert sum(row.get("indirect", False) for row in rows) >= 35


@in_each_set
@in_each_language
def test_a_quarter_of_the_ordinary_sentences_sound_frightening(held: str, lang: str) -> None:
    rows = entries(held, "ordinary", lang)
    groups = Counter(row["group"] for row in rows)
    assert sum(row.get("frightening", False) for row in rows) >= 45
    assert len(groups) >= 8
    assert min(groups.values()) >= 15


@in_each_language
@pytest.mark.parametrize("newer", UNSEEN_DANGER[1:])
def test_no_sentence_of_a_newer_set_stands_twice_or_in_an_older(newer: str, lang: str) -> None:
    older = UNSEEN_DANGER[: UNSEEN_DANGER.index(newer)]
    own, *others = (
        Counter(folded(row["text"]) for name, *_ in FILES for row in entries(held, name, lang))
        for held in (newer, *older)
    )
    assert [text for text, times in own.items() if times > 1] == []
    # "Hello" and "I am tired" are everybody's.
    assert [text for other in others for text in set(own) & set(other) if len(text) > 12] == []


@in_each_set
@pytest.mark.parametrize("lang", ["en", "pl"])
def test_no_sentence_stands_twice_or_in_another_kept_apart_folder(held: str, lang: str) -> None:
    own = Counter(folded(row["text"]) for name, *_ in FILES for row in entries(held, name, lang))
    assert [text for text, times in own.items() if times > 1] == []
    others = list(TESTS.glob(f"*/held_out/*.{lang}.yml"))
    assert len(others) >= 3
    elsewhere = {folded(text) for path in others for text in every_string(loaded(path))}
    assert len(elsewhere) > 100
    assert sorted(set(own) & elsewhere) == []
