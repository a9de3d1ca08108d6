"""The product in a council of Wales, with Welsh offered."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from bot.content.model import Council
from bot.conversation.knowledge import ROOT, Knowledge
from bot.conversation.renderer import Renderer
from bot.language.catalogues import Catalogues
from bot.language.languages import read_languages
from bot.services.texts import Texts
from tests.stack import knowledge

WELSH = "Pa iaith sydd orau i chi?"
ENGLISH = "Which language is best for you?"
POLISH = "W jakim języku chcesz rozmawiać?"


def welsh_knowledge(folder: Path) -> Knowledge:
    """All that there is, with Welsh among the offered languages whatever the file says."""
    written = (ROOT / "dialogues/content/languages.yml").read_text(encoding="utf-8")
    path = folder / "languages.yml"
    path.write_text(re.sub(r"(?m)^(cy: .*)offered: false", r"\1offered: true", written), encoding="utf-8")
    known = knowledge()
    texts = Texts(known.texts.content, Catalogues.load(ROOT / "locales", read_languages(path)))
    return replace(known, texts=texts, renderer=Renderer(texts))


def glanafon() -> Council:
    return knowledge().texts.content.council("glanafon")
