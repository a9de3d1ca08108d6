"""A whole guide as a chat, in one language: what a translator or a practitioner reads to judge it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from bot.content.load import Content
from bot.content.model import Condition, GuideEntry, Item
from bot.content.signing import Say
from bot.errors import WordingMissing

_WIDTH = 100
_MISSING = "(not translated) "


def preview(content: Content, guide_id: str, language: str, say: Say) -> Iterator[str]:
    """The guide's lines, in the order of its file, every branch shown and every easier wording.

    What a placeholder stands for is not known here: it stands as it is, {so}. Raises ContentRefused if
    there is no such guide.
    """
    guide = content.guide(guide_id)
    part = ""
    for entry in guide.entries:
        item = content.item(entry.item)
        if item.round > 1:
            continue
        if entry.part != part:
            part = entry.part
            yield f"\n== {part}" + (f" ({entry.column})" if entry.column else "")
        yield from _entry(content, entry, item, language, say)


def _entry(content: Content, entry: GuideEntry, item: Item, language: str, say: Say) -> Iterator[str]:
    when = "; ".join(_condition(one) for one in entry.conditions)
    yield f"\n# {item.id}" + (f"   [{when}]" if when else "")
    for field, english in item.wording.items():
        name = field.partition(".")[0]
        if name in {"text", "easier"}:
            mark = "  " if name == "text" else "  ~ "
            yield textwrap.fill(
                _said(item, field, english, language, say),
                _WIDTH,
                initial_indent=mark,
                subsequent_indent=" " * len(mark),
            )
    pressed = (*item.choices, *(f"menus.{control}" for control in item.controls))
    buttons = [content.items[name] for name in pressed if name in content.items]
    if buttons:
        yield "      " + "  ".join(f"[{_label(button, language, say)}]" for button in buttons)


def _label(button: Item, language: str, say: Say) -> str:
    return _said(button, "text", button.texts[0], language, say)


def _said(item: Item, field: str, english: str, language: str, say: Say) -> str:
    try:
        return say(language, item.context(field), english)
    except WordingMissing:
        return _MISSING + english


def _condition(one: Condition) -> str:
    told = (one.question, one.choice, one.setting, *one.nations, one.due)
    return " ".join((one.kind.replace("_", " "), *(str(word) for word in told if word)))
