"""What a worker has to act on before the meeting: by which question was answered and which button pressed.

Words are never looked at: what is in them is for whoever reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.services.one_answer import Read

_NOTHING = frozenset({"choices.no", "choices.no_matter"})


@dataclass(frozen=True, slots=True)
class Kind:
    """The questions about one kind of need, and the choices after which nothing is to be done."""

    questions: tuple[str, ...]
    settled: frozenset[str] = _NOTHING


KINDS: Mapping[str, Kind] = {
    "interpreter": Kind(
        (
            "parent.practical.interpreter",
            "parent.practical.interpreter.which",
            "parent.practical.interpreter.gender",
            "young_person.practical.interpreter",
            "young_person.practical.interpreter.which",
        )
    ),
    "apart": Kind(("parent.practical.apart",)),
    "supporter": Kind(("parent.practical.supporter", "parent.practical.supporter.who")),
    "advocate": Kind(("parent.practical.advocate", "young_person.practical.advocate")),
    "solicitor": Kind(("parent.court.solicitor",), frozenset({"choices.yes"})),
    "talk": Kind(("young_person.worries.tell_a_person", "young_person.worries.tell_a_person.who")),
    "attending": Kind(
        (
            "parent.practical.how_there",
            "young_person.next.take_part",
            "young_person.care.my_review",
            "young_person.care.where_when",
            "child.say.be_there",
        ),
        frozenset({"choices.there_room"}),
    ),
    "people_there": Kind(("young_person.next.who_there", "young_person.part.not_there")),
    "breaks": Kind(("parent.practical.breaks",)),
    "seat": Kind(("parent.practical.seat",)),
    "transport": Kind(("parent.practical.transport",)),
    "childcare": Kind(("parent.practical.childcare",)),
    "report": Kind(
        ("report.have_it", "report.have_it.young_person", "parent.correction.start"),
        frozenset({"choices.yes", "choices.no"}),
    ),
    "papers": Kind(("parent.court.papers",)),
    "told_after": Kind(
        ("young_person.next.told_after", "young_person.next.told_after.more", "child.say.told_after")
    ),
    "other": Kind(("parent.practical.else", "young_person.part.make_ok")),
}
_BY_QUESTION = {question: name for name, kind in KINDS.items() for question in kind.questions}


@dataclass(frozen=True, slots=True)
class Need:
    """One answer to act on. `kind` is a name of `KINDS`."""

    kind: str
    read: Read


def needs(answers: Iterable[Read]) -> tuple[Need, ...]:
    """What is to be done for one person, in the order of the table."""
    found = [
        Need(kind, read) for read in answers if (kind := need_of(read)) and not _settled(KINDS[kind], read)
    ]
    return tuple(sorted(found, key=lambda need: list(KINDS).index(need.kind)))


def need_of(read: Read) -> str | None:
    """Which kind of need an answer's question asks about."""
    return _BY_QUESTION.get(read.question)


def _settled(kind: Kind, read: Read) -> bool:
    """Whether buttons alone were pressed, and after the last of them nothing is to be done."""
    return bool(read.said) and all(part.choice for part in read.said) and read.said[-1].choice in kind.settled
