from __future__ import annotations

from pathlib import Path

import pytest

from bot.language.detect import Detector
from bot.language.phrases import Phrases

DIALOGUES = Path(__file__).parents[2] / "dialogues"


@pytest.fixture(scope="session")
def phrases() -> Phrases:
    return Phrases.load(DIALOGUES / "nlu", ["en", "pl"])


@pytest.fixture(scope="session")
def detector(phrases: Phrases) -> Detector:
    return Detector.load(["en", "pl"], phrases)
