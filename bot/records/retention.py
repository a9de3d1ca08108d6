"""What is not kept: swept by the hour, and safe to sweep twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select

from bot.records import audit, drafts, invites, outbox, replies, security_keys, web_sessions
from bot.records.database import Database, Tx
from bot.records.scopes import ParticipantScope
from bot.records.staff_sessions import ABSOLUTE, IDLE
from bot.records.tables import (
    ConversationRow,
    MeetingRow,
    ParticipantRow,
    SignInFailureRow,
    StaffSessionRow,
)

DRAFTS_AFTER_MEETING = timedelta(days=7)
INVITES_AFTER_END = timedelta(days=7)
FAILURES_KEPT = timedelta(days=1)
PLACES_KEPT = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Swept:
    """How many of each were let go."""

    outbox_bodies: int
    web_sessions: int
    staff_sessions: int
    sign_in_failures: int
    used_challenges: int
    invites: int
    conversations_with_drafts: int
    replies: int


def run(database: Database, now: datetime) -> Swept:
    """Let go of all whose time is over. Sent answers are not touched here: their end is the council's."""
    with database.begin() as tx:
        return Swept(
            outbox_bodies=outbox.empty_old(tx, now),
            web_sessions=web_sessions.delete_dead(tx, now),
            staff_sessions=_staff_sessions(tx, now),
            sign_in_failures=tx.connection.execute(delete(SignInFailureRow).where(_over(now))).rowcount,
            used_challenges=security_keys.forget_challenges(tx, now),
            invites=invites.delete_expired(tx, now - INVITES_AFTER_END),
            conversations_with_drafts=_old_drafts(tx, now),
            replies=replies.let_go(tx, now),
        )


def _over(now: datetime) -> ColumnElement[bool]:
    """Failures after a day; where somebody came in is known longer, so that guessers cannot hold them up."""
    row = SignInFailureRow
    known = row.known_at.is_not(None) & (row.known_at > now - PLACES_KEPT)
    return (row.last_at <= now - FAILURES_KEPT) & ~known


def _staff_sessions(tx: Tx, now: datetime) -> int:
    row = StaffSessionRow
    over = (row.touched_at <= now - IDLE) | (row.created_at <= now - ABSOLUTE)
    return tx.connection.execute(delete(row).where(over)).rowcount


def _old_drafts(tx: Tx, now: datetime) -> int:
    """Delete what was never sent, a week after the meeting it was for."""
    found = tx.connection.execute(
        select(ParticipantRow.id, ConversationRow.id)
        .join(ConversationRow, ConversationRow.participant_id == ParticipantRow.id)
        .join(MeetingRow, MeetingRow.case_id == ParticipantRow.case_id)
        .where(
            ConversationRow.draft_key.is_not(None),
            MeetingRow.starts_at <= now - DRAFTS_AFTER_MEETING,
        )
    ).all()
    for participant_id, conversation_id in found:
        drafts.delete_all(tx, ParticipantScope(participant_id, conversation_id))
    for participant_id, _ in found:
        audit.by_nobody(tx, "drafts.expired", participant_id, now)
    return len(found)
