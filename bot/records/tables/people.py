"""Staff, and how they sign in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.records.tables.base import Table


class StaffRow(Table):
    """`*_box` columns are AEAD, `*_hash` of text that must be found again are keyed hashes.

    `looked_at` is when this person last said that they have looked through what is new.
    """

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(primary_key=True)
    council: Mapped[str] = mapped_column(index=True)
    email_hash: Mapped[bytes] = mapped_column(unique=True)
    email_box: Mapped[bytes]
    name_box: Mapped[bytes]
    role: Mapped[str]
    role_label: Mapped[str]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]
    link_hash: Mapped[bytes | None] = mapped_column(unique=True)
    link_expires_at: Mapped[datetime | None]
    link_totp_box: Mapped[bytes | None]
    password_hash: Mapped[str | None]
    totp_box: Mapped[bytes | None]
    totp_step: Mapped[int | None] = mapped_column(BigInteger)
    public_key: Mapped[bytes | None]
    key_salt: Mapped[bytes | None]
    key_box: Mapped[bytes | None]


class RecoveryCodeRow(Table):
    """One of the ten codes that stand in for a lost second factor."""

    __tablename__ = "recovery_code"

    code_hash: Mapped[bytes] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    used_at: Mapped[datetime | None]


class SecurityKeyRow(Table):
    """A WebAuthn key that stands in for the one-time code. Its counter only ever goes up."""

    __tablename__ = "security_key"

    id: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    credential_hash: Mapped[bytes] = mapped_column(unique=True)
    credential: Mapped[bytes]
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name_box: Mapped[bytes]
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class UsedChallengeRow(Table):
    """A challenge that a key has answered. It is kept until it would be too old anyway."""

    __tablename__ = "used_challenge"

    challenge_hash: Mapped[bytes] = mapped_column(primary_key=True)
    used_at: Mapped[datetime]


class SignInFailureRow(Table):
    """Failures in a row of one account from one address; both only as one keyed hash.

    `known_at` is when this account last came in from there. The row of an account alone counts tries from
    addresses that it never came in from; there `last_at` is when the counting began.
    """

    __tablename__ = "sign_in_failure"

    who: Mapped[bytes] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]
    known_at: Mapped[datetime | None]


class StaffSessionRow(Table):
    """A signed-in worker; the private half is here only encrypted under the session's own id."""

    __tablename__ = "staff_session"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    key_box: Mapped[bytes]
    created_at: Mapped[datetime]
    touched_at: Mapped[datetime]
