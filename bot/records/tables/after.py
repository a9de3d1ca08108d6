"""After sending and the meeting: what we start, what the worker writes back, what people thought."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.records.tables.base import Table


class ReminderRow(Table):
    """Something to tell somebody that they did not ask for. `about` is what it is about: an id, never words.

    `tries` counts the neutral notes that went out; `done_at` is when it was told, or no longer true;
    `asked_at` is when what stays open was first put to the person.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("participant_id", "kind", "about"),
        Index("ix_reminder_done_at_due_at", "done_at", "due_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"))
    kind: Mapped[str]
    about: Mapped[str]
    due_at: Mapped[datetime]
    tries: Mapped[int]
    tried_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]


class WorkerReplyRow(Table):
    """What a worker wrote back: `words_box` until it is delivered (a promise: until it was asked about).

    `item` is a ready reply's content id; `due_on` makes it a promise, and is a day as YYYY-MM-DD.
    `answer_seen_at` is when a worker first saw the answer to a promise.
    """

    __tablename__ = "worker_reply"

    id: Mapped[str] = mapped_column(primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    written_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    item: Mapped[str | None]
    words_box: Mapped[bytes | None]
    sealed: Mapped[bytes]
    tag: Mapped[bytes]
    due_on: Mapped[str | None]
    written_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    answer_box: Mapped[bytes | None]
    answered_at: Mapped[datetime | None]
    answer_seen_at: Mapped[datetime | None]


class DeletionRequestRow(Table):
    """The wish that what was sent be deleted: asked on, answered on, what was answered, and why."""

    __tablename__ = "deletion_request"

    id: Mapped[str] = mapped_column(primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    answer: Mapped[str | None]
    reason: Mapped[str | None]
    told_at: Mapped[datetime | None]


class FeedbackRow(Table):
    """What somebody thought, kept apart from the case: no person, no case, no day."""

    __tablename__ = "feedback"
    __table_args__ = (Index("ix_feedback_council_month", "council", "month"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    council: Mapped[str]
    meeting: Mapped[str]
    month: Mapped[str]
    audience: Mapped[str]
    language: Mapped[str]
    channel: Mapped[str]
    answers_box: Mapped[bytes]
