"""What was sent and whether it was opened: times, names of workers and ids, never what was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, literal, select, update

from bot.records import cases, meetings
from bot.records.access import nothing, require_assigned
from bot.records.cases import CaseWorker
from bot.records.database import AnyRow, Tx
from bot.records.meetings import Meeting
from bot.records.scopes import Role, WorkerScope
from bot.records.sending import question_index
from bot.records.tables import (
    CaseRow,
    CaseWorkerRow,
    ParkedRow,
    ParticipantRow,
    SendingRow,
    SentAnswerRow,
    SentRecordingRow,
    StaffRow,
)

# Sendings are counted from one: what was spoken and not heard, and what could not be placed and was not
# opened, need numbers of their own to be told of.
VOICE, PARKED = 0, -1


@dataclass(frozen=True, slots=True)
class Unread:
    """One sending of a worker's case that nobody has opened. `corrects`: it answers a question asked for."""

    participant_id: str
    case_id: str
    round: int
    sent_at: datetime
    corrects: bool


@dataclass(frozen=True, slots=True)
class Sending:
    """One sending, and who opened it first."""

    round: int
    sent_at: datetime
    opened_at: datetime | None
    opened_by: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What nobody has opened, whoever's it is, and who should. No workers: they all have left.

    One sending; or, as `round` VOICE, the voice notes that came with it (or with a message that could not be
    placed) and that nobody has listened to, although the words beside them were opened; or, as `round`
    PARKED, the messages themselves that could not be placed.
    """

    council: str
    case_id: str
    participant_id: str
    round: int
    sent_at: datetime
    meeting: Meeting | None
    workers: tuple[CaseWorker, ...]

    @property
    def spoken(self) -> bool:
        return self.round == VOICE

    @property
    def unplaced(self) -> bool:
        return self.round == PARKED


def unread(tx: Tx, scope: WorkerScope, corrections: Sequence[str] = ()) -> list[Unread]:
    """What was sent to this worker's cases and nobody has opened, oldest first.

    `corrections` are questions: that one was answered says that something is corrected, and nothing of what.
    """
    rows = tx.connection.execute(
        _unopened()
        .join(CaseWorkerRow, CaseWorkerRow.case_id == ParticipantRow.case_id)
        .where(CaseWorkerRow.staff_id == scope.staff_id)
    ).all()
    return [
        Unread(
            row.participant_id,
            row.case_id,
            row.round,
            row.sent_at,
            corrects=_has(tx, row.participant_id, row.round, corrections),
        )
        for row in rows
    ]


def of_participant(tx: Tx, scope: WorkerScope, participant_id: str) -> list[Sending]:
    """Every sending of a person, oldest first. Raises NotFound."""
    require_assigned(tx, scope, participant_id)
    rows = tx.connection.execute(
        select(SendingRow.round, SendingRow.sent_at, SendingRow.opened_at, StaffRow.id, StaffRow.name_box)
        .outerjoin(StaffRow, StaffRow.id == SendingRow.opened_by)
        .where(SendingRow.participant_id == participant_id)
        .order_by(SendingRow.round)
    )
    return [
        Sending(
            row.round,
            row.sent_at,
            row.opened_at,
            tx.keys.decrypt_text("staff.name", row.id, row.name_box) if row.id else None,
        )
        for row in rows
    ]


def of_council(tx: Tx, scope: WorkerScope) -> list[Waiting]:
    """What waits in the whole council, for a manager. Raises NotFound for anybody else."""
    if scope.role is not Role.MANAGER:
        raise nothing()
    here = CaseRow.council == scope.council
    return [
        _waiting(tx, row)
        for waiting in (_everything(), _unheard(), _unplaced())
        for row in tx.connection.execute(waiting.where(here)).all()
    ]


def everywhere(tx: Tx) -> list[Waiting]:
    """What waits in every council, for whoever reminds."""
    return [
        _waiting(tx, row)
        for waiting in (_everything(), _unheard(), _unplaced())
        for row in tx.connection.execute(waiting).all()
    ]


def last_look(tx: Tx, scope: WorkerScope) -> datetime | None:
    """When this worker last said that they have looked through what is new."""
    return tx.connection.execute(
        select(StaffRow.looked_at).where(StaffRow.id == scope.staff_id)
    ).scalar_one_or_none()


def looked(tx: Tx, scope: WorkerScope, at: datetime) -> None:
    """Note what they have looked through: all that was there at this time. It never goes back."""
    tx.connection.execute(
        update(StaffRow)
        .where(StaffRow.id == scope.staff_id, StaffRow.looked_at.is_(None) | (StaffRow.looked_at < at))
        .values(looked_at=at)
    )


def _unopened() -> Select[Any]:
    return (
        select(SendingRow.__table__, ParticipantRow.case_id)
        .join(ParticipantRow, ParticipantRow.id == SendingRow.participant_id)
        .where(SendingRow.opened_at.is_(None))
        .order_by(SendingRow.sent_at, SendingRow.participant_id, SendingRow.round)
    )


def _everything() -> Select[Any]:
    return _unopened().add_columns(CaseRow.council).join(CaseRow, CaseRow.id == ParticipantRow.case_id)


def _unheard() -> Select[Any]:
    """By person and moment. What lies in something that nobody has opened waits with that, not twice."""
    row, sending = SentRecordingRow, SendingRow
    unplaced = exists().where(ParkedRow.id == row.place, ParkedRow.opened_at.is_(None))
    unopened = exists().where(
        sending.participant_id == row.participant_id,
        sending.sent_at == row.sent_at,
        sending.opened_at.is_(None),
    )
    columns: list[Any] = [row.participant_id, row.sent_at, ParticipantRow.case_id, CaseRow.council]
    return (
        select(*columns, literal(VOICE).label("round"))
        .join(ParticipantRow, ParticipantRow.id == row.participant_id)
        .join(CaseRow, CaseRow.id == ParticipantRow.case_id)
        .where(row.heard_at.is_(None), ~unopened, ~unplaced)
        .distinct()
        .order_by(row.sent_at, row.participant_id)
    )


def _unplaced() -> Select[Any]:
    row = ParkedRow
    columns: list[Any] = [row.participant_id, row.parked_at.label("sent_at"), ParticipantRow.case_id]
    return (
        select(*columns, CaseRow.council, literal(PARKED).label("round"))
        .join(ParticipantRow, ParticipantRow.id == row.participant_id)
        .join(CaseRow, CaseRow.id == ParticipantRow.case_id)
        .where(row.opened_at.is_(None))
        .distinct()
        .order_by(row.parked_at, row.participant_id)
    )


def _waiting(tx: Tx, row: AnyRow) -> Waiting:
    return Waiting(
        row.council,
        row.case_id,
        row.participant_id,
        row.round,
        row.sent_at,
        meetings.of_case(tx, row.case_id),
        cases.workers_of(tx, row.case_id),
    )


def _has(tx: Tx, participant_id: str, number: int, questions: Sequence[str]) -> bool:
    if not questions:
        return False
    hashes = [question_index(tx, participant_id, question) for question in questions]
    found = select(SentAnswerRow.id).where(
        SentAnswerRow.participant_id == participant_id,
        SentAnswerRow.round == number,
        SentAnswerRow.question_hash.in_(hashes),
    )
    return tx.connection.execute(found.limit(1)).first() is not None
