"""In which order somebody was shown the wordings of a notice, also of those shown at the same time.

Revision ID: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notice_seen", sa.Column("place", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("notice_seen", "place")
