"""The words of a content item in a language: English from the item, other languages from their catalogue."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.content.load import Content
from bot.content.model import HelpLine, Item
from bot.language.catalogues import Catalogues

SOURCE_LANGUAGE = "en"
BACK_TO_STEP = "notices.back_to_step"


@dataclass(frozen=True, slots=True)
class Texts:
    content: Content
    catalogues: Catalogues

    def messages(self, item_id: str, language: str, known: Collection[str] = ()) -> list[str]:
        """Return the item's messages, one text each. `<id>#easier` gives its easier twin, and `<id>#again`
        what leads back to a step that has been told.

        `known` are the placeholders and settings that have a value for the person it is said to.

        Raises ContentRefused for an unknown item or a sentence that the language lacks.
        """
        item_id, _, twin = item_id.partition("#")
        if twin == "again":
            item_id = BACK_TO_STEP
        item = self.content.item(item_id)
        fields = item.fields("easier" if twin == "easier" else "text", known)
        return [self._one(item, field, source, language) for field, source in fields]

    def short(self, item_id: str, language: str) -> str:
        """Return the name of an item on a button: its short name, its term, else its text.

        What is asked again bears the number of the round.
        """
        item = self.content.item(item_id)
        for field, source in (("short", item.short), ("term", item.term)):
            if source:
                name = self._one(item, field, source, language)
                return name if item.round == 1 else f"{name} ({item.round})"
        return self.messages(item_id, language)[0]

    def hours(self, line: HelpLine, language: str) -> str:
        """Say when a help line is open and whom it is for.

        Raises WordingMissing if the language lacks the sentence.
        """
        if language == SOURCE_LANGUAGE:
            return line.hours
        return self.catalogues.text(language, line.context("hours"), line.hours)

    def _one(self, item: Item, field: str, source: str, language: str) -> str:
        if language == SOURCE_LANGUAGE:
            return source
        return self.catalogues.text(language, item.context(field), source)
