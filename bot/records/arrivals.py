"""What a claim begins: a new conversation, or the one that somebody with a new invite had before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, insert, select, update

from bot.records import conversations
from bot.records.conversations import ARRIVING, Conversation, Place
from bot.records.database import Tx
from bot.records.ids import new_id
from bot.records.tables import ConversationRow, ParticipantRow


def arrive(tx: Tx, participant_id: str, place: Place, now: datetime) -> Conversation:
    """Return the conversation of somebody whose claim has just won. Raises Conflict for a taken chat."""
    known = tx.connection.execute(
        select(ConversationRow.id).where(ConversationRow.participant_id == participant_id)
    ).scalar_one_or_none()
    if known is not None:
        _close_earlier(tx, known, now)
        return conversations.move(tx, known, place, now)
    conversation_id, public_id = new_id(), new_id()
    language = tx.connection.execute(
        select(ParticipantRow.language).where(ParticipantRow.id == participant_id)
    ).scalar_one()
    if place.displacing is not None:
        conversations.unbind(tx, conversations.get(tx, place.displacing).scope, now)
    tx.connection.execute(
        insert(ConversationRow).values(
            id=conversation_id,
            public_id=public_id,
            participant_id=participant_id,
            channel=place.channel,
            language=language,
            phase=ARRIVING,
            digits_tries=0,
            earlier_tries=0,
            rounds=0,
            sitting_at=now,
            created_at=now,
            **conversations.address_columns(tx, conversation_id, place.address or public_id),
        )
    )
    return conversations.get(tx, conversation_id)


def _close_earlier(tx: Tx, conversation_id: str, now: datetime) -> None:
    """The old digits now guard only the looking at what was kept before; the first ones stay the guard."""
    row = ConversationRow
    guarded = row.earlier_before.is_not(None)
    first_digits = func.coalesce(row.earlier_digits_hash, row.digits_hash)
    tx.connection.execute(update(row).where(row.id == conversation_id, guarded).values(earlier_before=now))
    tx.connection.execute(
        update(row)
        .where(row.id == conversation_id, ~guarded)
        .values(earlier_before=now, earlier_digits_hash=first_digits, earlier_tries=0)
    )
    tx.connection.execute(
        update(row)
        .where(row.id == conversation_id)
        .values(digits_hash=None, digits_tries=0, selector=None, verifier_hash=None, dead_at=None)
    )
