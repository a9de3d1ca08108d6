"""Signed-in staff. The private half lies here only encrypted under the session's own 256-bit id."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from bot.records import audit
from bot.records.database import Database, Tx
from bot.records.ids import new_token
from bot.records.keys import token_hash
from bot.records.scopes import Role, WorkerScope
from bot.records.sealing import PrivateHalf, lock_with_token, unlock_with_token
from bot.records.tables import StaffRow, StaffSessionRow

IDLE = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=10)
TOUCH_EVERY = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class StaffSession:
    """`key` opens what is wrapped for this person. `csrf` is stable for the session, and no secret of it."""

    scope: WorkerScope
    name: str
    email: str
    role_label: str
    key: PrivateHalf = field(repr=False)
    csrf: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One session of a list of them. `here` is true for the one that asks."""

    started_at: datetime
    used_at: datetime
    here: bool


def start(tx: Tx, staff_id: str, key: PrivateHalf, now: datetime) -> str:
    """Open a session for somebody whose password and second factor were checked; return its token."""
    token = new_token()
    tx.connection.execute(
        insert(StaffSessionRow).values(
            token_hash=token_hash(token),
            staff_id=staff_id,
            key_box=lock_with_token(key, token),
            created_at=now,
            touched_at=now,
        )
    )
    return token


def resume(database: Database, token: str, now: datetime) -> StaffSession | None:
    """Return the session and note that it was used; None when it is unknown or over."""
    with database.read() as tx:
        row = tx.connection.execute(
            select(
                StaffSessionRow.staff_id,
                StaffSessionRow.key_box,
                StaffSessionRow.touched_at,
                StaffRow.council,
                StaffRow.role,
                StaffRow.role_label,
                StaffRow.name_box,
                StaffRow.email_box,
            )
            .join(StaffRow, StaffRow.id == StaffSessionRow.staff_id)
            .where(
                StaffSessionRow.token_hash == token_hash(token),
                StaffSessionRow.touched_at > now - IDLE,
                StaffSessionRow.created_at > now - ABSOLUTE,
                StaffRow.disabled_at.is_(None),
            )
        ).one_or_none()
        if row is None:
            return None
        session = StaffSession(
            scope=WorkerScope(row.staff_id, row.council, Role(row.role)),
            name=tx.keys.decrypt_text("staff.name", row.staff_id, row.name_box),
            email=tx.keys.decrypt_text("staff.email", row.staff_id, row.email_box),
            role_label=row.role_label,
            key=unlock_with_token(row.key_box, token),
            csrf=tx.keys.index("csrf", token).hex(),
        )
    if now - row.touched_at >= TOUCH_EVERY:
        with database.begin() as tx:
            tx.connection.execute(
                update(StaffSessionRow)
                .where(StaffSessionRow.token_hash == token_hash(token))
                .values(touched_at=now)
            )
    return session


def of_staff(tx: Tx, staff_id: str, token: str, now: datetime) -> list[OpenSession]:
    """Return one person's live sessions, the newest first. `token` is the asking session's own."""
    rows = tx.connection.execute(
        select(StaffSessionRow.token_hash, StaffSessionRow.created_at, StaffSessionRow.touched_at)
        .where(
            StaffSessionRow.staff_id == staff_id,
            StaffSessionRow.touched_at > now - IDLE,
            StaffSessionRow.created_at > now - ABSOLUTE,
        )
        .order_by(StaffSessionRow.created_at.desc(), StaffSessionRow.token_hash)
    ).all()
    here = token_hash(token)
    return [OpenSession(row.created_at, row.touched_at, row.token_hash == here) for row in rows]


def end(tx: Tx, token: str, now: datetime) -> None:
    """Sign out."""
    staff_id = tx.connection.execute(
        delete(StaffSessionRow)
        .where(StaffSessionRow.token_hash == token_hash(token))
        .returning(StaffSessionRow.staff_id)
    ).scalar_one_or_none()
    if staff_id is not None:
        audit.append(tx, actor=staff_id, role="staff", action="staff.signed_out", about=staff_id, now=now)


def end_others(tx: Tx, scope: WorkerScope, token: str, now: datetime) -> None:
    """End every session of whoever asks but the one that asks."""
    gone = tx.connection.execute(
        delete(StaffSessionRow).where(
            StaffSessionRow.staff_id == scope.staff_id, StaffSessionRow.token_hash != token_hash(token)
        )
    ).rowcount
    if gone:
        audit.by_worker(tx, scope, "staff.signed_out", scope.staff_id, now)


def end_all(tx: Tx, staff_id: str, now: datetime) -> int:
    """End every session of one person; return how many there were."""
    gone = tx.connection.execute(delete(StaffSessionRow).where(StaffSessionRow.staff_id == staff_id)).rowcount
    if gone:
        audit.by_nobody(tx, "staff.signed_out", staff_id, now)
    return gone
