"""Messages that have arrived: once each, in order, and empty as soon as they are answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, func, select, update

from bot.messages import Channel, Inbound, InboundKind, Recording
from bot.records import tables
from bot.records.conversations import address_hash
from bot.records.database import AnyRow, Tx
from bot.records.ids import new_id
from bot.records.keys import Json
from bot.records.scopes import ParticipantScope
from bot.records.upserts import insert_new

_ROW = tables.InboxRow
# What each turn asks, made once.
_WAITING = _ROW.done_at.is_(None)
_NEXT = (
    select(_ROW.__table__)
    .where(_ROW.conversation_id == bindparam("conversation"), _WAITING)
    .order_by(_ROW.seq)
    .limit(1)
)
_MORE = select(_ROW.id).where(_ROW.conversation_id == bindparam("conversation"), _WAITING).limit(1)
_COUNT = select(func.count()).select_from(_ROW).where(_WAITING)
_MARKS = (
    select(_ROW.id, _ROW.external_id, _ROW.kind, _ROW.accepted_at, _ROW.done_at)
    .where(_ROW.conversation_id == bindparam("conversation"), _ROW.accepted_at >= bindparam("since"))
    .order_by(_ROW.seq)
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """`is_new` is false for what the provider sends again: acknowledge it and do no more."""

    id: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class InboxRow:
    id: str
    seq: int
    conversation_id: str | None
    inbound: Inbound = field(repr=False)
    accepted_at: datetime
    tries: int
    # Whether the screen saw harm in the words when they came.
    sore: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """That a message was kept, and when: the words themselves are not shown again."""

    id: str
    external_id: str
    kind: InboundKind
    at: datetime
    done: bool


def accept(
    tx: Tx, inbound: Inbound, conversation_id: str | None, now: datetime, *, sore: bool = False
) -> Accepted:
    """Keep one message; acknowledge it once the transaction is committed, not before.

    `conversation_id` is None for a chat that nobody has claimed, `sore` what the screen made of the words.
    """
    row_id = new_id()
    # Two messages of one chat get their numbers in the order in which they are committed.
    tx.in_order(f"inbox {conversation_id or inbound.address}")
    body: Json = {
        "address": inbound.address,
        "words": inbound.words,
        "button": inbound.button,
        "about": inbound.about,
        "message": inbound.message,
        "revision": inbound.revision,
        "sore": sore,
        "refused": inbound.refused,
        "device": inbound.device,
    }
    sound = inbound.recording
    if sound is not None:
        body |= {"form": sound.form, "seconds": sound.seconds}
    values = {
        "id": row_id,
        "conversation_id": conversation_id,
        "channel": inbound.channel,
        "external_id": inbound.external_id,
        "address_hash": address_hash(tx, inbound.address),
        "kind": inbound.kind,
        "body_box": tx.keys.encrypt_json("inbox.body", row_id, body),
        "sound_box": tx.keys.encrypt("inbox.sound", row_id, sound.sound) if sound else None,
        "message_hash": _message_hash(tx, inbound.message) if inbound.message else None,
        "received_at": inbound.received_at,
        "accepted_at": now,
        "tries": 0,
    }
    if insert_new(tx, _ROW, values, ("channel", "external_id")):
        return Accepted(row_id, is_new=True)
    known = tx.connection.execute(
        select(_ROW.id).where(_ROW.channel == inbound.channel, _ROW.external_id == inbound.external_id)
    ).scalar_one()
    return Accepted(known, is_new=False)


def next_for(tx: Tx, conversation_id: str, now: datetime) -> InboxRow | None:
    """Return the oldest message that waits, None while it is to be tried again only later."""
    row = tx.connection.execute(_NEXT, {"conversation": conversation_id}).one_or_none()
    if row is None or (row.retry_at is not None and row.retry_at > now):
        return None
    return _read(tx, row)


def unclaimed(tx: Tx, now: datetime, limit: int = 20) -> list[InboxRow]:
    """Return waiting messages from chats that nobody has claimed, oldest first."""
    rows = tx.connection.execute(
        select(_ROW.__table__)
        .where(_ROW.conversation_id.is_(None), _ROW.done_at.is_(None))
        .where(_ROW.retry_at.is_(None) | (_ROW.retry_at <= now))
        .order_by(_ROW.seq)
        .limit(limit)
    ).all()
    return [_read(tx, row) for row in rows]


def get(tx: Tx, row_id: str) -> InboxRow | None:
    """Return a message that still waits, None when it is answered or unknown."""
    row = tx.connection.execute(
        select(_ROW.__table__).where(_ROW.id == row_id, _ROW.done_at.is_(None))
    ).one_or_none()
    return _read(tx, row) if row else None


def done(tx: Tx, row_id: str, now: datetime) -> None:
    """Empty a message that was answered; that it came is kept, so that a repeat is known."""
    tx.connection.execute(
        update(_ROW.core()).where(_ROW.id == row_id).values(done_at=now, body_box=None, sound_box=None)
    )


def failed(tx: Tx, row_id: str, retry_at: datetime | None) -> int:
    """Count a failed turn; return how many there were."""
    return tx.connection.execute(
        update(_ROW)
        .where(_ROW.id == row_id)
        .values(tries=_ROW.tries + 1, retry_at=retry_at)
        .returning(_ROW.tries)
    ).scalar_one()


def more_for(tx: Tx, conversation_id: str) -> bool:
    """Return whether any message of a conversation waits."""
    return tx.connection.execute(_MORE, {"conversation": conversation_id}).scalar_one_or_none() is not None


def waiting(tx: Tx) -> int:
    """Return how many messages wait."""
    return tx.connection.execute(_COUNT).scalar_one()


def marks(tx: Tx, scope: ParticipantScope, since: datetime) -> list[Mark]:
    """Return what the person sent since a time, in order, without the words."""
    rows = tx.connection.execute(_MARKS, {"conversation": scope.conversation_id, "since": since})
    return [Mark(i, e, InboundKind(kind), at, done_at is not None) for i, e, kind, at, done_at in rows]


def came_before(tx: Tx, row: InboxRow) -> datetime | None:
    """Return when this row's message first came, in whatever version, None when it had not come before."""
    if row.inbound.message is None:
        return None
    at: datetime | None = tx.connection.execute(
        select(_ROW.accepted_at)
        .where(
            _ROW.conversation_id == row.conversation_id,
            _ROW.message_hash == _message_hash(tx, row.inbound.message),
            _ROW.seq < row.seq,
        )
        .order_by(_ROW.seq)
        .limit(1)
    ).scalar_one_or_none()
    return at


def _message_hash(tx: Tx, message: str) -> bytes:
    return tx.keys.index("inbox.message", message)


def _read(tx: Tx, row: AnyRow) -> InboxRow:
    body = tx.keys.decrypt_json("inbox.body", row.id, row.body_box)
    sore = body.pop("sore")
    form, seconds = body.pop("form", ""), body.pop("seconds", 0)
    if row.sound_box is not None:
        body["recording"] = Recording(form, seconds, tx.keys.decrypt("inbox.sound", row.id, row.sound_box))
    inbound = Inbound(
        channel=Channel(row.channel),
        external_id=row.external_id,
        kind=InboundKind(row.kind),
        received_at=row.received_at,
        **body,
    )
    return InboxRow(row.id, row.seq, row.conversation_id, inbound, row.accepted_at, row.tries, sore)
