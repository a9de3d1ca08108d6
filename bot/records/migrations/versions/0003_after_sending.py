"""After sending: safe times, reminders, replies and promises, wishes to delete, feedback.

Revision ID: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _participant()
    _reminder()
    _worker_reply()
    _deletion_request()
    _feedback()


def downgrade() -> None:
    op.drop_index("ix_feedback_council_month", table_name="feedback")
    op.drop_table("feedback")
    op.drop_index("ix_deletion_request_participant_id", table_name="deletion_request")
    op.drop_table("deletion_request")
    op.drop_index("ix_worker_reply_participant_id", table_name="worker_reply")
    op.drop_table("worker_reply")
    op.drop_index("ix_reminder_done_at_due_at", table_name="reminder")
    op.drop_table("reminder")
    for column in ("may_write", "reminders", "contact_box"):
        op.drop_column("participant", column)


def _participant() -> None:
    op.add_column("participant", sa.Column("contact_box", sa.LargeBinary(), nullable=True))
    op.add_column(
        "participant", sa.Column("reminders", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "participant", sa.Column("may_write", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    people = sa.table("participant", sa.column("reminders", sa.Boolean()), sa.column("audience", sa.Text()))
    op.execute(people.update().where(people.c.audience == "parent").values(reminders=sa.true()))


def _person(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_participant_id_participant"
    return sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=name, ondelete="CASCADE")


def _reminder() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("participant_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        _person("reminder"),
        sa.PrimaryKeyConstraint("id", name="pk_reminder"),
        sa.UniqueConstraint("participant_id", "kind", "about", name="uq_reminder_participant_id_kind_about"),
    )
    op.create_index("ix_reminder_done_at_due_at", "reminder", ["done_at", "due_at"])


def _worker_reply() -> None:
    op.create_table(
        "worker_reply",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("participant_id", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=True),
        sa.Column("words_box", sa.LargeBinary(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("tag", sa.LargeBinary(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_box", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        _person("worker_reply"),
        sa.ForeignKeyConstraint(["written_by"], ["staff.id"], name="fk_worker_reply_written_by_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_worker_reply"),
    )
    op.create_index("ix_worker_reply_participant_id", "worker_reply", ["participant_id"])


def _deletion_request() -> None:
    op.create_table(
        "deletion_request",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("participant_id", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        _person("deletion_request"),
        sa.ForeignKeyConstraint(["answered_by"], ["staff.id"], name="fk_deletion_request_answered_by_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_deletion_request"),
    )
    op.create_index("ix_deletion_request_participant_id", "deletion_request", ["participant_id"])


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("council", sa.Text(), nullable=False),
        sa.Column("meeting", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("answers_box", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
    )
    op.create_index("ix_feedback_council_month", "feedback", ["council", "month"])
