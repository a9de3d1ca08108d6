"""Which message an edit changes.

Revision ID: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INDEX = "ix_inbox_conversation_id_message_hash"


def upgrade() -> None:
    op.add_column("inbox", sa.Column("message_hash", sa.LargeBinary(), nullable=True))
    op.create_index(INDEX, "inbox", ["conversation_id", "message_hash"])


def downgrade() -> None:
    op.drop_index(INDEX, table_name="inbox")
    op.drop_column("inbox", "message_hash")
