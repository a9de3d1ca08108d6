"""Recovery officers, and what two of them open together for a day."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.records.tables.base import Table


class OfficerRow(Table):
    """Somebody appointed with both recovery sheets. Another key since then is nobody's appointment."""

    __tablename__ = "officer"

    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True)
    public_key: Mapped[bytes]
    appointed_at: Mapped[datetime]


class BreakGlassRow(Table):
    """One officer asked for one person, another agreed. Its keys are wraps, which go when it ends."""

    __tablename__ = "break_glass"

    id: Mapped[str] = mapped_column(primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str]
    asked_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime]
    agreed_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    ends_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class BreakGlassNoticeRow(Table):
    """One of the three who are told of it: the workers, the managers, the auditors."""

    __tablename__ = "break_glass_notice"

    break_glass_id: Mapped[str] = mapped_column(
        ForeignKey("break_glass.id", ondelete="CASCADE"), primary_key=True
    )
    whom: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    tries: Mapped[int]
    retry_at: Mapped[datetime | None]
