"""Which words a worker placed under which heading: ids and offsets, sealed.

Revision ID: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "placement",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("participant_id", sa.Text(), nullable=False),
        sa.Column("answer_id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("tag", sa.LargeBinary(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("placed_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name="fk_placement_participant_id_participant",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["sent_answer.id"], name="fk_placement_answer_id_sent_answer", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["placed_by"], ["staff.id"], name="fk_placement_placed_by_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_placement"),
    )
    op.create_index("ix_placement_participant_id", "placement", ["participant_id"])
    op.create_index("ix_placement_answer_id", "placement", ["answer_id"])


def downgrade() -> None:
    op.drop_index("ix_placement_answer_id", table_name="placement")
    op.drop_index("ix_placement_participant_id", table_name="placement")
    op.drop_table("placement")
