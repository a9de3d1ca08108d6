"""Weights by feature and voice, packed."""

from __future__ import annotations

import pytest

from bot.language.grams import grams, named, plain, without_accents
from bot.language.voice_table import VoiceTable


def test_weights_are_added_for_each_voice() -> None:
    table = VoiceTable.of([{"a": 1.0, "ab": 0.5}, {"b": 2.0}, {"ab": 0.25}])
    assert table.width == 3
    assert table.totals({"a": 2, "ab": 1, "never": 9}) == pytest.approx([2.5, 0.0, 0.25])
    assert table.totals({}) == [0.0, 0.0, 0.0]


def test_no_rows_are_no_voices() -> None:
    assert VoiceTable.of([]).totals({"a": 1}) == []


def test_runs_are_counted_within_words() -> None:
    assert grams("Ab c") == {
        "a": 1,
        "b": 1,
        "c": 1,
        " a": 1,
        "ab": 1,
        "b ": 1,
        " ab": 1,
        "ab ": 1,
        " c": 1,
        "c ": 1,
        " c ": 1,
    }
    assert grams("12 !?") == {}


def test_a_word_is_no_run_of_letters() -> None:
    assert named("na") not in grams("na")


def test_letters_have_one_form() -> None:
    assert plain("İYİ ȘI") == "iyi şi"
    assert without_accents(" łó") == " lo"
    assert without_accents("її") == "її"
