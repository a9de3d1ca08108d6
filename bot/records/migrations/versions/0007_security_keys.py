"""Security keys, known addresses, and the audit found by who and by what.

Revision ID: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "security_key",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("credential_hash", sa.LargeBinary(), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name_box", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_security_key"),
        sa.UniqueConstraint("credential_hash", name="uq_security_key_credential_hash"),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name="fk_security_key_staff_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_security_key_staff_id", "security_key", ["staff_id"])
    op.create_table(
        "used_challenge",
        sa.Column("challenge_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("challenge_hash", name="pk_used_challenge"),
    )
    op.add_column("sign_in_failure", sa.Column("known_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_audit_actor", "audit", ["actor"])
    op.create_index("ix_audit_about", "audit", ["about"])


def downgrade() -> None:
    op.drop_index("ix_audit_about", table_name="audit")
    op.drop_index("ix_audit_actor", table_name="audit")
    op.drop_column("sign_in_failure", "known_at")
    op.drop_table("used_challenge")
    op.drop_table("security_key")
