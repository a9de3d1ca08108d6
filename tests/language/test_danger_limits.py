"""Limits of the danger screen are chosen on sentences that nothing learns from and nothing is judged by."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import documents
from bot.language.danger import KINDS
from bot.language.fold import fold
from scripts.danger_limits import HIGHEST, LOWEST, MOST_FALSE, chosen, least
from tests.kept_apart import danger_examples, danger_judges, every_string

ROOT = Path(__file__).parents[2]
EXAMPLES, CALIBRATION = ROOT / "dialogues/danger/examples", ROOT / "dialogues/danger/calibration"
LANGUAGES = sorted(path.name for path in EXAMPLES.iterdir())


@pytest.mark.parametrize("enough", [LOWEST, 31, 64, 89, HIGHEST])
def test_the_lowest_limit_that_rings_seldom_enough_is_taken(enough: int) -> None:
    assert least(lambda now: MOST_FALSE if now >= enough else MOST_FALSE + 0.001) == enough


def test_where_none_rings_seldom_enough_it_is_the_highest() -> None:
    assert least(lambda _: 1.0) == HIGHEST


def test_the_limit_is_what_all_languages_need_together() -> None:
    silent_from = {"a": 40, "b": 60, "c": 80}

    def false(code: str, now: int) -> float:
        return 0 if now >= silent_from[code] else 0.06

    # Once one of three is silent, together they ring just seldom enough: at 40.
    assert chosen(list(silent_from), false) == 40
    assert chosen(["b", "c"], false) == 60
    assert chosen(["c"], false) == 80


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_calibration_sentences_of_its_own(language: str) -> None:
    held = documents.read(CALIBRATION / f"{language}.yml").value
    assert set(held["now"]) == set(KINDS)
    assert sum(map(len, held["now"].values())) == 100
    assert len(held["concern"]) == 40
    assert 198 <= len(held["ordinary"]) <= 202
    texts = [fold(str(text)) for text in every_string(held)]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_calibration_sentence_is_an_example_or_a_judge(language: str) -> None:
    """A few words such as "he hits me" are everybody's; whole sentences are not."""
    held = every_string(documents.read(CALIBRATION / f"{language}.yml").value)
    own = {folded for text in held if len((folded := fold(text)).split()) >= 5}
    assert len(own) > 150
    assert own & {fold(text) for text in (*danger_examples(language), *danger_judges(language))} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_part_has_to_be_likelier_than_a_whole(language: str) -> None:
    limits = documents.read(EXAMPLES / language / "limits.yml").value["limits"]
    assert LOWEST / 100 <= float(limits["now"]) <= float(limits["part"]) <= 1
