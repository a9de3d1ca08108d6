"""The order of the columns, where the council sets it or the person chooses it.

A choice that names a `column` is a wish for what comes next. The guide says where wishes are asked: the
column that follows such a question is the one wished for; without a wish, the first in the council's order
that has not come yet. A guide whose columns stand in several pieces keeps its own order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from bot.content.model import GuideEntry, Item
from bot.services.turn import Turn


def in_chosen_order(turn: Turn) -> Iterator[GuideEntry]:
    """Every entry of the guide, each column whole, in the order that the answers so far choose."""
    runs = [(column, list(run)) for column, run in groupby(turn.guide.entries, key=_column)]
    pieces = [column for column, _ in runs if column is not None]
    if len(pieces) > len(set(pieces)):
        yield from turn.guide.entries
        return
    columns = {column: run for column, run in sorted(runs, key=_councils_place(turn)) if column is not None}
    wish: str | None = None
    for column, run in runs:
        if column is None:
            wish = next((one for entry in run if (one := chosen_column(turn, entry.item))), wish)
            yield from run
            continue
        come = wish if wish in columns else next(iter(columns))
        yield from columns.pop(come)
        wish = None


def chosen_column(turn: Turn, question: str) -> str | None:
    """The column that the answer to a question wishes for next, or None."""
    answer = turn.answers.get(question)
    if answer is None or answer.kind != "choice":
        return None
    choices = turn.content.item(question).choices
    pressed = [part for part in answer.parts if part in choices]
    return turn.content.item(pressed[-1]).column if pressed else None


def is_chosen(turn: Turn) -> bool:
    """Whether the person has wished for any column."""
    return any(chosen_column(turn, question) for question in turn.answers)


def columns_left(turn: Turn, question: str) -> set[str]:
    """The columns that have not come before a question of the guide."""
    left = {entry.column for entry in turn.guide.entries if entry.column is not None}
    for entry in in_chosen_order(turn):
        if entry.item == question:
            break
        left.discard(entry.column or "")
    return left


def offered(turn: Turn, item: Item) -> tuple[str, ...]:
    """The choices of a question, without those for a column that has come already."""
    columns = {choice: turn.content.item(choice).column for choice in item.choices}
    if not any(columns.values()):
        return item.choices
    left = columns_left(turn, item.id)
    return tuple(choice for choice in item.choices if columns[choice] is None or columns[choice] in left)


def _councils_place(turn: Turn) -> Callable[[tuple[str | None, list[GuideEntry]]], int]:
    """Where a column stands in the council's order; one that it does not name comes last."""
    order = turn.facts.settings.get("columns_order", "").split(", ")
    return lambda run: order.index(run[0]) if run[0] in order else len(order)


def _column(entry: GuideEntry) -> str | None:
    return entry.column
