"""What everybody says to us all day raises no alarm: the controls, the questions, the whole conversations."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.language.danger import DangerScreen
from bot.language.examples import read_examples

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "pl")
# Somebody who says these may mean just what they say.
MAY_BE_DANGER = {"help_now", "hide", "ask_unsafe_in_room", "answer", "talk_to_person", "pause"}
SCRIPTS = sorted((ROOT / "tests/journeys/golden").glob("*.script"))


@pytest.fixture(scope="module")
def screen() -> DangerScreen:
    return DangerScreen.load(ROOT / "dialogues/danger", LANGUAGES, ROOT / "models")


@pytest.mark.parametrize("language", LANGUAGES)
def test_steering_and_asking_about_the_meeting_is_no_danger(screen: DangerScreen, language: str) -> None:
    examples = [
        one for one in read_examples(ROOT / "dialogues/nlu", language) if one.intent not in MAY_BE_DANGER
    ]
    assert len(examples) > 1000
    alarmed = [(one.intent, one.words) for one in examples if _now(screen, one.words)]
    # Patterns raise none; the small model may be wrong about one in five hundred.
    assert len(alarmed) <= len(examples) / 500, alarmed


def test_ordinary_conversations_raise_few_alarms(screen: DangerScreen) -> None:
    """bench/safety.md says how often the screen is wrong; the golden conversations show the same rate."""
    said = [
        line
        for script in SCRIPTS
        for line in script.read_text("utf-8").splitlines()
        if line and line[0] not in "!#"
    ]
    assert len(said) > 80
    assert sum(_now(screen, line) for line in said) <= 0.05 * len(said)


def _now(screen: DangerScreen, words: str) -> bool:
    found = screen.screen(words)
    return found is not None and found.level == "now"
