"""How things stand with people around their meeting, as times and counts: never a word of theirs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from bot.records import audit
from bot.records.access import nothing
from bot.records.database import Database, Tx
from bot.records.feedback import MAY_COUNT
from bot.records.scopes import Role, WorkerScope
from bot.records.tables import (
    AuditRow,
    CaseRow,
    CaseWorkerRow,
    ConversationRow,
    MeetingRow,
    ParticipantRow,
    SendingRow,
    WorkerReplyRow,
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """One person and a meeting that has been. `opened_at` is that of the first sending."""

    audience: str
    meeting: str
    meeting_at: datetime
    invited_at: datetime | None
    came_at: datetime | None
    sent_at: datetime | None
    opened_at: datetime | None
    replies: int


@dataclass(frozen=True, slots=True)
class Promises:
    """A worker's own promises that have fallen due, and what the people said when they were asked."""

    due: int
    said: dict[str, int]


def of_council(tx: Tx, scope: WorkerScope, before: datetime) -> list[Prepared]:
    """Everybody of the council whose meeting was before a moment. Raises NotFound for who may not count.

    Nothing says who anybody is, and small numbers are not hidden here: whoever shows them has to.
    """
    if scope.role not in MAY_COUNT:
        raise nothing()
    return _prepared(tx, (CaseRow.council == scope.council) & (MeetingRow.starts_at < before))


def open_own(
    database: Database, scope: WorkerScope, since: datetime, now: datetime
) -> tuple[list[Prepared], Promises]:
    """A worker's own people and promises since a moment; the audit row is committed before.

    Raises NotFound for every other role: nobody is shown a worker's figures but that worker.
    """
    if scope.role is not Role.WORKER:
        raise nothing()
    with database.begin() as tx:
        audit.by_worker(tx, scope, "signals.opened", scope.staff_id, now)
    with database.read() as tx:
        mine = select(CaseWorkerRow.case_id).where(CaseWorkerRow.staff_id == scope.staff_id)
        here = (CaseRow.council == scope.council) & CaseRow.id.in_(mine)
        been = (MeetingRow.starts_at >= since) & (MeetingRow.starts_at < now)
        people = _prepared(tx, here & been, by=scope.staff_id)
        return people, _promises(tx, scope, since, now)


def _prepared(tx: Tx, which: ColumnElement[bool], by: str | None = None) -> list[Prepared]:
    person = ParticipantRow.id
    first_sent = select(func.min(SendingRow.sent_at)).where(SendingRow.participant_id == person)
    first_opened = select(func.min(SendingRow.opened_at)).where(SendingRow.participant_id == person)
    rows = tx.connection.execute(
        select(
            person,
            ParticipantRow.audience,
            MeetingRow.kind,
            MeetingRow.starts_at,
            ConversationRow.created_at,
            first_sent.scalar_subquery(),
            first_opened.scalar_subquery(),
        )
        .join(CaseRow, CaseRow.id == ParticipantRow.case_id)
        .join(MeetingRow, MeetingRow.case_id == CaseRow.id)
        .outerjoin(ConversationRow, ConversationRow.participant_id == person)
        .where(which)
        .order_by(MeetingRow.starts_at, person)
    ).all()
    written, asked = _replies(tx, by), _invited(tx)
    return [
        Prepared(audience, kind, at, asked.get(who), came, sent, opened, written.get(who, 0))
        for who, audience, kind, at, came, sent, opened in rows
    ]


def _invited(tx: Tx) -> dict[str, datetime]:
    """By the audit, because an invite that nobody used is deleted after its time."""
    rows = tx.connection.execute(
        select(AuditRow.about, func.min(AuditRow.at))
        .where(AuditRow.action == "invite.issued", AuditRow.outcome == "done")
        .group_by(AuditRow.about)
    )
    return dict(rows.all())


def _replies(tx: Tx, by: str | None) -> dict[str, int]:
    query = select(WorkerReplyRow.participant_id, func.count()).group_by(WorkerReplyRow.participant_id)
    if by is not None:
        query = query.where(WorkerReplyRow.written_by == by)
    return dict(tx.connection.execute(query).all())


def _promises(tx: Tx, scope: WorkerScope, since: datetime, now: datetime) -> Promises:
    """Only in cases that are this worker's still: a case that was handed over is somebody else's."""
    row = WorkerReplyRow
    rows = tx.connection.execute(
        select(row.id, row.answer_box)
        .join(ParticipantRow, ParticipantRow.id == row.participant_id)
        .join(CaseWorkerRow, CaseWorkerRow.case_id == ParticipantRow.case_id)
        .where(
            CaseWorkerRow.staff_id == scope.staff_id,
            row.written_by == scope.staff_id,
            row.due_on >= since.date().isoformat(),
            row.due_on < now.date().isoformat(),
        )
    ).all()
    said: Counter[str] = Counter()
    for reply_id, box in rows:
        if box is not None:
            said[tx.keys.decrypt_text("worker_reply.answer", reply_id, box)] += 1
    return Promises(len(rows), dict(said))
