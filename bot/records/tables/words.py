"""What people say: on its way in and out, kept, sent, or needing someone now."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.records.tables.base import Counter, Table


class InboxRow(Table):
    """`message_hash` finds the message that an edit changes, by the channel's own name for it.

    `sound_box` is a voice note, emptied with the body.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        Index(
            "ix_inbox_waiting",
            "conversation_id",
            "seq",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        Index("ix_inbox_conversation_id_accepted_at", "conversation_id", "accepted_at"),
        Index("ix_inbox_conversation_id_message_hash", "conversation_id", "message_hash"),
        {"sqlite_autoincrement": True},
    )

    seq: Mapped[int] = mapped_column(Counter, primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    channel: Mapped[str]
    external_id: Mapped[str]
    address_hash: Mapped[bytes]
    kind: Mapped[str]
    body_box: Mapped[bytes | None]
    sound_box: Mapped[bytes | None]
    message_hash: Mapped[bytes | None]
    received_at: Mapped[datetime]
    accepted_at: Mapped[datetime]
    tries: Mapped[int]
    retry_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]


class OutboxRow(Table):
    """One thing to say. `question_box` outlives the body: `about` is found by it."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_undelivered",
            "channel",
            "conversation_id",
            "seq",
            sqlite_where=text("delivered_at IS NULL"),
            postgresql_where=text("delivered_at IS NULL"),
        ),
        Index("ix_outbox_conversation_id_seq", "conversation_id", "seq"),
        {"sqlite_autoincrement": True},
    )

    seq: Mapped[int] = mapped_column(Counter, primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    channel: Mapped[str]
    address_box: Mapped[bytes | None]
    body_box: Mapped[bytes | None]
    question_box: Mapped[bytes | None]
    created_at: Mapped[datetime]
    parts_done: Mapped[int]
    tries: Mapped[int]
    retry_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    given_up: Mapped[bool]


class DeliveredRow(Table):
    """The provider's id of a message that lies in the chat, until it was hidden."""

    __tablename__ = "delivered"
    __table_args__ = (UniqueConstraint("conversation_id", "channel", "provider_id"),)

    seq: Mapped[int] = mapped_column(Counter, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    channel: Mapped[str]
    provider_id: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


class DraftPartRow(Table):
    """One part of an unsent answer, under the conversation's draft key; a voice note has a row of its own."""

    __tablename__ = "draft_part"
    __table_args__ = (
        UniqueConstraint("conversation_id", "turn_id", "place"),
        {"sqlite_autoincrement": True},
    )

    seq: Mapped[int] = mapped_column(Counter, primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    turn_id: Mapped[str]
    place: Mapped[int]
    question_hash: Mapped[bytes]
    aside: Mapped[bool]
    sharing: Mapped[str]
    body_box: Mapped[bytes]
    recording_id: Mapped[str | None]
    kept_at: Mapped[datetime]


class SentAnswerRow(Table):
    __tablename__ = "sent_answer"
    __table_args__ = (UniqueConstraint("participant_id", "round", "place"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"))
    round: Mapped[int]
    place: Mapped[int]
    question_hash: Mapped[bytes]
    sealed: Mapped[bytes]
    tag: Mapped[bytes]
    sharing: Mapped[str]
    sent_at: Mapped[datetime]
    yes_at: Mapped[datetime | None]
    yes_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))


class PlacementRow(Table):
    """That a worker placed an answer, or a stretch of it, under a heading. Which heading is sealed too.

    It goes with its answer.
    """

    __tablename__ = "placement"

    id: Mapped[str] = mapped_column(primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    answer_id: Mapped[str] = mapped_column(ForeignKey("sent_answer.id", ondelete="CASCADE"), index=True)
    sealed: Mapped[bytes]
    tag: Mapped[bytes]
    placed_at: Mapped[datetime]
    placed_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))


class SendingRow(Table):
    """One sending: the receipt the family keeps, and a keyed digest whose key is sealed with the answers.

    `opened_at` is when a worker first opened what was sent: the family hears of it.
    """

    __tablename__ = "sending"

    participant_id: Mapped[str] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True
    )
    round: Mapped[int] = mapped_column(primary_key=True)
    receipt: Mapped[str]
    answers: Mapped[int]
    digest: Mapped[bytes]
    key_sealed: Mapped[bytes]
    key_tag: Mapped[bytes]
    sent_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    opened_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    told_opened_at: Mapped[datetime | None]


class ExportRow(Table):
    """One file that was handed out, by its digest: nothing of what is in it."""

    __tablename__ = "export"

    id: Mapped[str] = mapped_column(primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    form: Mapped[str]
    digest: Mapped[bytes] = mapped_column(index=True)
    signature: Mapped[bytes]
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))


class AlertRow(Table):
    """`what_box` is kind and level: that alone would say a great deal of somebody.

    `mailed_at` and `called_at` say which way its notice went; `retry_at` that one is still owed.
    """

    __tablename__ = "alert"

    id: Mapped[str] = mapped_column(primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    what_box: Mapped[bytes]
    sealed: Mapped[bytes]
    tag: Mapped[bytes]
    raised_at: Mapped[datetime]
    notice: Mapped[str]
    notice_tries: Mapped[int]
    notice_at: Mapped[datetime | None]
    retry_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]
    called_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    told_seen_at: Mapped[datetime | None]
    handled_at: Mapped[datetime | None]
    handled_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))


class ParkedRow(Table):
    __tablename__ = "parked"

    id: Mapped[str] = mapped_column(primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    sealed: Mapped[bytes]
    tag: Mapped[bytes]
    parked_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]


class NoticeSeenRow(Table):
    """`place` counts the wordings of one notice that one person was shown."""

    __tablename__ = "notice_seen"

    id: Mapped[str] = mapped_column(primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    place: Mapped[int] = mapped_column(server_default="0")
    item_hash: Mapped[bytes]
    item_box: Mapped[bytes]
    item_version: Mapped[str]
    language: Mapped[str]
    at: Mapped[datetime]
