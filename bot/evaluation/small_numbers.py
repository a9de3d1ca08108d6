"""What is too few to be shown, and what must be hidden beside it so that subtraction does not show it."""

from __future__ import annotations

from collections.abc import Mapping

# Fewer answers than this make no figure (practice 2.3). A cell of a table may hold fewer, down to five.
LEAST_ANSWERS = 10
LEAST_CELL = 5
# A table that is told apart by language or channel waits for more: most of it would be hidden otherwise.
LEAST_APART = 30
ROUNDED_TO = 5


def hide(cells: Mapping[str, int]) -> dict[str, int | None]:
    """Hide cells whose sum is known elsewhere: None is one that is not shown.

    None at all is few too: it says something of everybody. As long as what is hidden is less than a cell
    together, as one cell alone always is, the next smallest is hidden with it.
    """
    hidden = {name for name, count in cells.items() if count < LEAST_CELL}
    while hidden and sum(cells[name] for name in hidden) < LEAST_CELL:
        shown = [name for name in cells if name not in hidden]
        if not shown:
            break
        hidden.add(min(shown, key=lambda name: cells[name]))
    return {name: None if name in hidden else count for name, count in cells.items()}


def rounded(count: int) -> int:
    """To the nearest five: counts that are made anew each time could be told apart from last time's."""
    return ROUNDED_TO * ((count + ROUNDED_TO // 2) // ROUNDED_TO)
