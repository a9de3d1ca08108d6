"""Voice notes: on their way in, unsent, and sent.

Revision ID: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

UNSENT, SENT = "ix_draft_recording_conversation_id", "ix_sent_recording_participant_id"


def upgrade() -> None:
    op.add_column("inbox", sa.Column("sound_box", sa.LargeBinary(), nullable=True))
    op.add_column("draft_part", sa.Column("recording_id", sa.Text(), nullable=True))
    op.create_table(
        "draft_recording",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("sound_box", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name="fk_draft_recording_conversation_id_conversation",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_draft_recording"),
    )
    op.create_index(UNSENT, "draft_recording", ["conversation_id"])
    op.create_table(
        "sent_recording",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("participant_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("tag", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name="fk_sent_recording_participant_id_participant",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["heard_by"], ["staff.id"], name="fk_sent_recording_heard_by_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_sent_recording"),
    )
    op.create_index(SENT, "sent_recording", ["participant_id"])


def downgrade() -> None:
    op.drop_index(SENT, table_name="sent_recording")
    op.drop_table("sent_recording")
    op.drop_index(UNSENT, table_name="draft_recording")
    op.drop_table("draft_recording")
    op.drop_column("draft_part", "recording_id")
    op.drop_column("inbox", "sound_box")
