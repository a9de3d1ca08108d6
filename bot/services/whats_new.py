"""What waits for a worker, and which of it came since they last looked: by the date of the meeting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from bot.content.model import Council
from bot.records import alerts, case_list, deletion, parked, participants, reading, replies, sent_recordings
from bot.records.alerts import AlertSummary
from bot.records.case_list import Placed
from bot.records.cases import Case
from bot.records.database import Tx
from bot.records.parked import Unopened
from bot.records.participants import Participant
from bot.records.reading import Unread
from bot.records.replies import PromiseAnswered
from bot.records.scopes import WorkerScope
from bot.records.sent_recordings import Unheard
from bot.services.corrections import questions_of
from bot.services.reading import is_late, read_by
from bot.services.texts import Texts

Kind = Literal["alert", "answers", "further", "voice", "parked", "promise", "deletion"]
# Cases on one page of the list. Nobody has as many; a page with two thousand would be of use to nobody.
PAGE = 50
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class New:
    """One thing that waits. `by` is the day by which it should be read, `fresh`: it came since the last look.

    `corrects`: something in the report or letter is said to be wrong, by the ids of the questions answered.
    `unheard`: how many voice notes nobody has listened to, whether or not the words beside them were read.
    `unplaced`: how many messages could not be placed and were opened by nobody.
    """

    kind: Kind
    case: Case
    person: Participant
    at: datetime
    fresh: bool
    by: date | None = None
    late: bool = False
    corrects: bool = False
    unheard: int = 0
    unplaced: int = 0
    alert: AlertSummary | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """What a worker's first page is made of: nothing of it is opened by looking at it.

    `shown` are the cases of one page of the list, of `count` in all; `cases` are those and whatever waits.
    """

    shown: tuple[Case, ...]
    count: int
    page: int
    cases: Mapping[str, Case]
    people: Mapping[str, Participant]
    unread: tuple[Unread, ...]
    unheard: Mapping[str, Unheard]
    unplaced: Mapping[str, Unopened]
    alerts: tuple[AlertSummary, ...]
    wishes: tuple[tuple[str, datetime], ...]
    promises: tuple[PromiseAnswered, ...]
    looked_at: datetime | None

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE))

    def of_case(self, case: Case) -> tuple[Participant, ...]:
        return tuple(person for person in self.people.values() if person.case_id == case.id)


def desk(tx: Tx, scope: WorkerScope, texts: Texts, now: datetime, page: int = 1) -> Desk:
    """Read what waits, and one page of the list, for the worker who asks."""
    ordered = by_meeting(case_list.placed(tx, scope), now)
    page = min(max(page, 1), max(1, -(-len(ordered) // PAGE)))
    unread = tuple(reading.unread(tx, scope, questions_of(texts.content.items)))
    unheard = sent_recordings.unheard(tx, scope)
    unplaced = parked.unopened(tx, scope)
    raised = tuple(one for one in alerts.mine(tx, scope) if one.seen_at is None)
    wishes = tuple(deletion.undecided(tx, scope))
    promises = tuple(replies.answered_unseen(tx, scope))
    waiting = {one.participant_id for one in unread} | {one.participant_id for one in raised}
    waiting |= {one.participant_id for one in promises} | {one for one, _ in wishes} | {*unheard, *unplaced}
    listed = [one.id for one in ordered[(page - 1) * PAGE : page * PAGE]]
    people = {one.id: one for one in participants.listed(tx, scope, listed, waiting)}
    held = case_list.some(tx, scope, {*listed, *(one.case_id for one in people.values())})
    return Desk(
        shown=tuple(held[one] for one in listed),
        count=len(ordered),
        page=page,
        cases=held,
        people=people,
        unread=unread,
        unheard=unheard,
        unplaced=unplaced,
        alerts=raised,
        wishes=wishes,
        promises=promises,
        looked_at=reading.last_look(tx, scope),
    )


def whats_new(council: Council, held: Desk, now: datetime) -> list[New]:
    """Alerts first; then by the date of the meeting, and by the day it should be read."""
    known = held.cases
    found = [*_others(held, known), *_answers(council, held, known, now), *_apart(council, held, known, now)]
    return sorted(found, key=_place)


def by_meeting(found: Iterable[Placed], now: datetime) -> list[Placed]:
    """The next meeting first, then the cases without a date, then those whose meeting has passed."""

    def place(case: Placed) -> tuple[int, float, str]:
        if case.starts_at is None:
            return 1, -case.created_at.timestamp(), case.id
        at = case.starts_at
        return (0, at.timestamp(), case.id) if at >= now else (2, -at.timestamp(), case.id)

    return sorted(found, key=place)


def _others(held: Desk, by_id: Mapping[str, Case]) -> Iterator[New]:
    def new(kind: Kind, participant_id: str, at: datetime, alert: AlertSummary | None = None) -> New:
        person = held.people[participant_id]
        return New(kind, by_id[person.case_id], person, at, _fresh(held, at), alert=alert)

    for alert in held.alerts:
        yield new("alert", alert.participant_id, alert.raised_at, alert)
    for participant_id, asked_at in held.wishes:
        yield new("deletion", participant_id, asked_at)
    for promise in held.promises:
        yield new("promise", promise.participant_id, promise.answered_at)


def _answers(council: Council, held: Desk, by_id: Mapping[str, Case], now: datetime) -> Iterator[New]:
    """One row a person, however often they sent: opening it opens all of it."""
    of_person: dict[str, list[Unread]] = {}
    for one in held.unread:
        of_person.setdefault(one.participant_id, []).append(one)
    for participant_id, sent in of_person.items():
        first, person = sent[0], held.people[participant_id]
        meeting = by_id[person.case_id].meeting
        spoken, unplaced = held.unheard.get(participant_id), held.unplaced.get(participant_id)
        # What was said before a further part was written has waited longer, and is late first.
        since = min([first.sent_at, *(one.since for one in (spoken, unplaced) if one)])
        by = read_by(council, meeting, since)
        yield New(
            kind="answers" if first.round == 1 else "further",
            case=by_id[person.case_id],
            person=person,
            at=first.sent_at,
            fresh=any(_fresh(held, at) for at in (*(one.sent_at for one in sent), *_last(unplaced))),
            by=by,
            late=is_late(by, meeting, since, now),
            corrects=any(one.corrects for one in sent),
            unheard=spoken.count if spoken else 0,
            unplaced=unplaced.count if unplaced else 0,
        )


def _apart(council: Council, held: Desk, by_id: Mapping[str, Case], now: datetime) -> Iterator[New]:
    """What waits although all that was sent was opened: voice notes, and messages that were not placed.

    Of a person with unread answers they stand in the row of those.
    """
    unread = {one.participant_id for one in held.unread}
    for participant_id in ({*held.unheard} | {*held.unplaced}) - unread:
        spoken, unplaced = held.unheard.get(participant_id), held.unplaced.get(participant_id)
        person = held.people[participant_id]
        since = min(one.since for one in (spoken, unplaced) if one)
        meeting = by_id[person.case_id].meeting
        by = read_by(council, meeting, since)
        yield New(
            kind="parked" if unplaced else "voice",
            case=by_id[person.case_id],
            person=person,
            at=since,
            fresh=any(_fresh(held, at) for at in (since, *_last(unplaced))),
            by=by,
            late=is_late(by, meeting, since, now),
            unheard=spoken.count if spoken else 0,
            unplaced=unplaced.count if unplaced else 0,
        )


def _last(unplaced: Unopened | None) -> list[datetime]:
    return [unplaced.last] if unplaced else []


def _fresh(held: Desk, at: datetime) -> bool:
    return held.looked_at is None or at > held.looked_at


def _place(one: New) -> tuple[bool, datetime, date, datetime, str]:
    meeting = one.case.meeting.starts_at if one.case.meeting else NEVER
    return one.kind != "alert", meeting, one.by or date.min, one.at, one.person.name.casefold()
