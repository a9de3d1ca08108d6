"""What is to be said: ids and numbers, in order for each conversation, until it is delivered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, insert, select, update
from sqlalchemy.orm import aliased

from bot.messages import Channel, Say
from bot.records import in_chat, tables
from bot.records.database import AnyRow, Tx
from bot.records.ids import new_id
from bot.records.scopes import ParticipantScope
from bot.records.tables import ConversationRow

_ROW = tables.OutboxRow
BODIES_KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One thing to say; `question` is the question it asks, if it asks one."""

    say: Say
    question: str | None = None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """`parts_done` of its messages have reached the provider. `language` is the conversation's, now."""

    id: str
    seq: int
    conversation_id: str | None
    participant_id: str | None
    channel: Channel
    address: str | None = field(repr=False)
    language: str | None
    say: Say
    question: str | None
    parts_done: int
    tries: int
    created_at: datetime
    delivered_at: datetime | None


def add(tx: Tx, conversation_id: str, says: Sequence[Outgoing], now: datetime) -> list[str]:
    """Add what is to be said, one row each; return their ids."""
    channel = tx.connection.execute(
        select(ConversationRow.channel).where(ConversationRow.id == conversation_id)
    ).scalar_one()
    return [_insert(tx, one, now, channel, conversation_id, None) for one in says]


def add_unclaimed(
    tx: Tx, channel: Channel, address: str, says: Sequence[Outgoing], now: datetime
) -> list[str]:
    """Add what is to be said to a chat that nobody has claimed."""
    return [_insert(tx, one, now, channel, None, address) for one in says]


def due(tx: Tx, channel: Channel, now: datetime, limit: int = 20) -> list[OutboxRow]:
    """Return what can be delivered now: of each conversation only the oldest, so that order is kept."""
    older = aliased(_ROW)
    first = ~exists().where(
        older.conversation_id == _ROW.conversation_id,
        older.delivered_at.is_(None),
        older.seq < _ROW.seq,
    )
    return _read(
        tx,
        (_ROW.channel == channel)
        & _ROW.delivered_at.is_(None)
        & (_ROW.retry_at.is_(None) | (_ROW.retry_at <= now))
        # What belongs to somebody who lives nowhere now waits for them, and holds up nobody else.
        & (_ROW.conversation_id.is_(None) | ConversationRow.address_hash.is_not(None))
        & first,
        limit,
    )


def waiting_for(tx: Tx, conversation_id: str) -> list[OutboxRow]:
    """Return all that one conversation is still to be told, in order."""
    return _read(tx, (_ROW.conversation_id == conversation_id) & _ROW.delivered_at.is_(None))


def part_delivered(tx: Tx, row_id: str, provider_id: str | None, now: datetime) -> None:
    """Note that the provider took the next message of a row."""
    conversation_id, channel = tx.connection.execute(
        update(_ROW)
        .where(_ROW.id == row_id)
        .values(parts_done=_ROW.parts_done + 1)
        .returning(_ROW.conversation_id, _ROW.channel)
    ).one()
    if conversation_id is not None and provider_id is not None:
        in_chat.remember(tx, conversation_id, Channel(channel), provider_id, now)


def delivered(tx: Tx, row_id: str, now: datetime, *, keep: bool = False) -> None:
    """Note that a row is delivered whole; its body goes, unless a page is to show it this sitting."""
    done: dict[str, Any] = {"delivered_at": now}
    if not keep:
        done["body_box"] = None
    tx.connection.execute(update(_ROW).where(_ROW.id == row_id, _ROW.delivered_at.is_(None)).values(**done))


def retry(tx: Tx, row_id: str, retry_at: datetime) -> int:
    """Try again at a time; return how often it has failed."""
    return tx.connection.execute(
        update(_ROW)
        .where(_ROW.id == row_id)
        .values(tries=_ROW.tries + 1, retry_at=retry_at)
        .returning(_ROW.tries)
    ).scalar_one()


def wait(tx: Tx, row_id: str, until: datetime) -> None:
    """Leave a row until a time; it has not failed."""
    tx.connection.execute(update(_ROW).where(_ROW.id == row_id).values(retry_at=until))


