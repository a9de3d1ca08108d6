"""C03: any order of the columns must work, whoever chooses it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bot.content.findings import Finding
from bot.content.model import Guide, Item
from bot.content.source import Source


def faults(source: Source) -> Iterator[Finding]:
    """Faults of guides: a council sets the order of columns, and some guides let the person choose it."""
    for guide in source.guides.values():
        asked = [item for item in _items(source, guide) if _columns(source, item)]
        if asked:
            yield from _broken_columns(guide)
            yield from _columns_not_there(source, guide, asked)
        yield from _conditions_across(guide)


def _items(source: Source, guide: Guide) -> list[Item]:
    return [source.items[entry.item] for entry in guide.entries if entry.item in source.items]


def _columns(source: Source, item: Item) -> set[str]:
    held = [source.items[choice] for choice in item.choices if choice in source.items]
    return {choice.column for choice in held if choice.column is not None}


def _broken_columns(guide: Guide) -> Iterator[Finding]:
    begun: set[str] = set()
    for column, run in groupby(guide.entries, key=lambda entry: entry.column):
        first = next(run)
        if column in begun:
            wrong = f"the column '{column}' is in two pieces, and people choose the order of columns."
            mend = "Put its parts one after the other."
            yield Finding(first.file, first.line, guide.id, "C03", wrong, mend)
        begun |= {column} if column else set()


def _columns_not_there(source: Source, guide: Guide, asked: list[Item]) -> Iterator[Finding]:
    there = {entry.column for entry in guide.entries}
    for item in asked:
        for column in sorted(_columns(source, item) - there):
            asked_at = next(entry for entry in guide.entries if entry.item == item.id)
            wrong = f"'{item.id}' offers the column '{column}', which this guide does not have."
            mend = "Add that column, or take the choice away."
            yield Finding(asked_at.file, asked_at.line, guide.id, "C03", wrong, mend)


def _conditions_across(guide: Guide) -> Iterator[Finding]:
    column_of = {entry.item: entry.column for entry in guide.entries}
    for entry in guide.entries:
        columns = {column_of.get(condition.question or "") for condition in entry.conditions}
        for looked_at in sorted(filter(None, columns - {entry.column} if entry.column else ())):
            wrong = (
                f"the condition of '{entry.item}' looks into the column '{looked_at}', which may come later."
            )
            mend = "Look at a question of the same column, or of a part before the columns."
            yield Finding(entry.file, entry.line, guide.id, "C03", wrong, mend)
