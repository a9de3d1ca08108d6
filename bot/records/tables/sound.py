"""Voice notes: the sound itself, apart from the answers that it belongs to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.records.tables.base import Table


class DraftRecordingRow(Table):
    """The sound of an unsent voice note, under the conversation's draft key. A draft part names it."""

    __tablename__ = "draft_recording"

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    sound_box: Mapped[bytes]


class SentRecordingRow(Table):
    """The sound of a sent voice note. `place` is the answer or the parked message that it came with."""

    __tablename__ = "sent_recording"

    id: Mapped[str] = mapped_column(primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    place: Mapped[str]
    sealed: Mapped[bytes]
    tag: Mapped[bytes]
    sent_at: Mapped[datetime]
    heard_at: Mapped[datetime | None]
    heard_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
