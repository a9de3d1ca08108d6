"""What people thought of it, kept apart from the case: no person, no case, no day in a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from bot.records import drafts, reminders
from bot.records.access import nothing
from bot.records.database import Tx
from bot.records.ids import new_id
from bot.records.scopes import ParticipantScope, Role, WorkerScope
from bot.records.tables import CaseRow, ConversationRow, FeedbackRow, MeetingRow, ParticipantRow

# Questions whose answers go here and nowhere else: they are never sent to a worker.
PREFIX = "feedback."
# Whoever works with families is shown no count: of one answer it would be that answer.
MAY_COUNT = frozenset({Role.MANAGER, Role.ADMIN, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class Counts:
    """For one audience: how many answered, and each question's choices with their counts."""

    audience: str
    people: int
    choices: Mapping[str, Mapping[str, int]]


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


def counts(tx: Tx, scope: WorkerScope, first_month: str, last_month: str) -> list[Counts]:
    """Count the scope's council from one month to another, both `YYYY-MM` and included, by audience.

    Small numbers are not hidden here: whoever shows them has to. Raises NotFound for a worker.
    """
    if scope.role not in MAY_COUNT:
        raise nothing()
    rows = tx.connection.execute(
        select(FeedbackRow.id, FeedbackRow.audience, FeedbackRow.answers_box).where(
            FeedbackRow.council == scope.council,
            FeedbackRow.month >= first_month,
            FeedbackRow.month <= last_month,
        )
    ).all()
    people: Counter[str] = Counter()
    found: dict[str, dict[str, Counter[str]]] = {}
    for row in rows:
        people[row.audience] += 1
        given = tx.keys.decrypt_json("feedback.answers", row.id, row.answers_box)
        for question, choice in given.items():
            found.setdefault(row.audience, {}).setdefault(question, Counter())[choice] += 1
    return [Counts(audience, people[audience], found.get(audience, {})) for audience in sorted(people)]
