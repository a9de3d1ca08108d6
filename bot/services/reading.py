"""By which day what was sent should be read, who is reminded of it when, and what is late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from bot.content.model import Council
from bot.language.languages import LONDON
from bot.records import cases, participants, reading
from bot.records.cases import CaseWorker
from bot.records.database import Tx
from bot.records.meetings import Meeting
from bot.records.reading import Sending, Waiting
from bot.records.reading_notices import Wanted
from bot.records.scopes import WorkerScope
from bot.services.dates import counted, due, is_working_day, london_day, working_days_from

READ_BY, WITHOUT_MEETING = "read_by", 2


@dataclass(frozen=True, slots=True)
class ReadState:
    """One sending and by when it should be read, whether or not it has been."""

    sending: Sending
    by: date
    late: bool


@dataclass(frozen=True, slots=True)
class Late:
    """What of one person was not read in time: names and days only. `worker` None: nobody is left.

    `spoken`: the answers were opened, and a voice note among them was not listened to. `unplaced`: it is a
    message that could not be placed.
    """

    worker: CaseWorker | None
    case_id: str
    case_name: str
    person_name: str
    sent_at: datetime
    by: date
    spoken: bool
    unplaced: bool


def read_by(council: Council, meeting: Meeting | None, sent_at: datetime) -> date:
    """By when words sent at this time should be read: the council's days before the meeting.

    What is sent later than that should be read on the next working day, and never after the meeting.
    """
    sent = london_day(sent_at)
    if meeting is None or meeting.starts_at <= sent_at:
        return working_days_from(council, council.nation, sent, WITHOUT_MEETING)
    day = london_day(meeting.starts_at)
    planned = due(council, counted(meeting)).get(READ_BY, day)
    return min(max(planned, working_days_from(council, meeting.nation, sent, 1)), day)


def is_late(by: date, meeting: Meeting | None, sent_at: datetime, now: datetime) -> bool:
    """Whether that day has passed, or the meeting has begun that it should have been read before."""
    before_meeting = meeting is not None and sent_at < meeting.starts_at <= now
    return before_meeting or london_day(now) > by


def state_of(council: Council, meeting: Meeting | None, sending: Sending, now: datetime) -> ReadState:
    """How it stands with one sending. What was opened is not late any more."""
    by = read_by(council, meeting, sending.sent_at)
    late = sending.opened_at is None and is_late(by, meeting, sending.sent_at, now)
    return ReadState(sending, by, late)


def is_working_time(council: Council, now: datetime) -> bool:
    """Whether people of this council are at work: nobody is written to at night or on a day off."""
    local = now.astimezone(LONDON)
    begins, ends = (
        time.fromisoformat(council.settings[f"working_hours_{side}"]) for side in ("from", "until")
    )
    return is_working_day(council, council.nation, local.date()) and begins <= local.time() < ends


def wanted(council: Council, one: Waiting, managers: list[str], now: datetime) -> Iterator[Wanted]:
    """Who should hear of one thing that nobody has opened, or heard, now.

    Its workers on the working day before and on the day, the managers once it is late; nobody outside work.
    """
    if not is_working_time(council, now):
        return
    today = london_day(now)
    by = read_by(council, one.meeting, one.sent_at)
    about = (one.participant_id, one.round)
    if is_late(by, one.meeting, one.sent_at, now):
        yield from (Wanted(manager, *about, "late", by) for manager in managers)
    elif today == by:
        yield from (Wanted(worker.staff_id, *about, "today", by) for worker in one.workers)
    elif today == working_days_from(council, council.nation, by, -1):
        yield from (Wanted(worker.staff_id, *about, "tomorrow", by) for worker in one.workers)


def late_of_council(tx: Tx, scope: WorkerScope, council: Council, now: datetime) -> list[Late]:
    """For a manager: what is late, under each worker whose it is; the worker's name, then the oldest first.

    Raises NotFound for anybody else.
    """
    found = []
    for one in reading.of_council(tx, scope):
        by = read_by(council, one.meeting, one.sent_at)
        if not is_late(by, one.meeting, one.sent_at, now):
            continue
        case = cases.get(tx, scope, one.case_id)
        person = participants.get(tx, scope, one.participant_id)
        workers: tuple[CaseWorker | None, ...] = one.workers or (None,)
        found += [
            Late(worker, case.id, case.name, person.name, one.sent_at, by, one.spoken, one.unplaced)
            for worker in workers
        ]
    return sorted(found, key=lambda late: (late.worker.name.casefold() if late.worker else "", late.by))
