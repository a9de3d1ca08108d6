"""What a council's figures are made of, beside the feedback itself: nothing here is about a person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.records.tables.base import Table


class FeedbackInvitedRow(Table):
    """Somebody was asked how it went: kept as apart from the case as the answer is."""

    __tablename__ = "feedback_invited"
    __table_args__ = (Index("ix_feedback_invited_council_month", "council", "month"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    council: Mapped[str]
    month: Mapped[str]
    audience: Mapped[str]
    language: Mapped[str]


class IndicatorRow(Table):
    """A council-wide figure that a manager typed in. The newest row of a name and year counts.

    `year` is that of the 31 March on which it ends; `value` is a decimal as text, None where a figure was
    taken back.
    """

    __tablename__ = "indicator"
    __table_args__ = (Index("ix_indicator_council_entered_at", "council", "entered_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    council: Mapped[str]
    name: Mapped[str]
    year: Mapped[int]
    value: Mapped[str | None]
    entered_at: Mapped[datetime]
    entered_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
