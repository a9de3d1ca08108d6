"""Why a wish to delete was answered so, and why somebody's records are held.

Revision ID: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deletion_request", sa.Column("reason", sa.Text(), nullable=True))
    op.add_column("participant", sa.Column("held_for", sa.Text(), nullable=True))
    op.add_column("participant", sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
    # "It will be deleted" was said and nothing was: these wishes are open again, until it is done.
    op.execute(
        "DELETE FROM reminder WHERE kind = 'deletion_answered'"
        " AND about IN (SELECT id FROM deletion_request WHERE answer = 'will_delete')"
    )
    op.execute(
        "UPDATE deletion_request SET answered_at = NULL, answered_by = NULL, answer = NULL, told_at = NULL"
        " WHERE answer = 'will_delete'"
    )


def downgrade() -> None:
    op.drop_column("participant", "held_at")
    op.drop_column("participant", "held_for")
    op.drop_column("deletion_request", "reason")
