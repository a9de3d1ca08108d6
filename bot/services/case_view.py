"""What a worker reads: a person's own words, unchanged, beside the question in the worker's language.

Nothing here counts, weighs, shortens or translates what somebody said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.content.model import Council, Guide
from bot.errors import ContentRefused
from bot.records.notices import NoticeSeen
from bot.records.participants import Participant
from bot.records.sent_answers import SentAnswer
from bot.services.one_answer import Read, language_name, read_answer, without_gaps
from bot.services.texts import SOURCE_LANGUAGE, Texts

COLUMNS = ("working_well", "worries", "needs_to_happen")


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice that a person was shown. `reworded`: it reads differently today."""

    text: str
    language: str
    at: datetime
    reworded: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A column or another part of the guide, with its answers in the guide's order. `name` is its id."""

    name: str
    answers: tuple[Read, ...]


@dataclass(frozen=True, slots=True)
class PersonView:
    """Everything one person sent, in the guide's order.

    `languages` are the codes of those they answered in, `language_name` their names, `translate_from` the
    names of those that need a translator.
    """

    person: Participant
    columns: tuple[Section, ...]
    others: tuple[Section, ...]
    languages: tuple[str, ...]
    language_name: str
    translate_from: str

    @property
    def answers(self) -> tuple[Read, ...]:
        return tuple(read for part in (*self.columns, *self.others) for read in part.answers)

    @property
    def sent(self) -> tuple[tuple[int, datetime], ...]:
        """Each sending: its number and time."""
        return tuple(sorted({(read.round, read.sent_at) for read in self.answers}))

    @property
    def needs_translator(self) -> bool:
        return any(read.translate for read in self.answers)


def view(
    texts: Texts, person: Participant, sent: list[SentAnswer], meeting_kind: str, council: Council
) -> PersonView:
    """Order one person's sent answers by their guides and put the worker's language beside each.

    The columns come in the council's order.
    """
    places = _places(texts, person.audience, meeting_kind, council.nation)
    last = (len(places), "other")
    ordered = sorted(sent, key=lambda answer: (answer.round, places.get(answer.question, last)[0], answer.by))
    by_part: dict[str, list[Read]] = {name: [] for name in COLUMNS}
    for answer in ordered:
        part = places.get(answer.question, last)[1]
        by_part.setdefault(part, []).append(read_answer(texts, answer))
    columns = tuple(
        Section(name, tuple(by_part.pop(name))) for name in council.listed("columns_order") or COLUMNS
    )
    others = tuple(Section(name, tuple(reads)) for name, reads in by_part.items())
    seen = PersonView(person, columns, others, (), "", "")
    # Not the one they were invited in: somebody may have chosen another when they came, or on the way.
    answered = tuple(dict.fromkeys(read.language for read in seen.answers)) or (person.language,)
    return replace(
        seen,
        languages=answered,
        language_name=_names(texts, answered),
        translate_from=_names(texts, (read.language for read in seen.answers if read.translate)),
    )


def _names(texts: Texts, codes: Iterable[str]) -> str:
    return ", ".join(language_name(texts, code) for code in dict.fromkeys(codes))


def for_meeting(seen: PersonView) -> PersonView:
    """Only what the person said may be read out, as it was sent: the meeting copy."""
    return _only(seen, lambda read: read.may_be_read_out)


def own_voice(seen: PersonView) -> PersonView:
    """Only the person's own words that may be read out, nobody else's beside them."""
    return _only(seen, lambda read: read.may_be_read_out and not read.by)


def _only(seen: PersonView, fits: Callable[[Read], bool]) -> PersonView:
    def kept(sections: tuple[Section, ...]) -> tuple[Section, ...]:
        return tuple(
            Section(part.name, tuple(_as_sent(read) for read in part.answers if fits(read)))
            for part in sections
        )

    return replace(seen, columns=kept(seen.columns), others=kept(seen.others))


def _as_sent(read: Read) -> Read:
    """Without what was edited away: nobody reads that out."""
    return replace(read, said=tuple(replace(part, before=()) for part in read.said))


def shown(texts: Texts, seen: NoticeSeen) -> Shown:
    """A notice by its first words in the worker's language; by its id when it is no longer held."""
    item = texts.content.items.get(seen.item)
    text = without_gaps(texts.messages(seen.item, SOURCE_LANGUAGE)[0]) if item else seen.item
    reworded = item is None or item.version != seen.item_version
    return Shown(text, language_name(texts, seen.language), seen.at, reworded)


def _places(texts: Texts, audience: str, meeting: str, nation: str) -> dict[str, tuple[int, str]]:
    """Question -> (order, column or part): this meeting's guides first, then those of any other."""
    entries = [
        entry
        for purpose in ("prepare", "further")
        for guide in _guides(texts, audience, meeting, nation, purpose)
        for entry in guide.entries
    ]
    # A case may have had another kind of meeting before: what was said for that keeps its column.
    entries += [
        entry
        for guide in texts.content.guides.values()
        if guide.audience == audience
        for entry in guide.entries
    ]
    places: dict[str, tuple[int, str]] = {}
    for order, entry in enumerate(entries):
        places.setdefault(entry.item, (order, entry.column or entry.part))
    return places


def _guides(texts: Texts, audience: str, meeting: str, nation: str, purpose: str) -> list[Guide]:
    try:
        return [texts.content.guide_for(audience, meeting, nation, purpose)]
    except ContentRefused:
        # Answers outlive guides: without one they are shown in the order they were given.
        return []
