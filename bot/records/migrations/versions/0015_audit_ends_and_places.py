"""The audit's oldest rows may end, behind a signed checkpoint; people have a place, notices two ways.

Revision ID: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_REFUSAL = "the audit is only added to"
_COVERED = "SELECT COALESCE(MAX(rows), 0) FROM audit_checkpoint"
_PLAIN = f"BEGIN RAISE EXCEPTION '{_REFUSAL}'; END"
# Two IFs: the other table has no `seq`, and a name that is not there is a fault even where it does not count.
_UNLESS_COVERED = f"""
BEGIN
    IF TG_TABLE_NAME = 'audit' AND TG_OP = 'DELETE' THEN
        IF OLD.seq <= ({_COVERED}) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION '{_REFUSAL}';
END
"""


def upgrade() -> None:
    op.add_column("participant", sa.Column("place", sa.Integer(), nullable=False, server_default="0"))
    for name in ("mailed_at", "called_at"):
        op.add_column("alert", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "audit_checkpoint",
        sa.Column("rows", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("rows", name="pk_audit_checkpoint"),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_no_delete")
        op.execute(
            f"CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit WHEN OLD.seq > ({_COVERED}) "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_checkpoint_no_{event.lower()} BEFORE {event} ON audit_checkpoint "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            )
        return
    _function(_UNLESS_COVERED)
    op.execute(
        "CREATE TRIGGER audit_checkpoint_no_change BEFORE UPDATE OR DELETE ON audit_checkpoint "
        "FOR EACH ROW EXECUTE FUNCTION audit_refuses()"
    )
    op.execute(
        "CREATE TRIGGER audit_checkpoint_no_truncate BEFORE TRUNCATE ON audit_checkpoint "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_no_delete")
        op.execute(
            "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )
    else:
        _function(_PLAIN)
    op.drop_table("audit_checkpoint")
    for name in ("called_at", "mailed_at"):
        op.drop_column("alert", name)
    op.drop_column("participant", "place")


def _function(body: str) -> None:
    op.execute(f"CREATE OR REPLACE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS $${body}$$")
