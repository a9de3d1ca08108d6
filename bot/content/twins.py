"""An item's twins: the same thing, told for one audience or one nation, or for both.

`topics.notes.parent.scotland` is said in the place of `topics.notes` to parents in Scotland. Whatever is true
everywhere and for everyone needs no twin.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.content import vocabulary


def twins(item: str, audience: str, nation: str) -> tuple[str, ...]:
    """The ids that may stand for an item, the most particular first and the item itself last."""
    return (f"{item}.{audience}.{nation}", f"{item}.{nation}", f"{item}.{audience}", item)


def all_twins(item: str) -> Iterator[str]:
    """The ids of every twin that an item could have."""
    for audience in vocabulary.AUDIENCES:
        for nation in vocabulary.NATIONS:
            yield from twins(item, audience, nation)[:-1]
