"""Who a wrap is for: the one place that says what its `holder` is made of.

A worker's is their id alone. No id has a colon in it, so the other forms are told apart by it.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement

from bot.records.tables import RECOVERY, KeyWrapRow

_PAIR, _GLASS = "pair", "glass"


def pair(outer: str, inner: str) -> str:
    """Two officers: sealed to `inner`, and that sealed to `outer`. Neither opens it without the other."""
    return f"{_PAIR}:{outer}:{inner}"


def inner_of(holder: str) -> str:
    return holder.rpartition(":")[2]


def glass(break_glass_id: str, officer_id: str) -> str:
    """What one officer can open of one break-glass, until it ends."""
    return f"{_GLASS}:{break_glass_id}:{officer_id}"


def pairs_from(outer: str) -> ColumnElement[bool]:
    """Wraps that this officer peels first."""
    return KeyWrapRow.holder.startswith(f"{_PAIR}:{outer}:", autoescape=True)


def pairs_with(officer_id: str) -> ColumnElement[bool]:
    """Every wrap of a pair that this officer is one of."""
    last = KeyWrapRow.holder.startswith(f"{_PAIR}:") & KeyWrapRow.holder.endswith(
        f":{officer_id}", autoescape=True
    )
    return pairs_from(officer_id) | last


def of_glass(break_glass_id: str) -> ColumnElement[bool]:
    return KeyWrapRow.holder.startswith(f"{_GLASS}:{break_glass_id}:", autoescape=True)


def of_worker() -> ColumnElement[bool]:
    return (KeyWrapRow.holder != RECOVERY) & ~KeyWrapRow.holder.contains(":")
