from __future__ import annotations

from pathlib import Path

import pytest

from bot.language.detect import Detector
from bot.language.examples import Examples
from bot.language.phrases import Phrases
from tests.vocabularies import vocabularies

DIALOGUES = Path(__file__).parents[2] / "dialogues"


@pytest.fixture(scope="session")
def examples() -> Examples:
    return Examples.read(DIALOGUES / "nlu", ["en", "pl"])


@pytest.fixture(scope="session")
def phrases(examples: Examples) -> Phrases:
    return Phrases.of(examples, ["en", "pl"], DIALOGUES / "labels")


@pytest.fixture(scope="session")
def detector(examples: Examples) -> Detector:
    return Detector.load(["en", "pl"], examples, vocabularies(["en", "pl"]))
