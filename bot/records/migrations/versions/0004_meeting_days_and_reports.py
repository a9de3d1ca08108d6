"""What a meeting is counted from, who has had the report, and what a person was told of the meeting's day.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("meeting", sa.Column("after", sa.Text(), nullable=True))
    op.add_column("meeting", sa.Column("after_on", sa.Date(), nullable=True))
    op.add_column("participant", sa.Column("report_had", sa.Boolean(), nullable=True))
    op.add_column("participant", sa.Column("report_on", sa.Date(), nullable=True))
    op.add_column("conversation", sa.Column("told_starts_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("conversation", sa.Column("told_passed", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("conversation", "told_passed")
    op.drop_column("conversation", "told_starts_at")
    op.drop_column("participant", "report_on")
    op.drop_column("participant", "report_had")
    op.drop_column("meeting", "after_on")
    op.drop_column("meeting", "after")
