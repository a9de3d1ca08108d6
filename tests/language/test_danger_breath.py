"""Breath that fails for fear, and words typed in a hurry, raise no alarm; a hand on a throat does."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.language.danger import DangerScreen

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def screen() -> DangerScreen:
    return DangerScreen.load(ROOT / "dialogues/danger", ("en", "pl"), ROOT / "models")


def level(screen: DangerScreen, words: str) -> str:
    found = screen.screen(words)
    return found.level if found else ""


@pytest.mark.parametrize(
    "words",
    [
        "im scared they will take him thursday i cant breathe",
        "they might take my kids off me wednesday and i can't breathe",
        "i cant breathe im so frightened of that meeting",
        "boje sie ze zabiora go w czwartek nie moge oddychac",
        "zabiorą mi dzieci w środę i nie mogę oddychać",
        "hes sleeping thruogh now",
        "hes sleeping thruogh now most nights and hes put weight on",
        "took the phone in the kitchen and shut the door",
        "i took the phone in the kitchen and shut the door",
        "The thing about the money...",
        "spi juz cala noc i przybral na wadze",
        "wzielam telefon do kuchni i zamknelam drzwi",
        "Chodzi o te pieniądze...",
    ],
)
def test_fear_of_the_meeting_and_an_ordinary_day_are_no_danger(screen: DangerScreen, words: str) -> None:
    assert level(screen, words) != "now"


@pytest.mark.parametrize(
    "words",
    [
        "he had his hands round my neck and i cant breathe",
        "cant breathe when he",
        "cant breathe when he sits on me",
        "im scared he will come back he had me by the neck i cant breathe",
        "trzymal mnie za szyje i nie moge oddychac",
        "nie moge oddychac kiedy on mnie trzyma",
        "boje sie go, sciskal mi gardlo i nie moge oddychac",
    ],
)
def test_breath_that_somebody_takes_is(screen: DangerScreen, words: str) -> None:
    assert level(screen, words) == "now"
