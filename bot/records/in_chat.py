"""Which messages lie in a chat, ours and the person's, by the provider's ids: never what they say.

Ids stay as long as the conversation, so that whoever hides can be told what is still in the chat.
Telegram lets a bot take away what is less than 48 hours old.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from bot.messages import Channel
from bot.records.database import Tx
from bot.records.tables import DeliveredRow
from bot.records.upserts import insert_new

HIDEABLE = timedelta(hours=48)


def remember(tx: Tx, conversation_id: str, channel: Channel, provider_id: str, now: datetime) -> None:
    """Keep a message's id in the chat, ours or the person's, so that `hide` can take it away."""
    values = {
        "conversation_id": conversation_id,
        "channel": channel,
        "provider_id": provider_id,
        "at": now,
    }
    insert_new(tx, DeliveredRow, values, ("conversation_id", "channel", "provider_id"))


def hideable(tx: Tx, conversation_id: str, channel: Channel, now: datetime) -> list[str]:
    """Return the ids of messages in the chat that are less than 48 hours old, newest first."""
    found = tx.connection.execute(
        select(DeliveredRow.provider_id)
        .where(
            DeliveredRow.conversation_id == conversation_id,
            DeliveredRow.channel == channel,
            DeliveredRow.at > now - HIDEABLE,
        )
        .order_by(DeliveredRow.seq.desc())
    )
    return list(found.scalars())


def not_hidden(tx: Tx, conversation_id: str, channel: Channel) -> list[datetime]:
    """Return when each message was written that is still in the chat as far as we know, oldest first."""
    found = tx.connection.execute(
        select(DeliveredRow.at)
        .where(DeliveredRow.conversation_id == conversation_id, DeliveredRow.channel == channel)
        .order_by(DeliveredRow.seq)
    )
    return list(found.scalars())


def hidden(tx: Tx, conversation_id: str, channel: Channel, provider_ids: Sequence[str]) -> None:
    """Forget the ids of messages that are gone from the chat."""
    tx.connection.execute(
        delete(DeliveredRow).where(
            DeliveredRow.conversation_id == conversation_id,
            DeliveredRow.channel == channel,
            DeliveredRow.provider_id.in_(provider_ids),
        )
    )
