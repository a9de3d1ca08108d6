"""Erasing: the wraps first, so that what a backup still holds cannot be opened either."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import delete, select

from bot.records import audit, cases, deletion, drafts, unclaimed
from bot.records.access import nothing, require_assigned
from bot.records.database import Database, Tx
from bot.records.scopes import ParticipantScope, WorkerScope
from bot.records.tables import (
    CaseRow,
    ConversationRow,
    ExportRow,
    KeyWrapRow,
    ParkedRow,
    ParticipantRow,
    SendingRow,
    SentAnswerRow,
    SentRecordingRow,
)

SENT = (SentAnswerRow, SentRecordingRow, SendingRow, ExportRow, ParkedRow)


def participant(database: Database, participant_id: str, now: datetime) -> None:
    """Erase one person and all they said; the audit keeps only that it was done. Raises NotFound."""
    _participant(database, participant_id, "participant.erased", now)
    database.scrub()


def case(database: Database, case_id: str, now: datetime) -> int:
    """Erase a case and everybody in it; return how many people. Raises NotFound."""
    with database.read() as tx:
        people = cases.participants_of(tx, case_id)
    for participant_id in people:
        _participant(database, participant_id, "participant.erased", now)
    _case(database, case_id, "case.erased", now)
    database.scrub()
    return len(people)


def expired(
    database: Database, people: Iterable[str], now: datetime, still: Callable[[Tx, str], bool]
) -> int:
    """Erase whoever's time is over, and `still` is; return how many. The caller scrubs once at the end."""
    done = 0
    for participant_id in people:
        # Somebody may have sent more, or been held, since the list was made.
        with database.read() as tx:
            over = still(tx, participant_id)
        if over:
            _participant(database, participant_id, "participant.expired", now)
            done += 1
    return done


def expired_cases(database: Database, found: Iterable[str], now: datetime) -> int:
    """The same for cases that nobody is in any more."""
    done = 0
    for case_id in found:
        _case(database, case_id, "case.expired", now)
        done += 1
    return done


def sent(database: Database, scope: WorkerScope, participant_id: str, reason: str, now: datetime) -> None:
    """Delete what a person sent, as they wished, and let them be told that it was done.

    Their unsent draft, alerts and the talk itself stay. Raises NotFound, also when there is no such wish
    or reason; NotRead while anything of it has not been opened, or heard, by anybody.
    """
    with database.begin() as tx:
        require_assigned(tx, scope, participant_id)
        deletion.carried_out(tx, scope, participant_id, reason, now)
        _sent(tx, participant_id)
        audit.by_worker(tx, scope, "answers.deleted", participant_id, now)
    database.scrub()


def sent_again(database: Database, participant_id: str, now: datetime) -> None:
    """Delete what a restore brought back, at the command line. Raises NotFound."""
    with database.begin() as tx:
        _require(tx, participant_id)
        _sent(tx, participant_id)
        audit.by_nobody(tx, "answers.deleted", participant_id, now)
    database.scrub()


def _sent(tx: Tx, participant_id: str) -> None:
    for row in SENT:
        tx.connection.execute(delete(row).where(row.participant_id == participant_id))


def _participant(database: Database, participant_id: str, action: str, now: datetime) -> None:
    with database.begin() as tx:
        tx.connection.execute(delete(KeyWrapRow).where(KeyWrapRow.participant_id == participant_id))
        _require(tx, participant_id)
    with database.begin() as tx:
        talk = tx.connection.execute(
            select(ConversationRow.id, ConversationRow.channel, ConversationRow.address_hash).where(
                ConversationRow.participant_id == participant_id
            )
        ).one_or_none()
        if talk is not None:
            drafts.delete_all(tx, ParticipantScope(participant_id, talk.id))
            # What came from the same chat before it was theirs hangs on no conversation.
            unclaimed.of_chat(tx, talk.channel, talk.address_hash)
        # Everything else that hangs on the person goes with the row.
        tx.connection.execute(delete(ParticipantRow).where(ParticipantRow.id == participant_id))
        audit.by_nobody(tx, action, participant_id, now)


def _case(database: Database, case_id: str, action: str, now: datetime) -> None:
    with database.begin() as tx:
        if tx.connection.execute(delete(CaseRow).where(CaseRow.id == case_id)).rowcount != 1:
            raise nothing()
        audit.by_nobody(tx, action, case_id, now)


def _require(tx: Tx, participant_id: str) -> None:
    found = tx.connection.execute(
        select(ParticipantRow.id).where(ParticipantRow.id == participant_id)
    ).scalar_one_or_none()
    if found is None:
        raise nothing()
