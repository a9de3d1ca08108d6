"""When a message that could not be placed was first opened: one that nobody has opened is unread.

Revision ID: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("parked", sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
    parked = sa.table("parked", *(sa.column(name) for name in ("participant_id", "parked_at", "opened_at")))
    audit = sa.table("audit", *(sa.column(name) for name in ("at", "action", "about")))
    # What was opened before there was a column for it is not called late: the audit says when.
    first = sa.select(sa.func.min(audit.c.at)).where(
        audit.c.action == "parked.opened",
        audit.c.about == parked.c.participant_id,
        audit.c.at >= parked.c.parked_at,
    )
    op.execute(sa.update(parked).values(opened_at=first.scalar_subquery()))


def downgrade() -> None:
    op.drop_column("parked", "opened_at")