def give_up(tx: Tx, row_id: str, now: datetime) -> None:
    """Deliver no more, as when the person has closed the chat; what follows is not held up."""
    tx.connection.execute(
        update(_ROW)
        .where(_ROW.id == row_id)
        .values(delivered_at=now, given_up=True, body_box=None, question_box=None)
    )


def question_before(tx: Tx, conversation_id: str, at: datetime) -> str | None:
    """Return the last question delivered up to a time: what words written then are about."""
    row = tx.connection.execute(
        select(_ROW.id, _ROW.question_box)
        .where(
            _ROW.conversation_id == conversation_id,
            _ROW.delivered_at <= at,
            _ROW.question_box.is_not(None),
        )
        .order_by(_ROW.seq.desc())
        .limit(1)
    ).one_or_none()
    if row is None or row.question_box is None:
        return None
    return tx.keys.decrypt_text("outbox.question", row.id, row.question_box)


_WHOLE = (
    select(
        _ROW.__table__,
        ConversationRow.participant_id,
        ConversationRow.language,
        ConversationRow.address_box.label("conversation_address"),
    )
    .outerjoin(ConversationRow, ConversationRow.id == _ROW.conversation_id)
    .order_by(_ROW.seq)
)
_SITTING = _WHOLE.where(
    _ROW.conversation_id == bindparam("talk"),
    (_ROW.created_at >= bindparam("since")) | _ROW.delivered_at.is_(None),
    _ROW.body_box.is_not(None),
)


def sitting(tx: Tx, scope: ParticipantScope, since: datetime) -> list[OutboxRow]:
    """Return what was said since a time and can still be shown, in order, delivered or not."""
    rows = tx.connection.execute(_SITTING, {"talk": scope.conversation_id, "since": since})
    return [_outbox_row(tx, row) for row in rows]


def end_sitting(tx: Tx, scope: ParticipantScope, now: datetime) -> None:  # noqa: ARG001 - as every write
    """Let go of what was shown, at the end of a sitting."""
    tx.connection.execute(
        update(_ROW)
        .where(_ROW.conversation_id == scope.conversation_id, _ROW.delivered_at.is_not(None))
        .values(body_box=None)
    )


def empty_old(tx: Tx, now: datetime) -> int:
    """Empty what was delivered a day ago."""
    return tx.connection.execute(
        update(_ROW)
        .where(_ROW.delivered_at <= now - BODIES_KEPT, _ROW.body_box.is_not(None))
        .values(body_box=None)
    ).rowcount


def _insert(
    tx: Tx,
    one: Outgoing,
    now: datetime,
    channel: str,
    conversation_id: str | None,
    address: str | None,
) -> str:
    row_id = new_id()
    body = {
        "content": one.say.content,
        "args": one.say.args,
        "choices": one.say.choices,
    }
    keys = tx.keys
    tx.connection.execute(
        insert(_ROW.core()).values(
            id=row_id,
            conversation_id=conversation_id,
            channel=channel,
            address_box=address and keys.encrypt_text("outbox.address", row_id, address),
            body_box=keys.encrypt_json("outbox.body", row_id, body),
            question_box=one.question and keys.encrypt_text("outbox.question", row_id, one.question),
            created_at=now,
            parts_done=0,
            tries=0,
            given_up=False,
        )
    )
    return row_id


def _read(tx: Tx, which: ColumnElement[bool], limit: int | None = None) -> list[OutboxRow]:
    rows = tx.connection.execute(_WHOLE.where(which).limit(limit))
    return [_outbox_row(tx, row) for row in rows]


def _outbox_row(tx: Tx, row: AnyRow) -> OutboxRow:
    keys = tx.keys
    address = None
    if row.address_box is not None:
        address = keys.decrypt_text("outbox.address", row.id, row.address_box)
    elif row.conversation_address is not None:
        address = keys.decrypt_text("conversation.address", row.conversation_id, row.conversation_address)
    body = keys.decrypt_json("outbox.body", row.id, row.body_box)
    question = row.question_box and keys.decrypt_text("outbox.question", row.id, row.question_box)
    return OutboxRow(
        row.id,
        row.seq,
        row.conversation_id,
        row.participant_id,
        Channel(row.channel),
        address,
        row.language,
        Say(body["content"], body["args"], tuple(body["choices"])),
        question,
        row.parts_done,
        row.tries,
        row.created_at,
        row.delivered_at,
    )
