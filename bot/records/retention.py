"""What is not kept: swept by the hour, and safe to sweep twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select

from bot.records import (
    audit,
    audit_ending,
    break_glass,
    drafts,
    ending,
    erase,
    invites,
    outbox,
    replies,
    security_keys,
    unclaimed,
    web_sessions,
)
from bot.records.database import Database, Tx
from bot.records.scopes import ParticipantScope
from bot.records.sign_in import PLACES_KEPT
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
# Nobody claimed the chat; a provider sends the same update again for a day at most.
UNCLAIMED_KEPT = timedelta(days=7)
# Each person of these has an audit row of their own.
_ONE_BY_ONE = "conversations_with_drafts"


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
    break_glass: int
    unclaimed: int
    people: int = 0
    cases: int = 0
    audit_rows: int = 0


def run(
    database: Database,
    now: datetime,
    kept: Mapping[str, timedelta] | None = None,
    audit_before: datetime | None = None,
) -> Swept:
    """Let go of all whose time is over; an audit row says of what there was any.

    `kept` is how long each council keeps what was sent; of a council that is not in it nobody is erased.
    `audit_before` is the border of the audit's own rows; None leaves them all.
    """
    with database.begin() as tx:
        rows = _rows(tx, now)
        for name, count in asdict(rows).items():
            if count and name != _ONE_BY_ONE:
                audit.by_nobody(tx, "retention.swept", name, now)
    gone, cases = _expired(database, now, kept) if kept else (0, 0)
    if gone or cases:
        database.scrub()
    if audit_before is None:
        return replace(rows, people=gone, cases=cases)
    with database.begin() as tx:
        ended = audit_ending.end(tx, audit_before, now)
    return replace(rows, people=gone, cases=cases, audit_rows=ended)


def _expired(database: Database, now: datetime, kept: Mapping[str, timedelta]) -> tuple[int, int]:
    with database.read() as tx:
        people = ending.over(tx, kept, now)
    gone = erase.expired(database, people, now, lambda tx, one: ending.is_over(tx, one, kept, now))
    with database.read() as tx:
        found = ending.cases_over(tx, kept, now)
    return gone, erase.expired_cases(database, found, now)


def _rows(tx: Tx, now: datetime) -> Swept:
    return Swept(
        outbox_bodies=outbox.empty_old(tx, now),
        web_sessions=web_sessions.delete_dead(tx, now),
        staff_sessions=_staff_sessions(tx, now),
        sign_in_failures=tx.connection.execute(delete(SignInFailureRow).where(_over(now))).rowcount,
        used_challenges=security_keys.forget_challenges(tx, now),
        invites=invites.delete_expired(tx, now - INVITES_AFTER_END),
        conversations_with_drafts=_old_drafts(tx, now),
        replies=replies.let_go(tx, now),
        break_glass=break_glass.end_due(tx, now),
        unclaimed=unclaimed.let_go(tx, now - UNCLAIMED_KEPT),
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
