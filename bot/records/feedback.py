"""What people thought of it, kept apart from the case: no person, no case, no day in a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert, select

from bot.records import audit, drafts, reminders
from bot.records.access import nothing
from bot.records.database import Database, Tx
from bot.records.ids import new_id
from bot.records.scopes import ParticipantScope, Role, WorkerScope
from bot.records.tables import (
    CaseRow,
    ConversationRow,
    FeedbackInvitedRow,
    FeedbackRow,
    MeetingRow,
    ParticipantRow,
)

# Questions whose answers go here and nowhere else: they are never sent to a worker.
PREFIX = "feedback."
# Whoever works with families is shown no count: of one answer it would be that answer.
MAY_COUNT = frozenset({Role.MANAGER, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class Given:
    """One person's choices by question. Only ever to be counted: nobody is shown one."""

    month: str
    audience: str
    language: str
    channel: str
    meeting: str
    answers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody was asked."""

    month: str
    audience: str
    language: str


def keep(tx: Tx, scope: ParticipantScope, answers: Mapping[str, str], language: str, now: datetime) -> None:
    """Keep choices by question, and let go of the drafts they came from. Raises NotFound.

    The row names council, kind of meeting, month, audience, language and channel: nothing to join it by.
    """
    row = tx.connection.execute(
        select(CaseRow.council, MeetingRow.kind, ParticipantRow.audience, ConversationRow.channel)
        .select_from(ConversationRow)
        .join(ParticipantRow, ParticipantRow.id == ConversationRow.participant_id)
        .join(CaseRow, CaseRow.id == ParticipantRow.case_id)
        .join(MeetingRow, MeetingRow.case_id == CaseRow.id)
        .where(ConversationRow.id == scope.conversation_id, ParticipantRow.id == scope.participant_id)
    ).one_or_none()
    if row is None:
        raise nothing()
    row_id = new_id()
    tx.connection.execute(
        insert(FeedbackRow).values(
            id=row_id,
            council=row.council,
            meeting=row.kind,
            month=now.strftime("%Y-%m"),
            audience=row.audience,
            language=language,
            channel=row.channel,
            answers_box=tx.keys.encrypt_json("feedback.answers", row_id, dict(answers)),
        )
    )
    drop(tx, scope, now)


def drop(tx: Tx, scope: ParticipantScope, now: datetime) -> None:
    """Let go of what was answered so far, and ask no more."""
    for question in {part.question for part in drafts.load(tx, scope)}:
        if question.startswith(PREFIX):
            drafts.drop(tx, scope, question)
    reminders.done_kinds(tx, scope, ["feedback"], now)


def count_invited(tx: Tx, scope: ParticipantScope, language: str, now: datetime) -> None:
    """Note that somebody was asked: council, month, audience and language, and nothing to join it by."""
    row = tx.connection.execute(
        select(CaseRow.council, ParticipantRow.audience)
        .join(ParticipantRow, ParticipantRow.case_id == CaseRow.id)
        .where(ParticipantRow.id == scope.participant_id)
    ).one_or_none()
    if row is None:
        raise nothing()
    tx.connection.execute(
        insert(FeedbackInvitedRow).values(
            id=new_id(),
            council=row.council,
            month=now.strftime("%Y-%m"),
            audience=row.audience,
            language=language,
        )
    )


def given(tx: Tx, scope: WorkerScope, before: str) -> list[Given]:
    """What was given in the scope's council in months before `before` (`YYYY-MM`), oldest month first.

    Small numbers are not hidden here: whoever shows them has to. Raises NotFound for who may not count.
    """
    _require_counter(scope)
    row = FeedbackRow
    rows = tx.connection.execute(
        # By the random id within a month: the order of arrival would say who was first.
        select(row.__table__)
        .where(row.council == scope.council, row.month < before)
        .order_by(row.month, row.id)
    ).all()
    return [
        Given(
            one.month,
            one.audience,
            one.language,
            one.channel,
            one.meeting,
            tx.keys.decrypt_json("feedback.answers", one.id, one.answers_box),
        )
        for one in rows
    ]


def invited(tx: Tx, scope: WorkerScope, before: str) -> list[Invited]:
    """Who was asked in months before `before`. Raises NotFound for who may not count."""
    _require_counter(scope)
    row = FeedbackInvitedRow
    rows = tx.connection.execute(
        select(row.month, row.audience, row.language)
        .where(row.council == scope.council, row.month < before)
        .order_by(row.month, row.id)
    )
    return [Invited(*one) for one in rows]


def open_counts(
    database: Database, scope: WorkerScope, before: str, now: datetime
) -> tuple[list[Given], list[Invited]]:
    """Read all that was given and asked, to be counted; the audit row is committed before.

    Raises NotFound for who may not count.
    """
    _require_counter(scope)
    with database.begin() as tx:
        audit.by_worker(tx, scope, "feedback.counted", scope.council, now)
    with database.read() as tx:
        return given(tx, scope, before), invited(tx, scope, before)


def _require_counter(scope: WorkerScope) -> None:
    if scope.role not in MAY_COUNT:
        raise nothing()
