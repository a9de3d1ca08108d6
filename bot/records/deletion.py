"""The wish that what was sent be deleted: a request to the worker, which both can see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import insert, select, update

from bot.records import audit, reminders
from bot.records.access import nothing, require_assigned
from bot.records.database import AnyRow, Tx
from bot.records.ids import new_id
from bot.records.scopes import ParticipantScope, WorkerScope
from bot.records.tables import CaseWorkerRow, DeletionRequestRow, ParticipantRow

# What a worker can answer: it will be deleted, it has to be kept, or they want to speak about it first.
Answer = Literal["will_delete", "must_keep", "speak_first"]
ANSWERS: tuple[Answer, ...] = get_args(Answer)


@dataclass(frozen=True, slots=True)
class DeletionRequest:
    """Asked on, answered on. `answer` None: nobody has answered yet."""

    id: str
    asked_at: datetime
    answered_at: datetime | None
    answer: Answer | None


def ask(tx: Tx, scope: ParticipantScope, now: datetime) -> DeletionRequest:
    """Ask the worker, once: while an earlier wish waits, that one is returned."""
    before = of_person(tx, scope)
    if before and before[-1].answered_at is None:
        return before[-1]
    request_id = new_id()
    tx.connection.execute(
        insert(DeletionRequestRow).values(id=request_id, participant_id=scope.participant_id, asked_at=now)
    )
    audit.by_nobody(tx, "deletion.asked", scope.participant_id, now)
    return DeletionRequest(request_id, now, None, None)


def of_person(tx: Tx, scope: ParticipantScope) -> list[DeletionRequest]:
    """A person's own wishes, oldest first."""
    return _load(tx, scope.participant_id)


def of_participant(tx: Tx, scope: WorkerScope, participant_id: str) -> list[DeletionRequest]:
    """Raises NotFound."""
    require_assigned(tx, scope, participant_id)
    return _load(tx, participant_id)


def unanswered(tx: Tx, scope: WorkerScope) -> list[tuple[str, datetime]]:
    """Whose wishes wait for an answer in this worker's cases, and since when; oldest first."""
    rows = tx.connection.execute(
        select(DeletionRequestRow.participant_id, DeletionRequestRow.asked_at)
        .join(ParticipantRow, ParticipantRow.id == DeletionRequestRow.participant_id)
        .join(CaseWorkerRow, CaseWorkerRow.case_id == ParticipantRow.case_id)
        .where(CaseWorkerRow.staff_id == scope.staff_id, DeletionRequestRow.answered_at.is_(None))
        .order_by(DeletionRequestRow.asked_at)
    )
    return [(row.participant_id, row.asked_at) for row in rows]


def answer(
    tx: Tx, scope: WorkerScope, participant_id: str, request_id: str, said: Answer, now: datetime
) -> None:
    """Answer a wish; the person is told. Raises NotFound, also for one that was answered before."""
    require_assigned(tx, scope, participant_id)
    done = tx.connection.execute(
        update(DeletionRequestRow)
        .where(
            DeletionRequestRow.id == request_id,
            DeletionRequestRow.participant_id == participant_id,
            DeletionRequestRow.answered_at.is_(None),
        )
        .values(answered_at=now, answered_by=scope.staff_id, answer=said)
    )
    if not done.rowcount:
        raise nothing()
    reminders.want(tx, participant_id, "deletion_answered", request_id, now)
    audit.by_worker(tx, scope, "deletion.answered", participant_id, now)


def told(tx: Tx, scope: ParticipantScope, request_id: str, now: datetime) -> None:
    """Note that the person heard the answer."""
    tx.connection.execute(
        update(DeletionRequestRow)
        .where(DeletionRequestRow.id == request_id, DeletionRequestRow.participant_id == scope.participant_id)
        .values(told_at=now)
    )


def _load(tx: Tx, participant_id: str) -> list[DeletionRequest]:
    rows = tx.connection.execute(
        select(DeletionRequestRow.__table__)
        .where(DeletionRequestRow.participant_id == participant_id)
        .order_by(DeletionRequestRow.asked_at, DeletionRequestRow.id)
    ).all()
    return [_request(row) for row in rows]


def _request(row: AnyRow) -> DeletionRequest:
    return DeletionRequest(row.id, row.asked_at, row.answered_at, row.answer)
