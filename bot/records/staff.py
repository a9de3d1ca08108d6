"""Staff: who they are, and the one-use link by which they alone set password, second factor and keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pyotp
from sqlalchemy import Select, delete, insert, select, update

from bot.errors import NotFound, PasswordWeak, SignInRefused
from bot.records import audit, epochs, security_keys, staff_sessions, totp, wraps
from bot.records.database import AnyRow, Database, Tx
from bot.records.ids import new_id, new_token, plain_code, spoken
from bot.records.keys import token_hash
from bot.records.passwords import slow_hash
from bot.records.scopes import Role, WorkerScope
from bot.records.sealing import PrivateHalf, lock_with_password, new_salt
from bot.records.tables import RecoveryCodeRow, StaffRow

LINK_LIFE = timedelta(hours=24)
SHORTEST, LONGEST = 8, 128
RECOVERY_CODES = 10
_CODE_LETTERS = 10  # 50 bits


@dataclass(frozen=True, slots=True)
class Staff:
    """`has_key` is false until the person has claimed their link: no case can be theirs before."""

    id: str
    council: str
    email: str
    name: str
    role: Role
    role_label: str
    has_key: bool
    disabled: bool


@dataclass(frozen=True, slots=True)
class SignInLink:
    staff_id: str
    token: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LinkOwner:
    """Who a live link is for, and the second factor that they are about to set up."""

    staff_id: str
    name: str
    email: str
    council: str
    totp_secret: str = field(repr=False)
    totp_uri: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Claimed:
    """Ten codes that stand in for a lost second factor, shown once."""

    staff_id: str
    recovery_codes: tuple[str, ...] = field(repr=False)


def add(
    tx: Tx,
    *,
    council: str,
    email: str,
    name: str,
    role: Role,
    role_label: str,
    now: datetime,
    by: WorkerScope | None = None,
) -> SignInLink:
    """Add a member of staff. Raises Conflict when the e-mail address is known already.

    `by` is the admin who does it, None at the command line; here and below the audit names them.
    """
    staff_id = new_id()
    tx.connection.execute(
        insert(StaffRow).values(
            id=staff_id,
            council=council,
            email_hash=email_hash(tx, email),
            email_box=tx.keys.encrypt_text("staff.email", staff_id, email.strip()),
            name_box=tx.keys.encrypt_text("staff.name", staff_id, name.strip()),
            role=role,
            role_label=role_label,
            created_at=now,
        )
    )
    _noted(tx, by, "staff.added", staff_id, now)
    return _new_link(tx, staff_id, now)


def renew_link(tx: Tx, staff_id: str, now: datetime, by: WorkerScope | None = None) -> SignInLink:
    """Make a new link for somebody who cannot sign in. What they had works until it is claimed."""
    _one(tx, staff_id)
    _noted(tx, by, "staff.link_renewed", staff_id, now)
    return _new_link(tx, staff_id, now)


def look_up_link(tx: Tx, token: str, now: datetime) -> LinkOwner:
    """Return whose link this is. Raises SignInRefused for one that is unknown, used or too old."""
    row = tx.connection.execute(
        select(StaffRow.id, StaffRow.link_totp_box).where(
            StaffRow.link_hash == token_hash(token),
            StaffRow.link_expires_at > now,
            StaffRow.disabled_at.is_(None),
        )
    ).one_or_none()
    if row is None or row.link_totp_box is None:
        raise link_refused()
    member = get(tx, row.id)
    secret = tx.keys.decrypt_text("staff.link_totp", row.id, row.link_totp_box)
    uri = pyotp.TOTP(secret).provisioning_uri(name=member.email, issuer_name="Beforehand")
    return LinkOwner(row.id, member.name, member.email, member.council, secret, uri)


def claim_link(database: Database, token: str, password: str, totp_code: str, now: datetime) -> Claimed:
    """Set password, second factor and a fresh key pair; the link is used up.

    After a forgotten password the old wraps cannot be opened any more and are dropped: another worker
    of the case, or recovery, wraps them anew. Raises PasswordWeak, or SignInRefused for a dead link or
    a wrong code, which leaves the link as it was.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise PasswordWeak(
            f"The password has to have {SHORTEST} to {LONGEST} characters.",
            remedy="Choose another; 15 or more are best, and any characters will do.",
        )
    with database.read() as tx:
        owner = look_up_link(tx, token, now)
    step = totp.step_of(owner.totp_secret, totp_code, None, now)
    if step is None:
        raise SignInRefused(
            "The code does not belong to this second factor.",
            remedy="Scan the picture again and type the six digits that show now.",
        )
    half, salt = PrivateHalf.make(), new_salt()
    secrets = {
        "password_hash": slow_hash(password),
        "key_salt": salt,
        "key_box": lock_with_password(half, password, salt),
        "public_key": half.public,
        "totp_step": step,
        "link_hash": None,
        "link_expires_at": None,
        "link_totp_box": None,
    }
    with database.begin() as tx:
        secrets["totp_box"] = tx.keys.encrypt_text("staff.totp", owner.staff_id, owner.totp_secret)
        done = tx.connection.execute(
            update(StaffRow)
            .where(StaffRow.id == owner.staff_id, StaffRow.link_hash == token_hash(token))
            .values(**secrets)
        )
        if done.rowcount != 1:
            raise link_refused()
        wraps.forget(tx, owner.staff_id)
        security_keys.remove_all(tx, owner.staff_id)
        codes = _new_recovery_codes(tx, owner.staff_id)
        staff_sessions.end_all(tx, owner.staff_id, now)
        audit.append(
            tx, actor=owner.staff_id, role="staff", action="staff.link_claimed",
            about=owner.staff_id, now=now,
        )  # fmt: skip
        return Claimed(owner.staff_id, codes)


