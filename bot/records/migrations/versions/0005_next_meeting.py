"""For which meeting somebody is getting ready: a case may have a next one.

Revision ID: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversation", sa.Column("prepares_for", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("conversation", "prepares_for")
