"""One person's words under headings: what a worker placed, and nothing that software made of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.content.arrangements import Arrangement, Heading
from bot.records.placements import Placement, Spot
from bot.services.case_view import PersonView
from bot.services.one_answer import Read, Said

Problem = Literal["heading", "not_there", "twice"]


@dataclass(frozen=True, slots=True)
class Placed:
    """Words under a heading: whole answer or a stretch of it, by whom and when."""

    id: str
    read: Read
    said: tuple[Said, ...]
    whole: bool
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Under:
    """One heading with what stands under it, in the order it was placed."""

    heading: Heading
    placed: tuple[Placed, ...]


def under_headings(
    arrangement: Arrangement, seen: PersonView, placements: Iterable[Placement]
) -> tuple[Under, ...]:
    """What of this view stands under which heading.

    Only answers that are in the view: given the meeting's view, nothing comes in that may not be read out.
    """
    reads = {read.id: read for read in seen.answers}
    by_heading: dict[str, list[Placed]] = {}
    for one in placements:
        if one.spot.arrangement == arrangement.id and one.answer_id in reads:
            by_heading.setdefault(one.spot.heading, []).append(_placed(reads[one.answer_id], one))
    return tuple(
        Under(heading, tuple(by_heading.get(heading.id, ())))
        for heading in arrangement.headings
        if not heading.retired or heading.id in by_heading
    )


def spot(arrangement: Arrangement, heading: str, read: Read, wanted: str) -> Spot | Problem:
    """Where a worker wants to place an answer: all of it, or the stretch they copied.

    A stretch has to be in the person's own words, and there once: which of two was meant is not guessed.
    """
    if not arrangement.takes(heading):
        return "heading"
    if not wanted.strip():
        return Spot(arrangement.id, heading)
    found = [
        (part, start, end)
        for part, said in enumerate(read.said)
        if said.free
        for start, end in _stretches(said.words, wanted)
    ]
    if len(found) != 1:
        return "twice" if found else "not_there"
    return Spot(arrangement.id, heading, *found[0])


def is_placed(placements: Iterable[Placement], answer_id: str, wanted: Spot) -> bool:
    """Whether the same words stand under the same heading already: a form may be sent twice."""
    return any((one.answer_id, one.spot) == (answer_id, wanted) for one in placements)


def _stretches(words: str, wanted: str) -> list[tuple[int, int]]:
    """Where the wanted words stand, letter for letter; blanks and line breaks may be others.

    Browsers change those when words are copied. What is kept are places in the words as they were written.
    """
    pattern = r"\s+".join(re.escape(word) for word in wanted.split())
    # Looked ahead, so that places that overlap count as two.
    return [match.span(1) for match in re.finditer(f"(?=({pattern}))", words)]


def _placed(read: Read, one: Placement) -> Placed:
    whole = one.spot.part is None
    if whole:
        said = tuple(
            Said(part.words, part.here, part.free, part.number, voice=part.voice) for part in read.said
        )
    else:
        said = tuple(Said(words) for words in one.words)
    return Placed(one.id, read, said, whole, one.by, one.at)
