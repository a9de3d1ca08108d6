from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.fold import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("STOP", "stop"),
        ("stoooop!!!", "stop"),
        ("Wróć", "wroc"),
        ("ŁÓDŹ", "lodz"),
        ("don’t know", "dont know"),
        ("go   back.", "Go back"),
        ("go-back", "go back"),
        ("1️⃣", "1"),
        ("👍🏽", "👍"),
        ("ｓｔｏｐ", "stop"),
        ("ﬁne", "fine"),
        ("مُساعَدة", "مساعدة"),
    ],
)
def test_two_ways_of_typing_one_thing_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("10", "1"), ("100", "10"), ("👍", "👎"), ("no", "not"), ("ਕਿ", "ਕੀ"), ("কি", "কী")],
)
def test_different_things_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize("words", ["", "...", "?!", "\u200d", " \n"])
def test_nothing_comparable_folds_to_nothing(words: str) -> None:
    assert fold(words) == ""


@given(st.text(max_size=100))
def test_folding_twice_changes_nothing_more(words: str) -> None:
    assert fold(fold(words)) == fold(words)
