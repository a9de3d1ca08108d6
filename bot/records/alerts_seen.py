"""Telling a person that their alert was opened: once, and only when it is they who read it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update

from bot.messages import Channel
from bot.records.database import Tx
from bot.records.scopes import ParticipantScope
from bot.records.tables import AlertRow, ConversationRow, InboxRow

# Whoever has written so lately still holds the phone.
IS_THERE = timedelta(minutes=10)


def seen_untold(tx: Tx, now: datetime, limit: int = 20) -> list[tuple[str, str, datetime]]:
    """Return alerts that were seen, their person's conversation and when, until the person is told.

    In a chat only while the person is there: the words would light up a phone that somebody else may hold.
    A web page waits for its reader.
    """
    here = (
        select(InboxRow.id)
        .where(InboxRow.conversation_id == ConversationRow.id, InboxRow.accepted_at >= now - IS_THERE)
        .exists()
    )
    rows = tx.connection.execute(
        select(AlertRow.id, ConversationRow.id, AlertRow.seen_at)
        .join(ConversationRow, ConversationRow.participant_id == AlertRow.participant_id)
        .where(
            AlertRow.seen_at.is_not(None),
            AlertRow.told_seen_at.is_(None),
            (ConversationRow.channel != Channel.TELEGRAM) | here,
        )
        .order_by(AlertRow.seen_at)
        .limit(limit)
    ).all()
    return [(alert_id, talk_id, at) for alert_id, talk_id, at in rows if at is not None]


def mark_told(tx: Tx, scope: ParticipantScope, alert_id: str, now: datetime) -> None:
    """Note that the person was told when their alert was seen."""
    tx.connection.execute(
        update(AlertRow)
        .where(AlertRow.id == alert_id, AlertRow.participant_id == scope.participant_id)
        .values(told_seen_at=now)
    )
