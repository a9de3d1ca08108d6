"""What a worker writes back, and promises: words of their own or a ready reply, and by when.

The words are sealed to the person's key for the workers' record. So that they can be said, they are also
under the service's key until they have been: a promise until it was asked about.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Update, func, insert, select, update

from bot.records import audit, participants, reminders, wraps
from bot.records.access import nothing, require_assigned
from bot.records.database import AnyRow, Database, Tx
from bot.records.ids import new_id
from bot.records.scopes import ParticipantScope, WorkerScope
from bot.records.sealing import Bound, Halves, PrivateHalf, Sealed, open_sealed, seal
from bot.records.tables import CaseWorkerRow, ParticipantRow, StaffRow, WorkerReplyRow

WORDS_KEPT = timedelta(hours=24)
PROMISE_KEPT = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class NewReply:
    """A ready reply (`item`) or own words, not both. `due_on` makes it a promise, asked about at `ask_at`."""

    item: str | None = None
    words: str = field(default="", repr=False)
    due_on: date | None = None
    ask_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """As the worker sees it. `answer` is the person's choice when they were asked if it was done."""

    id: str
    by: str
    item: str | None
    words: str = field(repr=False)
    due_on: date | None
    written_at: datetime
    told_at: datetime | None
    asked_at: datetime | None
    answer: str | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class PromiseAnswered:
    """That a person said whether a promise was kept, and that no worker has seen what they said."""

    participant_id: str
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class ToTell:
    """As it is said to the family: who wrote it and when. `words` is empty where `item` says it."""

    id: str
    by: str
    item: str | None
    words: str = field(repr=False)
    due_on: date | None
    written_at: datetime


def write(tx: Tx, scope: WorkerScope, participant_id: str, new: NewReply, now: datetime) -> str:
    """Keep a reply or promise and let it be told. Raises NotFound, to managers too."""
    require_assigned(tx, scope, participant_id)
    reply_id = new_id()
    public = participants.public_key(tx, participant_id)
    payload = {"item": new.item, "words": new.words}
    sealed = seal(public, tx.keys.tag_key, _bound(reply_id, participant_id, now), payload)
    tx.connection.execute(
        insert(WorkerReplyRow).values(
            id=reply_id,
            participant_id=participant_id,
            written_by=scope.staff_id,
            item=new.item,
            words_box=tx.keys.encrypt_text("worker_reply.words", reply_id, new.words),
            sealed=sealed.body,
            tag=sealed.tag,
            due_on=new.due_on and new.due_on.isoformat(),
            written_at=now,
        )
    )
    reminders.want(tx, participant_id, "reply_waiting", reply_id, now)
    if new.ask_at is not None:
        reminders.want(tx, participant_id, "promise_due", reply_id, new.ask_at)
    audit.by_worker(tx, scope, "reply.written", participant_id, now)
    return reply_id


def open_all(
    database: Database, scope: WorkerScope, key: PrivateHalf, participant_id: str, now: datetime
) -> list[Reply]:
    """Return what was written to a person, oldest first; the audit row is committed before.

    Raises NotFound, CannotOpen.
    """
    with database.begin() as tx:
        require_assigned(tx, scope, participant_id)
        audit.by_worker(tx, scope, "reply.opened", participant_id, now)
        tx.connection.execute(
            update(WorkerReplyRow)
            .where(
                WorkerReplyRow.participant_id == participant_id,
                WorkerReplyRow.answered_at.is_not(None),
                WorkerReplyRow.answer_seen_at.is_(None),
            )
            .values(answer_seen_at=now)
        )
    with database.read() as tx:
        rows = tx.connection.execute(
            select(WorkerReplyRow.__table__, StaffRow.name_box)
            .join(StaffRow, StaffRow.id == WorkerReplyRow.written_by)
            .where(WorkerReplyRow.participant_id == participant_id)
            .order_by(WorkerReplyRow.written_at, WorkerReplyRow.id)
        ).all()
        half = wraps.halves_for(tx, scope, key, participant_id) if rows else None
        return [_opened(tx, row, half) for row in rows if half]


def count(tx: Tx, scope: WorkerScope, participant_id: str) -> int:
    """How many there are, without opening one. Raises NotFound."""
    require_assigned(tx, scope, participant_id)
    found = select(WorkerReplyRow.id).where(WorkerReplyRow.participant_id == participant_id)
    return len(tx.connection.execute(found).all())


