"""Parts that may be gone through several times, such as a list of mistakes in a report.

A part with `repeat: 6` ends with a question whether there is another. Its entries are laid out six times when
content is loaded, each round's items under an id of their own (`corrections.page.2`), with the same words and
translations. So every answer is an ordinary answer to an ordinary question: nothing else knows of rounds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from bot.content.findings import Finding
from bot.content.model import Condition, Guide, GuideEntry, Item
from bot.content.source import Source


def unrolled(
    guides: Mapping[str, Guide], items: Mapping[str, Item]
) -> tuple[dict[str, Guide], dict[str, Item]]:
    """Guides with every round laid out, and the items of the second round and later."""
    again: dict[str, Item] = {}
    laid_out: dict[str, Guide] = {}
    for name, guide in guides.items():
        entries: list[GuideEntry] = []
        for run in _runs(guide):
            entries += run
            for number in range(2, run[0].repeat + 1):
                entries += _round(run, number, items)
                again |= {_id(entry.item, number): _asked_again(items[entry.item], number) for entry in run}
        laid_out[name] = replace(guide, entries=tuple(entries))
    return laid_out, again


def faults(source: Source) -> Iterator[Finding]:
    """C03: a part that is repeated ends with a question whether there is another."""
    for guide in source.guides.values():
        for run in _runs(guide):
            last = run[-1]
            if last.repeat > 1 and (last.item not in source.items or _yes(last.item, source.items) is None):
                wrong = f"the part '{last.part}' is repeated and does not ask at its end if there is another."
                mend = "End it with a question with one choice that has 'means: yes'."
                yield Finding(last.file, last.line, guide.id, "C03", wrong, mend)


def _runs(guide: Guide) -> Iterator[list[GuideEntry]]:
    for _, run in groupby(guide.entries, key=lambda entry: (entry.part, entry.repeat)):
        yield list(run)


def _round(run: Sequence[GuideEntry], number: int, items: Mapping[str, Item]) -> Iterator[GuideEntry]:
    """The entries of one later round. After the last round nobody is asked whether there is another."""
    asks = run[-1]
    own = {entry.item for entry in run}
    there_is = Condition("if_choice", _id(asks.item, number - 1), _yes(asks.item, items))
    for entry in run[:-1] if number == asks.repeat else run:
        moved = tuple(
            replace(condition, question=_id(condition.question, number))
            if condition.question in own
            else condition
            for condition in entry.conditions
        )
        yield replace(entry, item=_id(entry.item, number), conditions=(there_is, *moved))


def _id(item: str | None, number: int) -> str:
    return f"{item}.{number}" if number > 1 else f"{item}"


def _asked_again(item: Item, number: int) -> Item:
    return replace(item, id=_id(item.id, number), first=item.first or item.id, round=number)


def _yes(item: str, items: Mapping[str, Item]) -> str | None:
    """The choice of a question that stands for "yes, another"."""
    choices = [choice for choice in items[item].choices if choice in items]
    meant = [choice for choice in choices if items[choice].means == "yes"]
    return meant[0] if len(meant) == 1 and items[item].answer == "choice" else None
