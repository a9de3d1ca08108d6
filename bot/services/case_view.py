"""What a worker reads: a person's own words, unchanged, beside the question in the worker's language.

Nothing here counts, weighs, shortens or translates what somebody said.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.content.model import Council, Guide, Item
from bot.errors import BeforehandError, ContentRefused, WordingMissing
from bot.messages import VoiceNote
from bot.records.notices import NoticeSeen
from bot.records.participants import Participant
from bot.records.sent_answers import SentAnswer
from bot.services.texts import SOURCE_LANGUAGE, Texts

COLUMNS = ("working_well", "worries", "needs_to_happen")
Direction = Literal["ltr", "rtl"]
# What a placeholder held when it was said is not kept, so nothing is put in its place.
_GAP = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Said:
    """One part of an answer. `here` is a choice's label in the worker's language; `free` means own words.

    `voice` is the voice note that it was spoken in; its words are what was written under that, or "".

    `before` is what stood in its place until the person edited it, for the worker alone.
    """

    words: str
    here: str | None = None
    free: bool = True
    number: bool = False
    before: tuple[str, ...] = ()
    voice: VoiceNote | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """One answer as it is shown. `by` is `helper` for the words of whoever helped a child.

    `asked` is the question as the person saw it; `here` the same in English.

    `here` is None when the question is no longer held; `reworded` says that it has changed since.
    """

    id: str
    question: str
    kind: str
    language: str
    direction: Direction
    asked: str
    here: str | None
    reworded: bool
    said: tuple[Said, ...]
    translate: bool
    sharing: str
    yes_at: datetime | None
    round: int
    sent_at: datetime
    by: str

    @property
    def may_be_read_out(self) -> bool:
        """Said so by the person: at once, or later to the worker."""
        return self.sharing == "read_out" or (self.sharing == "ask_first" and self.yes_at is not None)


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
    """Everything one person sent, in the guide's order."""

    person: Participant
    columns: tuple[Section, ...]
    others: tuple[Section, ...]
    language_name: str
    foreign: bool

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
        by_part.setdefault(part, []).append(_read(texts, answer))
    columns = tuple(
        Section(name, tuple(by_part.pop(name))) for name in council.listed("columns_order") or COLUMNS
    )
    others = tuple(Section(name, tuple(reads)) for name, reads in by_part.items())
    return PersonView(
        person, columns, others, language_name(texts, person.language), person.language != SOURCE_LANGUAGE
    )


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

    return PersonView(seen.person, kept(seen.columns), kept(seen.others), seen.language_name, seen.foreign)


def _as_sent(read: Read) -> Read:
    """Without what was edited away: nobody reads that out."""
    return replace(read, said=tuple(replace(part, before=()) for part in read.said))


def shown(texts: Texts, seen: NoticeSeen) -> Shown:
    """A notice by its first words in the worker's language; by its id when it is no longer held."""
    item = texts.content.items.get(seen.item)
    text = _GAP.sub("…", texts.messages(seen.item, SOURCE_LANGUAGE)[0]) if item else seen.item
    reworded = item is None or item.version != seen.item_version
    return Shown(text, language_name(texts, seen.language), seen.at, reworded)


def language_name(texts: Texts, code: str) -> str:
    """A language's name in English; its code when it is not in `languages.yml` any more."""
    try:
        return texts.catalogues.language(code).english
    except WordingMissing:
        return code


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


def _read(texts: Texts, answer: SentAnswer) -> Read:
    item = texts.content.items.get(answer.question)
    said = tuple(
        replace(
            _said(texts, answer, place),
            before=_before(texts, answer, place),
            voice=answer.voice[place] if answer.voice else None,
        )
        for place in range(len(answer.parts))
    )
    return Read(
        id=answer.id,
        question=answer.question,
        kind=answer.kind,
        language=answer.locale,
        direction=_direction(texts, answer.locale),
        asked=answer.asked,
        here=_english(texts, item),
        reworded=item is not None and item.version != answer.item_version,
        said=said,
        translate=answer.locale != SOURCE_LANGUAGE
        and any(part.voice or (part.free and part.words.strip()) for part in said),
        sharing=answer.sharing,
        yes_at=answer.yes_at,
        round=answer.round,
        sent_at=answer.sent_at,
        by=answer.by,
    )


def _said(texts: Texts, answer: SentAnswer, place: int) -> Said:
    """One part: words as they were written, or a pressed button by its label.

    `kind` is that of the last part; words can have been added to a choice or a number afterwards.
    """
    part = answer.parts[place]
    pressed = answer.kind != "words" or place < len(answer.parts) - 1
    item = texts.content.items.get(answer.question)
    if pressed and item is not None and item.answer == "scale" and part.isascii() and part.isdigit():
        return Said(part, free=False, number=True)
    if not pressed or item is None or part not in item.choices:
        return Said(part)
    english = texts.short(part, SOURCE_LANGUAGE)
    return Said(_label(texts, part, answer.locale), english, free=False)


def _before(texts: Texts, answer: SentAnswer, place: int) -> tuple[str, ...]:
    """What a part said until it was edited: words, or a typed choice by its label."""
    if not answer.before:
        return ()
    item = texts.content.items.get(answer.question)
    choices = item.choices if item is not None else ()
    return tuple(_label(texts, one, answer.locale) if one in choices else one for one in answer.before[place])


def _label(texts: Texts, choice: str, locale: str) -> str:
    try:
        return texts.short(choice, locale)
    except WordingMissing:
        return texts.short(choice, SOURCE_LANGUAGE)


def _english(texts: Texts, item: Item | None) -> str | None:
    return None if item is None else _GAP.sub("…", "\n".join(texts.messages(item.id, SOURCE_LANGUAGE)))


def _direction(texts: Texts, code: str) -> Direction:
    try:
        return texts.catalogues.direction(code)
    except BeforehandError:
        return "ltr"
