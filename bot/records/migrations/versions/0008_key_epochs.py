"""Key epochs, recovery officers, and what two of them open together.

Revision ID: 0008
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("participant", sa.Column("epoch", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("install", sa.Column("keys_checked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("install", sa.Column("keys_broken", sa.Integer(), nullable=False, server_default="0"))
    _key_wrap(epochs=True)
    _officer()
    _break_glass()


def downgrade() -> None:
    op.drop_table("break_glass_notice")
    op.drop_index("ix_break_glass_participant_id", table_name="break_glass")
    op.drop_table("break_glass")
    op.drop_table("officer")
    _key_wrap(epochs=False)
    op.drop_column("install", "keys_broken")
    op.drop_column("install", "keys_checked_at")
    op.drop_column("participant", "epoch")


def _key_wrap(*, epochs: bool) -> None:
    """Make the table anew, because SQLite cannot change a primary key, and put its rows back."""
    columns = ("participant_id", "holder", "wrap", "made_at")
    old = sa.table("key_wrap", *(sa.column(name) for name in columns), sa.column("epoch"))
    held = sa.select(*(old.c[name] for name in columns))
    rows = [
        dict(row._mapping) for row in op.get_bind().execute(held if epochs else held.where(old.c.epoch == 1))
    ]
    op.drop_index("ix_key_wrap_holder", table_name="key_wrap")
    op.drop_table("key_wrap")
    more: list[sa.Column[Any]] = (
        [
            sa.Column("epoch", sa.Integer(), nullable=False, autoincrement=False),
            sa.Column("digest", sa.LargeBinary(), nullable=False),
        ]
        if epochs
        else []
    )
    key = ("participant_id", "epoch", "holder") if epochs else ("participant_id", "holder")
    new = op.create_table(
        "key_wrap",
        sa.Column("participant_id", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("wrap", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *more,
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name="fk_key_wrap_participant_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(*key, name="pk_key_wrap"),
    )
    op.create_index("ix_key_wrap_holder", "key_wrap", ["holder"])
    if rows:
        op.bulk_insert(new, [_with_epoch(row) if epochs else _with_time(row) for row in rows])


def _with_epoch(row: dict[str, Any]) -> dict[str, Any]:
    # As bot.records.wraps.digest makes it, written out: a migration does not change with the code.
    fields = (row["participant_id"].encode(), b"1", row["holder"].encode(), bytes(row["wrap"]))
    digest = sha256(b"".join(len(field).to_bytes(4) + field for field in fields)).digest()
    return {**_with_time(row), "epoch": 1, "digest": digest}


def _with_time(row: dict[str, Any]) -> dict[str, Any]:
    # SQLite hands out a time as text where it does not know the column.
    made_at = row["made_at"]
    return {**row, "made_at": datetime.fromisoformat(made_at) if isinstance(made_at, str) else made_at}


def _officer() -> None:
    op.create_table(
        "officer",
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name="fk_officer_staff_id_staff", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("staff_id", name="pk_officer"),
    )


def _break_glass() -> None:
    op.create_table(
        "break_glass",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("participant_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_by", sa.Text(), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name="fk_break_glass_participant_id_participant",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name="fk_break_glass_asked_by_staff"),
        sa.ForeignKeyConstraint(["agreed_by"], ["staff.id"], name="fk_break_glass_agreed_by_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_break_glass"),
    )
    op.create_index("ix_break_glass_participant_id", "break_glass", ["participant_id"])
    op.create_table(
        "break_glass_notice",
        sa.Column("break_glass_id", sa.Text(), nullable=False),
        sa.Column("whom", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["break_glass_id"],
            ["break_glass.id"],
            name="fk_break_glass_notice_break_glass_id_break_glass",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("break_glass_id", "whom", name="pk_break_glass_notice"),
    )