def get(tx: Tx, staff_id: str) -> Staff:
    """Raises NotFound."""
    return _one(tx, staff_id)


def by_email(tx: Tx, email: str) -> Staff | None:
    row = tx.connection.execute(_rows().where(StaffRow.email_hash == email_hash(tx, email)))
    found = row.one_or_none()
    return _staff(tx, found) if found else None


def of_council(tx: Tx, council: str) -> list[Staff]:
    rows = tx.connection.execute(_rows().where(StaffRow.council == council))
    return sorted((_staff(tx, row) for row in rows), key=lambda member: member.name.casefold())


def disable(tx: Tx, staff_id: str, now: datetime, by: WorkerScope | None = None) -> None:
    """Let somebody in no more; every session ends. Their wraps stay until their cases are handed over."""
    _one(tx, staff_id)
    tx.connection.execute(
        update(StaffRow).where(StaffRow.id == staff_id).values(disabled_at=now, link_hash=None)
    )
    staff_sessions.end_all(tx, staff_id, now)
    epochs.after_leaving(tx, staff_id, now)
    _noted(tx, by, "staff.disabled", staff_id, now)


def set_role(tx: Tx, staff_id: str, role: Role, now: datetime, by: WorkerScope | None = None) -> None:
    """Change a role; every session ends, so that no right outlives it."""
    _one(tx, staff_id)
    tx.connection.execute(update(StaffRow).where(StaffRow.id == staff_id).values(role=role))
    wraps.forget_officer(tx, staff_id)
    staff_sessions.end_all(tx, staff_id, now)
    _noted(tx, by, "staff.role_set", staff_id, now)


def _noted(tx: Tx, by: WorkerScope | None, action: str, staff_id: str, now: datetime) -> None:
    if by is None:
        audit.by_nobody(tx, action, staff_id, now)
    else:
        audit.by_worker(tx, by, action, staff_id, now)


def email_hash(tx: Tx, email: str) -> bytes:
    return tx.keys.index("staff.email", email.strip().casefold())


def recovery_code_hash(tx: Tx, staff_id: str, code: str) -> bytes:
    return tx.keys.index("recovery_code", f"{staff_id} {plain_code(code)}")


def link_refused() -> SignInRefused:
    return SignInRefused(
        "The sign-in link is unknown, used or too old.",
        remedy="Ask an administrator for a new one: ./run worker link.",
    )


def _new_link(tx: Tx, staff_id: str, now: datetime) -> SignInLink:
    link = SignInLink(staff_id, new_token(), now + LINK_LIFE)
    tx.connection.execute(
        update(StaffRow)
        .where(StaffRow.id == staff_id)
        .values(
            link_hash=token_hash(link.token),
            link_expires_at=link.expires_at,
            link_totp_box=tx.keys.encrypt_text("staff.link_totp", staff_id, pyotp.random_base32()),
        )
    )
    return link


def _new_recovery_codes(tx: Tx, staff_id: str) -> tuple[str, ...]:
    codes = [spoken(_CODE_LETTERS) for _ in range(RECOVERY_CODES)]
    tx.connection.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.staff_id == staff_id))
    tx.connection.execute(
        insert(RecoveryCodeRow),
        [{"code_hash": recovery_code_hash(tx, staff_id, code), "staff_id": staff_id} for code in codes],
    )
    return tuple(f"{code[:5]}-{code[5:]}" for code in codes)


def _rows() -> Select[*tuple[Any, ...]]:
    return select(
        StaffRow.id,
        StaffRow.council,
        StaffRow.email_box,
        StaffRow.name_box,
        StaffRow.role,
        StaffRow.role_label,
        StaffRow.public_key,
        StaffRow.disabled_at,
    )


def _one(tx: Tx, staff_id: str) -> Staff:
    row = tx.connection.execute(_rows().where(StaffRow.id == staff_id)).one_or_none()
    if row is None:
        raise NotFound("No such member of staff.", remedy="See ./run worker list.")
    return _staff(tx, row)


def _staff(tx: Tx, row: AnyRow) -> Staff:
    staff_id, council, email, name, role, label, public, disabled = row
    return Staff(
        staff_id,
        council,
        tx.keys.decrypt_text("staff.email", staff_id, email),
        tx.keys.decrypt_text("staff.name", staff_id, name),
        Role(role),
        label,
        public is not None,
        disabled is not None,
    )
