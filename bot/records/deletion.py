"""The wish that what was sent be deleted: a worker decides it with a reason, and both can see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, exists, insert, select, update

from bot.errors import NotRead
from bot.records import audit, reminders
from bot.records.access import nothing, require_assigned
from bot.records.database import AnyRow, Tx
from bot.records.ids import new_id
from bot.records.scopes import ParticipantScope, WorkerScope
from bot.records.tables import (
    CaseWorkerRow,
    DeletionRequestRow,
    ParkedRow,
    ParticipantRow,
    SendingRow,
    SentRecordingRow,
)

# It was deleted, it has to be kept, or the worker wants to speak about it first: that decides nothing yet.
Answer = Literal["deleted", "must_keep", "speak_first"]
# Why. The person is told the reason for keeping, in the words of `deleting.kept.<reason>`.
REASONS: Mapping[Answer, tuple[str, ...]] = {
    "deleted": ("no_longer_needed", "sent_by_mistake", "in_the_file"),
    "must_keep": ("child_safe", "court", "legal_record", "complaint"),
}


@dataclass(frozen=True, slots=True)
class DeletionRequest:
    """Asked on, answered on, why so. `answer` None: nobody has answered yet."""

    id: str
    asked_at: datetime
    answered_at: datetime | None
    answer: Answer | None
    reason: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still has to be decided."""
        return self.answer in (None, "speak_first")


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


def undecided(tx: Tx, scope: WorkerScope) -> list[tuple[str, datetime]]:
    """Whose wishes wait for a decision in this worker's cases, and since when; oldest first."""
    rows = tx.connection.execute(
        select(DeletionRequestRow.participant_id, DeletionRequestRow.asked_at)
        .join(ParticipantRow, ParticipantRow.id == DeletionRequestRow.participant_id)
        .join(CaseWorkerRow, CaseWorkerRow.case_id == ParticipantRow.case_id)
        .where(CaseWorkerRow.staff_id == scope.staff_id, _is_open())
        .order_by(DeletionRequestRow.asked_at)
    )
    return [(row.participant_id, row.asked_at) for row in rows]


def speak_first(tx: Tx, scope: WorkerScope, participant_id: str, now: datetime) -> None:
    """Tell the person that the worker wants to talk before deciding. Raises NotFound."""
    require_assigned(tx, scope, participant_id)
    _answer(tx, scope, participant_id, "speak_first", None, now)


def keep(tx: Tx, scope: WorkerScope, participant_id: str, reason: str, now: datetime) -> None:
    """Decide that it must be kept; the person is told, and why. Raises NotFound."""
    require_assigned(tx, scope, participant_id)
    _answer(tx, scope, participant_id, "must_keep", reason, now)


def is_read(tx: Tx, scope: WorkerScope, participant_id: str) -> bool:
    """Whether everything that was sent has been opened, and heard, by somebody. Raises NotFound."""
    require_assigned(tx, scope, participant_id)
    sending, spoken = SendingRow, SentRecordingRow
    unread = exists().where(sending.participant_id == participant_id, sending.opened_at.is_(None))
    unheard = exists().where(spoken.participant_id == participant_id, spoken.heard_at.is_(None))
    unplaced = exists().where(ParkedRow.participant_id == participant_id, ParkedRow.opened_at.is_(None))
    return not tx.connection.execute(select(unread | unheard | unplaced)).scalar_one()


def carried_out(tx: Tx, scope: WorkerScope, participant_id: str, reason: str, now: datetime) -> None:
    """Note that it was deleted; part of `erase.sent`. Raises NotFound, NotRead."""
    if not is_read(tx, scope, participant_id):
        raise NotRead(
            "Something that was sent has not been opened, or heard, by anybody.",
            remedy="Read what was sent, then decide.",
        )
    _answer(tx, scope, participant_id, "deleted", reason, now)


def told(tx: Tx, scope: ParticipantScope, request_id: str, now: datetime) -> None:
    """Note that the person heard the answer."""
    tx.connection.execute(
        update(DeletionRequestRow)
        .where(DeletionRequestRow.id == request_id, DeletionRequestRow.participant_id == scope.participant_id)
        .values(told_at=now)
    )


def _answer(
    tx: Tx, scope: WorkerScope, participant_id: str, said: Answer, reason: str | None, now: datetime
) -> None:
    """Answer every wish that is open: a decision is about all that was sent. The last one is told."""
    if reason is not None and reason not in REASONS[said]:
        raise nothing()
    waiting = [one.id for one in _load(tx, participant_id) if one.is_open]
    if not waiting:
        raise nothing()
    tx.connection.execute(
        update(DeletionRequestRow)
        .where(DeletionRequestRow.id.in_(waiting), _is_open())
        .values(answered_at=now, answered_by=scope.staff_id, answer=said, reason=reason)
    )
    reminders.settle(tx, participant_id, "deletion_answered", now)
    reminders.want_anew(tx, participant_id, "deletion_answered", waiting[-1], now)
    audit.by_worker(tx, scope, "deletion.answered", participant_id, now)


def _is_open() -> ColumnElement[bool]:
    answer = DeletionRequestRow.answer
    return answer.is_(None) | (answer == "speak_first")


def _load(tx: Tx, participant_id: str) -> list[DeletionRequest]:
    rows = tx.connection.execute(
        select(DeletionRequestRow.__table__)
        .where(DeletionRequestRow.participant_id == participant_id)
        .order_by(DeletionRequestRow.asked_at, DeletionRequestRow.id)
    ).all()
    return [_request(row) for row in rows]


def _request(row: AnyRow) -> DeletionRequest:
    return DeletionRequest(row.id, row.asked_at, row.answered_at, row.answer, row.reason)
