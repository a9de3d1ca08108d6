"""Follow-ups that fit what kind of label was given, such as "which part of the day?" after "routine".

An item with `follows` is laid out, when content is loaded, beside the general follow-up of each question
that it names, under an id of its own (`parent.worries.harder.more.part_of_day`) and under the general one's
short name. So its answer is an ordinary answer to an ordinary question. Which one is asked:
`bot/services/probing.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.content.findings import Finding
from bot.content.model import Guide, GuideEntry, Item
from bot.content.source import Source


def laid_out(
    guides: Mapping[str, Guide], items: Mapping[str, Item]
) -> tuple[dict[str, Guide], dict[str, Item]]:
    """Guides with every follow-up beside the general one, and the items that this makes."""
    probes = [item for item in items.values() if item.follows]
    made: dict[str, Item] = {}
    found: dict[str, Guide] = {}
    for name, guide in guides.items():
        entries: list[GuideEntry] = []
        for entry in guide.entries:
            entries.append(entry)
            for probe in probes:
                if asked_after(entry) not in probe.follows:
                    continue
                own = _beside(items[entry.item], probe)
                made[own.id] = own
                entries.append(replace(entry, item=own.id))
        found[name] = replace(guide, entries=tuple(entries))
    return found, made


def asked_after(entry: GuideEntry) -> str | None:
    """The question whose label an entry follows up, or None."""
    return next((each.question for each in entry.conditions if each.kind == "if_label"), None)


def _beside(general: Item, probe: Item) -> Item:
    name = probe.id.rpartition(".")[2]
    return replace(probe, id=f"{general.id}.{name}", first=probe.id, short=general.short, named_as=general.id)


def faults(source: Source) -> Iterator[Finding]:
    """C03: what a follow-up follows is there, takes labels, is for the same people, and has one a class."""
    taken: dict[tuple[str, str], str] = {}
    followed = {asked_after(entry) for guide in source.guides.values() for entry in guide.entries}
    for item in source.items.values():
        place = source.places[item.id]
        if bool(item.follows) != bool(item.after_labels):
            mend = "Write both: the classes of labels, and the questions that it follows."
            yield place.finding("C03", "'after_labels' and 'follows' stand together.", mend)
        for question in item.follows:
            held = source.items.get(question)
            if held is None or question not in followed or not set(item.audiences) <= set(held.audiences):
                wrong = f"'follows' names '{question}', which has no general follow-up for these people."
                mend = "Name a question that a guide follows up with 'if_label', for the same audience."
                yield place.finding("C03", wrong, mend, "follows")
            for kind in item.after_labels:
                other = taken.setdefault((question, kind), item.id)
                if other != item.id:
                    wrong = f"'{question}' has two follow-ups for '{kind}': '{other}' and this one."
                    yield place.finding("C03", wrong, "Leave the one that fits better.", "after_labels")
