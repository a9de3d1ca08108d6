"""Erasing: the wraps first, so that what a backup still holds cannot be opened either."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from bot.records import audit, cases, drafts
from bot.records.access import nothing
from bot.records.database import Database
from bot.records.scopes import ParticipantScope
from bot.records.tables import CaseRow, ConversationRow, KeyWrapRow, ParticipantRow


def participant(database: Database, participant_id: str, now: datetime) -> None:
    """Erase one person and all they said; the audit keeps only that it was done. Raises NotFound."""
    with database.begin() as tx:
        tx.connection.execute(delete(KeyWrapRow).where(KeyWrapRow.participant_id == participant_id))
        known = tx.connection.execute(
            select(ParticipantRow.id).where(ParticipantRow.id == participant_id)
        ).scalar_one_or_none()
        if known is None:
            raise nothing()
    with database.begin() as tx:
        conversation_id = tx.connection.execute(
            select(ConversationRow.id).where(ConversationRow.participant_id == participant_id)
        ).scalar_one_or_none()
        if conversation_id is not None:
            drafts.delete_all(tx, ParticipantScope(participant_id, conversation_id))
        # Everything else that hangs on the person goes with the row.
        tx.connection.execute(delete(ParticipantRow).where(ParticipantRow.id == participant_id))
        audit.by_nobody(tx, "participant.erased", participant_id, now)
    database.scrub()


def case(database: Database, case_id: str, now: datetime) -> int:
    """Erase a case and everybody in it; return how many people. Raises NotFound."""
    with database.read() as tx:
        people = cases.participants_of(tx, case_id)
    for participant_id in people:
        participant(database, participant_id, now)
    with database.begin() as tx:
        if tx.connection.execute(delete(CaseRow).where(CaseRow.id == case_id)).rowcount != 1:
            raise nothing()
        audit.by_nobody(tx, "case.erased", case_id, now)
    database.scrub()
    return len(people)
