"""Numbers by feature, packed: what goes in comes out, and what is not whole is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.feature_table import FeatureTable, checksum

NUMBERS = st.lists(st.integers(-32768, 32767), min_size=3, max_size=3)


@given(st.dictionaries(st.text(max_size=12), NUMBERS, min_size=1, max_size=60), st.text(max_size=12))
def test_every_feature_comes_back_from_json_with_its_own_numbers(
    by_feature: dict[str, list[int]], other: str
) -> None:
    table = FeatureTable.read(json.loads(json.dumps(FeatureTable.of(by_feature).held())))
    assert len(table) == len(by_feature)
    assert {name: table.totals([(checksum(name), 1.0)]) for name in by_feature} == by_feature
    everything = [(checksum(name), 0.5) for name in by_feature]
    assert table.totals(everything) == [sum(column) / 2 for column in zip(*by_feature.values(), strict=True)]
    assert table.holds(checksum(other)) == (other in by_feature)


def test_rows_of_different_length_and_numbers_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="different length"):
        FeatureTable.of({"a": [1], "b": [1, 2]})
    with pytest.raises(OverflowError):
        FeatureTable.of({"a": [40000]})


def test_two_names_with_the_same_sums_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.language.feature_table.crc32", lambda _: 1)
    monkeypatch.setattr("bot.language.feature_table.adler32", lambda _: 1)
    with pytest.raises(ValueError, match="same sums"):
        FeatureTable.of({"a": [1], "b": [2]})