def answered_unseen(tx: Tx, scope: WorkerScope) -> list[PromiseAnswered]:
    """Whose answers to a promise wait in this worker's cases, oldest first: never what they are."""
    rows = tx.connection.execute(
        select(WorkerReplyRow.participant_id, func.min(WorkerReplyRow.answered_at))
        .join(ParticipantRow, ParticipantRow.id == WorkerReplyRow.participant_id)
        .join(CaseWorkerRow, CaseWorkerRow.case_id == ParticipantRow.case_id)
        .where(
            CaseWorkerRow.staff_id == scope.staff_id,
            WorkerReplyRow.answered_at.is_not(None),
            WorkerReplyRow.answer_seen_at.is_(None),
        )
        .group_by(WorkerReplyRow.participant_id)
        .order_by(func.min(WorkerReplyRow.answered_at))
    )
    return [PromiseAnswered(participant_id, at) for participant_id, at in rows if at is not None]


def to_tell(tx: Tx, scope: ParticipantScope, reply_id: str) -> ToTell | None:
    """Return what is to be said, None once its words are let go."""
    row = tx.connection.execute(
        select(WorkerReplyRow.__table__, StaffRow.name_box)
        .join(StaffRow, StaffRow.id == WorkerReplyRow.written_by)
        .where(WorkerReplyRow.id == reply_id, WorkerReplyRow.participant_id == scope.participant_id)
    ).one_or_none()
    if row is None or row.words_box is None:
        return None
    words = tx.keys.decrypt_text("worker_reply.words", row.id, row.words_box)
    return ToTell(row.id, _name(tx, row), row.item, words, _day(row.due_on), row.written_at)


def told(tx: Tx, scope: ParticipantScope, reply_id: str, now: datetime) -> None:
    tx.connection.execute(_one(scope, reply_id).values(told_at=now))


def asked(tx: Tx, scope: ParticipantScope, reply_id: str, now: datetime) -> None:
    """Note that the person was asked whether a promise was kept."""
    tx.connection.execute(_one(scope, reply_id).values(asked_at=now))


def answer(tx: Tx, scope: ParticipantScope, reply_id: str, choice: str, now: datetime) -> None:
    """Keep what the person said of a promise; said again, the last word counts.

    Raises NotFound for what is no promise to this person.
    """
    box = tx.keys.encrypt_text("worker_reply.answer", reply_id, choice)
    done = tx.connection.execute(
        _one(scope, reply_id)
        .where(WorkerReplyRow.due_on.is_not(None))
        .values(answer_box=box, answered_at=now, answer_seen_at=None)
    )
    if not done.rowcount:
        raise nothing()


def let_go(tx: Tx, now: datetime) -> int:
    """Empty what was said a day ago; a promise when it was answered, or 60 days after it was due."""
    row = WorkerReplyRow
    said = row.due_on.is_(None) & (row.told_at <= now - WORDS_KEPT)
    answered = row.answered_at <= now - WORDS_KEPT
    overdue = row.due_on < (now - PROMISE_KEPT).date().isoformat()
    gone = (said | answered | overdue) & row.words_box.is_not(None)
    return tx.connection.execute(update(row).where(gone).values(words_box=None)).rowcount


def _one(scope: ParticipantScope, reply_id: str) -> Update:
    return update(WorkerReplyRow).where(
        WorkerReplyRow.id == reply_id, WorkerReplyRow.participant_id == scope.participant_id
    )


def _opened(tx: Tx, row: AnyRow, half: Halves) -> Reply:
    bound = _bound(row.id, row.participant_id, row.written_at)
    body = open_sealed(half, tx.keys.tag_key, bound, Sealed(row.sealed, row.tag))
    held = row.answer_box and tx.keys.decrypt_text("worker_reply.answer", row.id, row.answer_box)
    return Reply(
        row.id,
        _name(tx, row),
        body["item"],
        body["words"],
        _day(row.due_on),
        row.written_at,
        row.told_at,
        row.asked_at,
        held,
        row.answered_at,
    )


def _name(tx: Tx, row: AnyRow) -> str:
    return tx.keys.decrypt_text("staff.name", row.written_by, row.name_box)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _bound(reply_id: str, participant_id: str, at: datetime) -> Bound:
    return Bound("worker_reply", participant_id, "", reply_id, at)
