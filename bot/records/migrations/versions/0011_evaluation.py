"""Who was asked how it went, without a person, and figures that a manager typed in.

Revision ID: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reminder", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "feedback_invited",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("council", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_invited"),
    )
    op.create_index("ix_feedback_invited_council_month", "feedback_invited", ["council", "month"])
    op.create_table(
        "indicator",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("council", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entered_by"], ["staff.id"], name="fk_indicator_entered_by_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_indicator"),
    )
    op.create_index("ix_indicator_council_entered_at", "indicator", ["council", "entered_at"])


def downgrade() -> None:
    op.drop_index("ix_indicator_council_entered_at", table_name="indicator")
    op.drop_table("indicator")
    op.drop_index("ix_feedback_invited_council_month", table_name="feedback_invited")
    op.drop_table("feedback_invited")
    op.drop_column("reminder", "asked_at")
