"""A choice or a number that was typed instead of pressed."""

from __future__ import annotations

from bot.content.model import Item
from bot.language.fold import fold
from bot.services import helper
from bot.services.turn import Turn


def typed_choice(turn: Turn, item: Item, words: str) -> str | None:
    """Return the question's choice that these words are: its label, its yes or no, its number."""
    if item.answer == "scale":
        value = turn.phrases.scale_value(words, turn.language)
        return None if value is None else str(value)
    said = fold(words)
    meaning = turn.phrases.control(words, turn.language)
    for choice in (*item.choices, *helper.choices_of(turn, item)):
        label = turn.content.item(choice)
        if said == fold(turn.label(choice)) or (label.means is not None and label.means == meaning):
            return choice
    return None
