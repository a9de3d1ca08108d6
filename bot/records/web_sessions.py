"""A family's session in a browser: a cookie's worth, ten idle minutes, nothing else to find."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select, update

from bot.records.database import Tx
from bot.records.ids import new_token
from bot.records.keys import token_hash
from bot.records.scopes import ParticipantScope
from bot.records.tables import ConversationRow, WebSessionRow

IDLE = timedelta(minutes=10)
# A page and the form on it come seconds apart: the second of them need not be written down.
FRESH = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class WebSession:
    conversation_id: str
    participant_id: str
    started_at: datetime
    touched_at: datetime
    csrf: str = field(repr=False)

    @property
    def scope(self) -> ParticipantScope:
        return ParticipantScope(self.participant_id, self.conversation_id)

    def is_fresh(self, now: datetime) -> bool:
        """Whether its last use was noted so lately that this one need not be."""
        return now - self.touched_at < FRESH


def create(tx: Tx, scope: ParticipantScope, now: datetime) -> str:
    """Open a session and return its token; another browser's session of the same person ends."""
    end_all(tx, scope.conversation_id)
    token = new_token()
    tx.connection.execute(
        insert(WebSessionRow).values(
            token_hash=token_hash(token),
            conversation_id=scope.conversation_id,
            started_at=now,
            touched_at=now,
        )
    )
    return token


def resume(tx: Tx, token: str, now: datetime) -> WebSession | None:
    """Return the session and note that it was used; None when it is unknown or idle too long."""
    row = tx.connection.execute(
        update(WebSessionRow)
        .where(WebSessionRow.token_hash == token_hash(token), WebSessionRow.touched_at > now - IDLE)
        .values(touched_at=now)
        .returning(WebSessionRow.conversation_id, WebSessionRow.started_at)
    ).one_or_none()
    if row is None:
        return None
    participant_id = tx.connection.execute(
        select(ConversationRow.participant_id).where(ConversationRow.id == row.conversation_id)
    ).scalar_one()
    csrf = tx.keys.index("csrf", token).hex()
    return WebSession(row.conversation_id, participant_id, row.started_at, now, csrf)


_ALIVE = (
    select(
        WebSessionRow.conversation_id,
        ConversationRow.participant_id,
        WebSessionRow.started_at,
        WebSessionRow.touched_at,
    )
    .join(ConversationRow, ConversationRow.id == WebSessionRow.conversation_id)
    .where(WebSessionRow.token_hash == bindparam("token"), WebSessionRow.touched_at > bindparam("since"))
)


def peek(tx: Tx, token: str, now: datetime) -> WebSession | None:
    """As `resume`, in a transaction that only reads: a page that asks by itself is no sign of life."""
    asked = {"token": token_hash(token), "since": now - IDLE}
    row = tx.connection.execute(_ALIVE, asked).one_or_none()
    return WebSession(*row, tx.keys.index("csrf", token).hex()) if row else None


def end(tx: Tx, token: str) -> None:
    tx.connection.execute(delete(WebSessionRow).where(WebSessionRow.token_hash == token_hash(token)))


def end_all(tx: Tx, conversation_id: str) -> int:
    """End every session of one conversation; return how many there were."""
    return tx.connection.execute(
        delete(WebSessionRow).where(WebSessionRow.conversation_id == conversation_id)
    ).rowcount


def delete_dead(tx: Tx, now: datetime) -> int:
    return tx.connection.execute(delete(WebSessionRow).where(WebSessionRow.touched_at <= now - IDLE)).rowcount
