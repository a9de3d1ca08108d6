"""Headings under which a worker may place what a person said: one file, and what may stand in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.content.findings import Finding, nearest
from bot.content.keys import Place, Shapes, as_list, keys
from bot.content.model import Council

FILE = "arrangements.yml"
_KEYS: Shapes = {
    "name": "words",
    "note": "words",
    "source": "words",
    "councils": "list",
    "headings": "entries",
    "retired": "words",
}
_HEADING_KEYS: Shapes = {"id": "words", "name": "words", "means": "words", "retired": "words"}


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading. A retired one is shown while something stands under it, and takes nothing more."""

    id: str
    name: str
    means: str
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A set of headings in its order. `councils` is empty where everybody has it."""

    id: str
    name: str
    headings: tuple[Heading, ...]
    councils: tuple[str, ...] = ()
    retired: bool = False

    def is_for(self, council: str) -> bool:
        return not self.councils or council in self.councils

    def takes(self, heading: str) -> bool:
        """Whether something may be placed under a heading of this id."""
        return not self.retired and any(one.id == heading and not one.retired for one in self.headings)


def faults_of_shape(place: Place, value: object) -> Iterator[Finding]:
    """C01 and C02: keys, and headings whose id stands there once."""
    if not isinstance(value, dict):
        yield place.finding(
            "C01", "this is no arrangement.", "Write 'name', 'source' and 'headings' under it."
        )
        return
    yield from keys(place, value, _KEYS, ("name", "source", "headings"))
    seen: set[str] = set()
    headings = value.get("headings")
    for at, held in enumerate(headings if isinstance(headings, list) else []):
        inside = place.inside("headings", at)
        if not isinstance(held, dict):
            yield inside.finding("C01", "this is no heading.", "Write {id: ..., name: ..., means: ...}.")
            continue
        yield from keys(inside, held, _HEADING_KEYS, ("id", "name", "means"))
        if held.get("id") in seen:
            wrong = f"the heading '{held['id']}' stands there twice."
            yield inside.finding("C02", wrong, "Give one of them another id.")
        seen.add(str(held.get("id")))


def build(arrangement_id: str, value: Mapping[str, Any]) -> Arrangement:
    """One arrangement, from a value of the right shape."""
    return Arrangement(
        id=arrangement_id,
        name=value["name"],
        headings=tuple(
            Heading(one["id"], one["name"], one["means"], bool(one.get("retired")))
            for one in value["headings"]
        ),
        councils=tuple(as_list(value.get("councils"))),
        retired=bool(value.get("retired")),
    )


def faults(
    arrangements: Mapping[str, Arrangement], places: Mapping[str, Place], councils: Mapping[str, Council]
) -> Iterator[Finding]:
    """C03: an arrangement for a council that nobody has written a file for."""
    known = [name for name in councils if "/" not in name]
    for one in arrangements.values():
        for council in one.councils:
            if council not in known:
                wrong = f"'councils' names '{council}', which does not exist."
                mend = f"Write councils/{council}.yml, or name another.{nearest(council, known)}"
                yield places[f"arrangements/{one.id}"].finding("C03", wrong, mend, "councils")
