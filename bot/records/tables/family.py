"""Cases, meetings, the people of a family, and how they come in."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from bot.records.tables.base import Table

RECOVERY = "recovery"


class CaseRow(Table):
    __tablename__ = "case"

    id: Mapped[str] = mapped_column(primary_key=True)
    council: Mapped[str] = mapped_column(index=True)
    name_box: Mapped[bytes]
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))


class CaseWorkerRow(Table):
    __tablename__ = "case_worker"

    case_id: Mapped[str] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), primary_key=True, index=True)
    since: Mapped[datetime]


class MeetingRow(Table):
    __tablename__ = "meeting"

    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), unique=True)
    kind: Mapped[str]
    nation: Mapped[str]
    starts_at: Mapped[datetime]
    place_box: Mapped[bytes]
    mode: Mapped[str]
    set_at: Mapped[datetime]
    moved_at: Mapped[datetime | None]
    after: Mapped[str | None]
    after_on: Mapped[date | None]


class ParticipantRow(Table):
    """`contact_box` holds the days and hours at which it is safe to write; without them nothing is started.

    `reminders` is the person's own wish, `may_write` the worker's word that this channel is safe at all.
    `held_for` is why the records are kept beyond their end. `place` tells apart who was added at the
    same moment.
    """

    __tablename__ = "participant"

    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    audience: Mapped[str]
    name_box: Mapped[bytes]
    language: Mapped[str]
    telegram_allowed: Mapped[bool]
    interpreter: Mapped[bool]
    public_key: Mapped[bytes]
    epoch: Mapped[int] = mapped_column(server_default="1")
    safe_sealed: Mapped[bytes | None]
    safe_tag: Mapped[bytes | None]
    contact_box: Mapped[bytes | None]
    reminders: Mapped[bool] = mapped_column(server_default=false())
    may_write: Mapped[bool] = mapped_column(server_default=true())
    report_had: Mapped[bool | None]
    report_on: Mapped[date | None]
    held_for: Mapped[str | None]
    held_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    place: Mapped[int] = mapped_column(server_default="0")


class KeyWrapRow(Table):
    """The private half of one of a participant's key epochs, sealed for one holder (`records/holders.py`).

    `digest` is of the row as it was written: a wrap that broke since is found without opening it.
    """

    __tablename__ = "key_wrap"

    participant_id: Mapped[str] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True
    )
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    holder: Mapped[str] = mapped_column(primary_key=True, index=True)
    wrap: Mapped[bytes]
    digest: Mapped[bytes]
    made_at: Mapped[datetime]


class InviteRow(Table):
    __tablename__ = "invite"

    id: Mapped[str] = mapped_column(primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    pin_hash: Mapped[str]
    pin_tries: Mapped[int]
    selector: Mapped[str] = mapped_column(unique=True)
    verifier_hash: Mapped[str]
    code_tries: Mapped[int]
    issued_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]


class ConversationRow(Table):
    """One participant's talk. `digits` and `verifier` are argon2id of peppered text."""

    __tablename__ = "conversation"
    __table_args__ = (UniqueConstraint("channel", "address_hash"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), unique=True)
    channel: Mapped[str]
    address_hash: Mapped[bytes | None]
    address_box: Mapped[bytes | None]
    language: Mapped[str]
    phase: Mapped[str]
    state_box: Mapped[bytes | None]
    digits_hash: Mapped[str | None]
    digits_tries: Mapped[int]
    selector: Mapped[str | None] = mapped_column(unique=True)
    verifier_hash: Mapped[str | None]
    dead_at: Mapped[datetime | None]
    earlier_before: Mapped[datetime | None]
    earlier_digits_hash: Mapped[str | None]
    earlier_tries: Mapped[int]
    draft_key: Mapped[str | None] = mapped_column(unique=True)
    sitting_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    rounds: Mapped[int]
    told_starts_at: Mapped[datetime | None]
    told_passed: Mapped[datetime | None]
    prepares_for: Mapped[str | None]
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]


class WebSessionRow(Table):
    __tablename__ = "web_session"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    started_at: Mapped[datetime]
    touched_at: Mapped[datetime]
