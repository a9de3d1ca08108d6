"""One participant's talk with us: where it lives, how far the engine is, and how a person comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, true, update

from bot.errors import Conflict
from bot.messages import Channel
from bot.records import web_sessions
from bot.records.access import nothing
from bot.records.database import AnyRow, Tx
from bot.records.scopes import ParticipantScope
from bot.records.tables import ConversationRow, OutboxRow, ParticipantRow

ARRIVING = "arriving"


@dataclass(frozen=True, slots=True)
class Conversation:
    """`address` is the chat id on Telegram, the public id elsewhere, None while it lives nowhere.

    `earlier_before`: after a new invite, what was kept before this time may be continued and sent, but
    shown only after `come_back.unlock_earlier`. `dead`: too many wrong codes; only a new invite helps.
    """

    id: str
    public_id: str
    participant_id: str
    channel: Channel
    address: str | None = field(repr=False)
    language: str
    phase: str
    state: dict[str, Any] | None = field(repr=False)
    digits_set: bool
    earlier_before: datetime | None
    dead: bool
    sitting_at: datetime
    sent_at: datetime | None
    created_at: datetime

    @property
    def scope(self) -> ParticipantScope:
        return ParticipantScope(self.participant_id, self.id)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conversation is to live: one live channel at a time, one conversation a chat."""

    channel: Channel
    address: str | None = field(repr=False)
    displacing: str | None = None


# Asked several times a turn, made once.
_ALL = select(ConversationRow.__table__)
_BY_ID = _ALL.where(ConversationRow.id == bindparam("of"))
_BY_PUBLIC_ID = _ALL.where(ConversationRow.public_id == bindparam("of"))
_OF_PARTICIPANT = _ALL.where(ConversationRow.participant_id == bindparam("of"))
_BY_ADDRESS = _ALL.where(
    ConversationRow.channel == bindparam("channel"), ConversationRow.address_hash == bindparam("of")
)


def get(tx: Tx, conversation_id: str) -> Conversation:
    """Raises NotFound."""
    found = _found(tx, tx.connection.execute(_BY_ID, {"of": conversation_id}).one_or_none())
    if found is None:
        raise nothing()
    return found


def by_public_id(tx: Tx, public_id: str) -> Conversation | None:
    return _found(tx, tx.connection.execute(_BY_PUBLIC_ID, {"of": public_id}).one_or_none())


def by_address(tx: Tx, channel: Channel, address: str) -> Conversation | None:
    asked = {"channel": channel, "of": address_hash(tx, address)}
    return _found(tx, tx.connection.execute(_BY_ADDRESS, asked).one_or_none())


def of_participant(tx: Tx, participant_id: str) -> Conversation | None:
    """Return the person's conversation, None before they came in."""
    return _found(tx, tx.connection.execute(_OF_PARTICIPANT, {"of": participant_id}).one_or_none())


def save(
    tx: Tx,
    conversation_id: str,
    *,
    language: str,
    phase: str,
    state: dict[str, Any] | None,
    now: datetime,  # noqa: ARG001 - every write takes the time, whoever comes to need it
) -> None:
    """Keep where the conversation stands. `state` is the engine's, ids only."""
    box = None if state is None else tx.keys.encrypt_json("conversation.state", conversation_id, state)
    tx.connection.execute(
        update(ConversationRow.core())
        .where(ConversationRow.id == conversation_id)
        .values(language=language, phase=phase, state_box=box)
    )


def begin_sitting(tx: Tx, scope: ParticipantScope, now: datetime) -> None:
    """Note that the person has come (back): the web page shows what was said since."""
    tx.connection.execute(
        update(ConversationRow).where(ConversationRow.id == scope.conversation_id).values(sitting_at=now)
    )


def unbind(tx: Tx, scope: ParticipantScope, now: datetime) -> None:  # noqa: ARG001 - as in save
    """Let the conversation live nowhere, until the person comes back with code and digits."""
    _leave(tx, scope.conversation_id)


def address_hash(tx: Tx, address: str) -> bytes:
    return tx.keys.index("conversation.address", address)


def address_taken(tx: Tx, place: Place, participant_id: str) -> Conflict | None:
    """Return the refusal when another person's conversation lives in this chat."""
    if place.address is None:
        return None
    there = by_address(tx, place.channel, place.address)
    if there is None or there.participant_id == participant_id or there.id == place.displacing:
        return None
    return Conflict("Another conversation lives in this chat.", remedy="Check that person's digits first.")


def may_live(channel: Channel, participant_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a person may use this channel: Telegram only where the worker switched it on for them."""
    if channel is not Channel.TELEGRAM:
        return true()
    allowed = select(ParticipantRow.id).where(ParticipantRow.telegram_allowed)
    return participant_id.in_(allowed)


def move(tx: Tx, conversation_id: str, place: Place, now: datetime) -> Conversation:
    """Let the conversation live here from now on; elsewhere it ends. Raises Conflict for a taken chat."""
    here = get(tx, conversation_id)
    taken = address_taken(tx, place, here.participant_id)
    if taken is not None:
        raise taken
    if place.displacing and place.displacing != conversation_id:
        _leave(tx, place.displacing)
    _leave(tx, conversation_id)
    tx.connection.execute(
        update(ConversationRow)
        .where(ConversationRow.id == conversation_id)
        .values(
            channel=place.channel,
            sitting_at=now,
            **address_columns(tx, conversation_id, place.address or here.public_id),
        )
    )
    tx.connection.execute(
        update(OutboxRow)
        .where(OutboxRow.conversation_id == conversation_id, OutboxRow.delivered_at.is_(None))
        .values(channel=place.channel)
    )
    return get(tx, conversation_id)


def address_columns(tx: Tx, conversation_id: str, address: str) -> dict[str, bytes]:
    return {
        "address_hash": address_hash(tx, address),
        "address_box": tx.keys.encrypt_text("conversation.address", conversation_id, address),
    }


def _leave(tx: Tx, conversation_id: str) -> None:
    web_sessions.end_all(tx, conversation_id)
    tx.connection.execute(
        update(ConversationRow)
        .where(ConversationRow.id == conversation_id)
        .values(address_hash=None, address_box=None)
    )


def _found(tx: Tx, row: AnyRow | None) -> Conversation | None:
    if row is None:
        return None
    keys = tx.keys
    address, state = row.address_box, row.state_box
    return Conversation(
        id=row.id,
        public_id=row.public_id,
        participant_id=row.participant_id,
        channel=Channel(row.channel),
        address=address and keys.decrypt_text("conversation.address", row.id, address),
        language=row.language,
        phase=row.phase,
        state=state and keys.decrypt_json("conversation.state", row.id, state),
        digits_set=row.digits_hash is not None,
        earlier_before=row.earlier_before,
        dead=row.dead_at is not None,
        sitting_at=row.sitting_at,
        sent_at=row.sent_at,
        created_at=row.created_at,
    )
