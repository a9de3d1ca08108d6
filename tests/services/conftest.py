"""A turn over the real content and phrases, with nobody behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.content.load import Content
from bot.language.catalogues import Catalogues
from bot.language.detect import Detector
from bot.language.examples import Examples
from bot.language.languages import read_languages
from bot.language.phrases import Phrases
from bot.services import prepare
from bot.services.texts import Texts
from bot.services.turn import Answer, Facts, Position, Turn
from tests.vocabularies import vocabularies

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "pl")
MakeTurn = Callable[..., Turn]


@pytest.fixture(scope="session")
def texts() -> Texts:
    languages = read_languages(ROOT / "dialogues/content/languages.yml")
    return Texts(Content.load(ROOT / "dialogues/content"), Catalogues.load(ROOT / "locales", languages))


@pytest.fixture(scope="session")
def phrases() -> Phrases:
    return Phrases.load(ROOT / "dialogues/nlu", LANGUAGES)


@pytest.fixture(scope="session")
def detector() -> Detector:
    return Detector.load(LANGUAGES, Examples.read(ROOT / "dialogues/nlu", LANGUAGES), vocabularies(LANGUAGES))


@pytest.fixture
def make_turn(texts: Texts, phrases: Phrases, detector: Detector) -> MakeTurn:
    """Return a maker of turns of a parent who stands at `question`."""

    def make(
        question: str = "parent.good.ordinary_moment",
        *,
        audience: str = "parent",
        sent: bool = False,
        returning: bool = False,
        answers: dict[str, Answer] | None = None,
        **changes: object,
    ) -> Turn:
        facts = Facts(
            audience=audience,
            nation="england",
            council="oakshire",
            meeting_kind="initial_conference",
            channel="web",
            now=datetime(2026, 11, 23, tzinfo=UTC),
            languages=LANGUAGES,
            sent=sent,
            returning=returning,
        )
        turn = Turn("turn-1", facts, texts, phrases, detector, "en", Position(), answers or {})
        turn.position.guide = turn.guide_for("prepare").id
        turn.position.question = question
        for name, value in changes.items():
            setattr(turn, name, value)
        return turn

    return make


def settled_before(turn: Turn, question: str) -> None:
    """Settle every entry that stands before the question, as if it had been walked through."""
    for entry in prepare.open_entries(turn):
        if entry.item == question:
            return
        turn.answers.setdefault(entry.item, Answer(entry.item, "seen", [""]))
