"""Everybody of a case beside each other, and what a worker with an hour looks for in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from bot.services.case_view import COLUMNS, PersonView, Section
from bot.services.corrections import Correction, corrections
from bot.services.needs import KINDS, Need, needs
from bot.services.one_answer import Read

NEEDS, CORRECTIONS, REST = "needs", "corrections", "rest"
# A worker can note this one for somebody, whatever that person says of it.
NOTED = "interpreter"
PARTS = (NEEDS, CORRECTIONS, *COLUMNS, REST)
SHARING: Mapping[str, Callable[[Read], bool]] = {
    "read_out": lambda read: read.may_be_read_out,
    "ask_first": lambda read: read.sharing == "ask_first" and read.yes_at is None,
    "worker_only": lambda read: read.sharing == "worker_only",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be shown; empty is everything. Ids and names of ours only."""

    person: str = ""
    part: str = ""
    sharing: str = ""
    need: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str], people: Sequence[str]) -> Wish:
        """What an address asks for; what is not known asks for nothing."""
        known = {"person": people, "part": PARTS, "sharing": tuple(SHARING), "need": tuple(KINDS)}
        return cls(**{name: asked.get(name, "") for name in known if asked.get(name) in known[name]})

    def but(self, name: str, value: str) -> dict[str, str]:
        """This wish with one thing changed, as it stands in an address."""
        changed = replace(self, **{name: value})
        return {one.name: held for one in fields(changed) if (held := getattr(changed, one.name))}

    def shows(self, part: str) -> bool:
        """Whether a part of the board is wanted: whoever looks for one kind of need wants the needs."""
        return (not self.need or part == NEEDS) and self.part in ("", part)


@dataclass(frozen=True, slots=True)
class Lane:
    """One person on the board. `asked_for` is every kind of need there is, whatever was chosen to be seen."""

    view: PersonView
    columns: Mapping[str, tuple[Read, ...]]
    needs: tuple[Need, ...]
    corrections: tuple[Correction, ...]
    rest: tuple[Section, ...]
    asked_for: frozenset[str]


def lane(view: PersonView, wish: Wish) -> Lane:
    """One person's answers as the worker wants them: all of what fits, to the letter."""

    def fits(read: Read) -> bool:
        return not wish.sharing or SHARING[wish.sharing](read)

    found = needs(view.answers)
    wrong = corrections(read for read in view.answers if fits(read))
    elsewhere = {need.read.id for need in found}
    elsewhere |= {read.id for one in corrections(view.answers) for read in one.reads}
    return Lane(
        view=view,
        columns={part.name: tuple(read for read in part.answers if fits(read)) for part in view.columns},
        needs=tuple(need for need in found if fits(need.read) and wish.need in ("", need.kind)),
        corrections=wrong,
        rest=tuple(
            Section(part.name, left)
            for part in view.others
            if (left := tuple(read for read in part.answers if fits(read) and read.id not in elsewhere))
        ),
        asked_for=frozenset(need.kind for need in found)
        | frozenset({NOTED} if view.person.interpreter else ()),
    )
