"""A whole guide as a chat, in one language: what a translator or a practitioner reads to judge it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.content.load import Content
from bot.content.model import Condition, GuideEntry, Item
from bot.conversation.preview_values import ARGUMENTS, sample_values
from bot.conversation.renderer import Renderer, Values
from bot.errors import WordingMissing
from bot.language.catalogues import SOURCE, Catalogues
from bot.language.languages import read_languages
from bot.messages import Say
from bot.services.texts import Texts

_WIDTH = 100
_MISSING = "(not translated) "
# In front of a line that runs right to left: it may begin with a name in Latin letters.
_RIGHT_TO_LEFT = "\u200f"


class Unfinished(Catalogues):
    """A language that is still being written: what it has no words for is marked, and stays English."""

    def text(self, language: str, context: str, english: str) -> str:
        try:
            return super().text(language, context, english)
        except WordingMissing:
            return _MISSING + english


def read_texts(content: Path, locales: Path, language: str) -> Texts:
    """The content with the words of one language, which need not be offered yet.

    Raises ContentRefused if there is no such language or it has no catalogue at all.
    """
    languages = read_languages(content / "languages.yml", also=language)
    spoken = {code: one for code, one in languages.items() if code in (SOURCE, language)}
    return Texts(Content.load(content), Unfinished.load(locales, spoken))


@dataclass(frozen=True, slots=True)
class _Reading:
    """What each step is put into words with."""

    texts: Texts
    renderer: Renderer
    values: Values

    def said(self, item: Item, field: str, english: str) -> str:
        text = self.texts.catalogues.text(self.values.language, item.context(field), english)
        return self.renderer.filled(Say(item.id, dict(ARGUMENTS)), text, self.values, lambda _question: ["…"])

    def lines(self, text: str, indent: str) -> Iterator[str]:
        """The text in lines, marked where they run right to left."""
        runs_left = self.texts.catalogues.direction(self.values.language) == "rtl"
        mark = _RIGHT_TO_LEFT if runs_left else ""
        for paragraph in text.splitlines():
            yield from (f"{mark}{indent}{line}" for line in textwrap.wrap(paragraph, _WIDTH))


def preview(texts: Texts, guide_id: str, language: str) -> Iterator[str]:
    """The guide's lines, in the order of its file, every branch shown and every easier wording.

    Names, days and numbers are those of an invented family. Raises ContentRefused if there is no such guide.
    """
    guide = texts.content.guide(guide_id)
    reading = _Reading(texts, Renderer(texts), sample_values(texts, guide, language))
    part = ""
    for entry in guide.entries:
        item = texts.content.item(entry.item)
        if item.round > 1:
            continue
        if entry.part != part:
            part = entry.part
            yield f"\n== {part}" + (f" ({entry.column})" if entry.column else "")
        yield from _entry(reading, entry, item)


def _entry(reading: _Reading, entry: GuideEntry, item: Item) -> Iterator[str]:
    when = "; ".join(_condition(one) for one in entry.conditions)
    yield f"\n# {item.id}" + (f"   [{when}]" if when else "")
    for field, english in item.wording.items():
        name = field.partition(".")[0]
        if name in {"text", "easier"}:
            yield from reading.lines(reading.said(item, field, english), "  " if name == "text" else "  ~ ")
    held = reading.texts.content.items
    pressed = (*item.choices, *(f"menus.{control}" for control in item.controls))
    buttons = [held[name] for name in pressed if name in held]
    if buttons:
        labels = (f"[{reading.said(button, 'text', button.texts[0])}]" for button in buttons)
        yield from reading.lines("  ".join(labels), "      ")


def _condition(one: Condition) -> str:
    told = (one.question, one.choice, one.setting, *one.nations, one.due)
    return " ".join((one.kind.replace("_", " "), *(str(word) for word in told if word)))
