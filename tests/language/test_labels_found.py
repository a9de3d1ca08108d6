"""Of forty labels a language nearly all are found; of forty good answers at most one is taken for one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import documents
from bot.language.fold import fold
from bot.language.phrases import Phrases

SETS = Path(__file__).parent / "short_answers"
FEWEST_FOUND, MOST_WRONG = 34, 1


@pytest.mark.parametrize("language", ["en", "pl"])
def test_labels_are_found_and_good_answers_let_be(phrases: Phrases, language: str) -> None:
    held = documents.read(SETS / f"labels.{language}.yml").value
    assert {kind: len({fold(words) for words in rows}) for kind, rows in held.items()} == {
        "labels": 40,
        "good": 40,
    }
    found = [words for words in held["labels"] if phrases.is_label(words, language)]
    wrong = [words for words in held["good"] if phrases.is_label(words, language)]
    assert len(found) >= FEWEST_FOUND, sorted(set(held["labels"]) - set(found))
    assert len(wrong) <= MOST_WRONG, wrong
