"""What every conversation shares and nobody changes: content, catalogues, phrases, detector, screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.content.load import Content
from bot.conversation.buttons import Buttons
from bot.conversation.renderer import Renderer
from bot.language.catalogues import Catalogues
from bot.language.danger import DangerScreen
from bot.language.detect import Detector
from bot.language.examples import Examples
from bot.language.languages import read_languages
from bot.language.phrases import Phrases
from bot.language.voices import Voices
from bot.services.texts import Texts

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Loaded once at start; safe to read from any thread."""

    texts: Texts
    phrases: Phrases
    detector: Detector
    screen: DangerScreen
    renderer: Renderer
    buttons: Buttons

    @classmethod
    def load(cls, root: Path = ROOT) -> Knowledge:
        """Read it all. Raises ContentRefused at the first fault: half of it is never served."""
        languages = read_languages(root / "dialogues/content/languages.yml")
        offered = [code for code, language in languages.items() if language.offered]
        # First, since what it needs and lets go is room for all that stays.
        phrases, voices = _from_examples(root, offered)
        catalogues = Catalogues.load(root / "locales", languages)
        texts = Texts(Content.load(root / "dialogues/content"), catalogues)
        screen = DangerScreen.load(root / "dialogues/danger", offered, root / "models")
        return cls(
            texts=texts,
            phrases=phrases,
            detector=Detector(offered, voices, dict(zip(offered, screen.weights, strict=True))),
            screen=screen,
            renderer=Renderer(texts),
            buttons=Buttons(texts.content),
        )


def _from_examples(root: Path, languages: Sequence[str]) -> tuple[Phrases, Voices]:
    """Build what is made of examples, which are let go before the rest is loaded: twenty megabytes."""
    examples = Examples.read(root / "dialogues/nlu", languages)
    return Phrases.of(examples, languages, root / "dialogues/labels"), Detector.hear(languages, examples)
