"""Messages that could not be placed after three tries: sealed, and shown to the worker as that."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import func, insert, select, update

from bot.messages import VoiceNote
from bot.records import audit, conversations, inbox, participants, sent_recordings, wraps
from bot.records.access import require_assigned
from bot.records.database import Database, Tx
from bot.records.ids import new_id
from bot.records.inbox import InboxRow
from bot.records.keys import Json
from bot.records.recordings import voice_note
from bot.records.scopes import WorkerScope
from bot.records.sealing import Bound, PrivateHalf, Sealed, open_sealed, seal
from bot.records.tables import CaseWorkerRow, ParkedRow, ParticipantRow


@dataclass(frozen=True, slots=True)
class ParkedMessage:
    """`about` is the question that was open when it was written, None when none was."""

    id: str
    words: str = field(repr=False)
    about: str | None
    at: datetime
    voice: VoiceNote | None = None


@dataclass(frozen=True, slots=True)
class Unopened:
    """How many such messages of a person nobody has opened, and when the first and the last of them came."""

    count: int
    since: datetime
    last: datetime


def park(tx: Tx, row: InboxRow, now: datetime) -> str:
    """Seal a message's words to the person's key and empty the inbox row; return the parked id.

    Raises ValueError for a message of a chat that nobody has claimed: there is no key to seal it to.
    """
    if row.conversation_id is None:
        raise ValueError("a message of an unclaimed chat")
    participant_id = conversations.get(tx, row.conversation_id).participant_id
    parked_id = new_id()
    payload: Json = {"words": row.inbound.words or "", "about": row.inbound.about}
    public = participants.public_key(tx, participant_id)
    recording, note = row.inbound.recording, voice_note(row.id, row.inbound.recording)
    if recording is not None and note is not None:
        payload["voice"] = asdict(note)
        where = sent_recordings.Place(participant_id, parked_id)
        sent_recordings.seal(tx, where, public, note, recording.sound, now)
    sealed = seal(public, tx.keys.tag_key, _bound(parked_id, participant_id, now), payload)
    tx.connection.execute(
        insert(ParkedRow).values(
            id=parked_id,
            participant_id=participant_id,
            sealed=sealed.body,
            tag=sealed.tag,
            parked_at=now,
        )
    )
    inbox.done(tx, row.id, now)
    audit.by_nobody(tx, "parked.added", participant_id, now)
    return parked_id


def open_all(
    database: Database, scope: WorkerScope, key: PrivateHalf, participant_id: str, now: datetime
) -> list[ParkedMessage]:
    """Return what could not be placed, oldest first; the audit row is committed before.

    Raises NotFound, CannotOpen.
    """
    with database.begin() as tx:
        require_assigned(tx, scope, participant_id)
        audit.by_worker(tx, scope, "parked.opened", participant_id, now)
        tx.connection.execute(
            update(ParkedRow)
            .where(ParkedRow.participant_id == participant_id, ParkedRow.opened_at.is_(None))
            .values(opened_at=now)
        )
    with database.read() as tx:
        rows = tx.connection.execute(
            select(ParkedRow.__table__)
            .where(ParkedRow.participant_id == participant_id)
            .order_by(ParkedRow.parked_at, ParkedRow.id)
        ).all()
        half = wraps.halves_for(tx, scope, key, participant_id)
        messages = []
        for row in rows:
            bound = _bound(row.id, participant_id, row.parked_at)
            body = open_sealed(half, tx.keys.tag_key, bound, Sealed(row.sealed, row.tag))
            voice = VoiceNote(**body["voice"]) if "voice" in body else None
            messages.append(ParkedMessage(row.id, body["words"], body["about"], row.parked_at, voice))
        return messages


def unopened(tx: Tx, scope: WorkerScope) -> dict[str, Unopened]:
    """Whose messages could not be placed and were opened by nobody, by person, in this worker's own cases."""
    rows = tx.connection.execute(
        select(
            ParkedRow.participant_id,
            func.count(),
            func.min(ParkedRow.parked_at),
            func.max(ParkedRow.parked_at),
        )
        .join(ParticipantRow, ParticipantRow.id == ParkedRow.participant_id)
        .join(CaseWorkerRow, CaseWorkerRow.case_id == ParticipantRow.case_id)
        .where(CaseWorkerRow.staff_id == scope.staff_id, ParkedRow.opened_at.is_(None))
        .group_by(ParkedRow.participant_id)
    )
    return {participant_id: Unopened(count, first, last) for participant_id, count, first, last in rows}


def _bound(parked_id: str, participant_id: str, at: datetime) -> Bound:
    return Bound("parked", participant_id, "", parked_id, at)
