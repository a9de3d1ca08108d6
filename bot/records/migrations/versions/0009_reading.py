"""Reading in time: who was reminded of what, when somebody last looked, which answer to a promise was seen.

Revision ID: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

UNIQUE = ("staff_id", "participant_id", "round", "kind", "by_day")


def upgrade() -> None:
    op.add_column("staff", sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("worker_reply", sa.Column("answer_seen_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "reading_notice",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("participant_id", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by_day", sa.Date(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name="fk_reading_notice_staff_id_staff", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name="fk_reading_notice_participant_id_participant",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reading_notice"),
        sa.UniqueConstraint(*UNIQUE, name="uq_reading_notice_" + "_".join(UNIQUE)),
    )
    op.create_index("ix_reading_notice_participant_id", "reading_notice", ["participant_id"])


def downgrade() -> None:
    op.drop_index("ix_reading_notice_participant_id", table_name="reading_notice")
    op.drop_table("reading_notice")
    op.drop_column("worker_reply", "answer_seen_at")
    op.drop_column("staff", "looked_at")
