"""Who was told by e-mail that something waits to be read."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.records.tables.base import Table


class ReadingNoticeRow(Table):
    """One thing to tell one member of staff about one sending: ids and a day, never a name or a word.

    `by_day` is the day by which it should be read: when the meeting moves, that is another notice.
    """

    __tablename__ = "reading_notice"
    __table_args__ = (UniqueConstraint("staff_id", "participant_id", "round", "kind", "by_day"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    round: Mapped[int]
    kind: Mapped[str]
    by_day: Mapped[date]
    tries: Mapped[int]
    retry_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
