"""What the product keeps about itself: what it is, and who did what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.records.tables.base import Table


class InstallRow(Table):
    """The one row that says what this database is, and what the hourly look at its keys found."""

    __tablename__ = "install"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    mode: Mapped[str]
    recovery_public: Mapped[bytes]
    created_at: Mapped[datetime]
    keys_checked_at: Mapped[datetime | None]
    keys_broken: Mapped[int] = mapped_column(server_default="0")


class AuditRow(Table):
    """Who did what to which thing. Triggers refuse changes; the chain shows them."""

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(index=True)
    role: Mapped[str]
    action: Mapped[str]
    about: Mapped[str] = mapped_column(index=True)
    outcome: Mapped[str]
    prev_hash: Mapped[bytes]
    hash: Mapped[bytes]


class AuditCheckpointRow(Table):
    """Where the audit begins since its first `rows` rows ended. Triggers let go of those, and of no other."""

    __tablename__ = "audit_checkpoint"

    rows: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    head: Mapped[bytes]
    before: Mapped[datetime]
    at: Mapped[datetime]
    signature: Mapped[bytes]
