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
DEMONSTRATION = ROOT / "bot/demo/already_sent.script"


@pytest.fixture(scope="module")
def screen() -> DangerScreen:
    return DangerScreen.load(ROOT / "dialogues/danger", LANGUAGES, ROOT / "models")


@pytest.mark.parametrize("language", LANGUAGES)
def test_steering_and_asking_about_the_meeting_is_no_danger(screen: DangerScreen, language: str) -> None:
    examples = [
        one for one in read_examples(ROOT / "dialogues/nlu", language) if one.intent not in MAY_BE_DANGER
    ]
    assert len(examples) > 1000
    alarmed = [(one.intent, one.words) for one in examples if _level(screen, one.words) == "now"]
    # Patterns raise none; the small model may be wrong about one in five hundred.
    assert len(alarmed) <= len(examples) / 500, alarmed


def test_ordinary_conversations_raise_few_alarms(screen: DangerScreen) -> None:
    """bench/safety.md says how often the screen is wrong; the golden conversations show the same rate."""
    levels = [_level(screen, line) for line in _said()]
    assert levels.count("now") <= 0.05 * len(levels)


def test_ordinary_conversations_are_seldom_asked_about_danger(screen: DangerScreen) -> None:
    """Whoever is asked needlessly has lost a moment; whoever is asked often stops reading."""
    levels = [_level(screen, line) for line in _said()]
    assert levels.count("unsure") <= 0.03 * len(levels)


def test_the_demonstration_holds_danger_in_plain_words(screen: DangerScreen) -> None:
    """Whoever tries it is told that there is an alert to see: what is only nearly sure is asked about."""
    (plain,) = (line for line in _lines(DEMONSTRATION) if " hit mum " in line)
    assert _level(screen, plain) == "now"


def _said() -> list[str]:
    said = _lines(*SCRIPTS)
    assert len(said) > 80
    return said


def _lines(*scripts: Path) -> list[str]:
    lines = [line for script in scripts for line in script.read_text("utf-8").splitlines()]
    return [line for line in lines if line and line[0] not in "!#"]


def _level(screen: DangerScreen, words: str) -> str:
    found = screen.screen(words)
    return found.level if found else "nothing"
