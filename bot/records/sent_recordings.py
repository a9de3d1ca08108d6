"""The sound of voice notes that were sent: sealed to the person's key, opened by an assigned worker."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, insert, select, update

from bot.messages import VoiceNote
from bot.records import audit, wraps
from bot.records.access import nothing, require_assigned
from bot.records.database import AnyRow, Database, Tx
from bot.records.keys import cannot_open
from bot.records.scopes import WorkerScope
from bot.records.sealing import Bound, Halves, PrivateHalf, Sealed, open_sound, seal_sound
from bot.records.tables import CaseWorkerRow, ParticipantRow, SentRecordingRow

_ROW = SentRecordingRow


@dataclass(frozen=True, slots=True)
class Place:
    """Where a voice note belongs: a person, and the id of the answer or parked message it came with."""

    participant_id: str
    id: str


@dataclass(frozen=True, slots=True)
class Heard:
    """Whether anybody has listened. `at` None: not yet."""

    at: datetime | None
    by: str | None


@dataclass(frozen=True, slots=True)
class Unheard:
    """How many voice notes of a person nobody has listened to, and when the first of them came."""

    count: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Sound:
    """One voice note, opened."""

    form: str
    sound: bytes = field(repr=False)


def seal(tx: Tx, place: Place, public: bytes, note: VoiceNote, sound: bytes, now: datetime) -> None:
    """Seal one sound to the person's key. Raises CannotOpen when it is not the sound that was kept."""
    if sha256(sound).hexdigest() != note.digest:
        raise cannot_open()
    sealed = seal_sound(public, tx.keys.tag_key, _bound(place, note.id, now), _framed(note.form, sound))
    tx.connection.execute(
        insert(_ROW).values(
            id=note.id,
            participant_id=place.participant_id,
            place=place.id,
            sealed=sealed.body,
            tag=sealed.tag,
            sent_at=now,
        )
    )


def note_opening(
    database: Database, scope: WorkerScope, participant_id: str, note_id: str, now: datetime
) -> None:
    """Write down that somebody opens one voice note, before anything of it is read. Raises NotFound."""
    with database.begin() as tx:
        require_assigned(tx, scope, participant_id)
        require(tx, participant_id, note_id)
        audit.by_worker(tx, scope, "voice.opened", participant_id, now)


def open_one(
    database: Database, scope: WorkerScope, key: PrivateHalf, participant_id: str, note_id: str, now: datetime
) -> Sound:
    """Return one voice note, and note that it was listened to. `note_opening` comes before.

    Raises NotFound; CannotOpen when it was changed or moved.
    """
    with database.read() as tx:
        require_assigned(tx, scope, participant_id)
        opened = read_one(tx, wraps.halves_for(tx, scope, key, participant_id), participant_id, note_id)
        is_first = tx.connection.execute(select(_ROW.id).where(_ROW.id == note_id, _ROW.heard_at.is_(None)))
        unheard_yet = is_first.first() is not None
    if unheard_yet:
        with database.begin() as tx:
            tx.connection.execute(
                update(_ROW)
                .where(_ROW.id == note_id, _ROW.heard_at.is_(None))
                .values(heard_at=now, heard_by=scope.staff_id)
            )
    return opened


def read_one(tx: Tx, halves: Halves, participant_id: str, note_id: str) -> Sound:
    """For callers inside records that have checked who asks, and written down that they opened it.

    Raises NotFound; CannotOpen when it was changed or moved.
    """
    row = tx.connection.execute(
        select(_ROW.__table__).where(_ROW.id == note_id, _ROW.participant_id == participant_id)
    ).one_or_none()
    if row is None:
        raise nothing()
    return _opened(tx, halves, row)


def open_for_copy(
    database: Database, scope: WorkerScope, key: PrivateHalf, participant_id: str, now: datetime
) -> dict[str, Sound]:
    """Return every voice note of a person, by its id, for the copy they asked for; each is audited first.

    Nobody has listened by that, so none is noted as heard. Raises NotFound, CannotOpen.
    """
    here = select(_ROW.__table__).where(_ROW.participant_id == participant_id)
    with database.begin() as tx:
        require_assigned(tx, scope, participant_id)
        for _ in tx.connection.execute(select(_ROW.id).where(_ROW.participant_id == participant_id)).all():
            audit.by_worker(tx, scope, "voice.opened", participant_id, now)
    with database.read() as tx:
        halves = wraps.halves_for(tx, scope, key, participant_id)
        rows = tx.connection.execute(here.order_by(_ROW.sent_at, _ROW.id)).all()
        return {row.id: _opened(tx, halves, row) for row in rows}


def heard(tx: Tx, scope: WorkerScope, participant_id: str) -> dict[str, Heard]:
    """By the id of each voice note of a person: whether anybody has listened. Raises NotFound."""
    require_assigned(tx, scope, participant_id)
    rows = tx.connection.execute(
        select(_ROW.id, _ROW.heard_at, _ROW.heard_by).where(_ROW.participant_id == participant_id)
    )
    return {note_id: Heard(at, by) for note_id, at, by in rows}


def unheard(tx: Tx, scope: WorkerScope) -> dict[str, Unheard]:
    """Whose voice notes nobody has listened to, by person, in this worker's own cases."""
    rows = tx.connection.execute(
        select(_ROW.participant_id, func.count(), func.min(_ROW.sent_at))
        .join(ParticipantRow, ParticipantRow.id == _ROW.participant_id)
        .join(CaseWorkerRow, CaseWorkerRow.case_id == ParticipantRow.case_id)
        .where(CaseWorkerRow.staff_id == scope.staff_id, _ROW.heard_at.is_(None))
        .group_by(_ROW.participant_id)
    )
    return {participant_id: Unheard(count, since) for participant_id, count, since in rows}


def require(tx: Tx, participant_id: str, note_id: str) -> None:
    """Raise NotFound unless there is such a voice note of this person."""
    found = tx.connection.execute(
        select(_ROW.id).where(_ROW.id == note_id, _ROW.participant_id == participant_id)
    ).scalar_one_or_none()
    if found is None:
        raise nothing()


def _opened(tx: Tx, halves: Halves, row: AnyRow) -> Sound:
    bound = _bound(Place(row.participant_id, row.place), row.id, row.sent_at)
    opened = open_sound(halves, tx.keys.tag_key, bound, Sealed(row.sealed, row.tag))
    form, _, sound = opened.partition(b"\n")
    return Sound(form.decode(), sound)


def _framed(form: str, sound: bytes) -> bytes:
    return form.encode() + b"\n" + sound


def _bound(place: Place, note_id: str, at: datetime) -> Bound:
    return Bound("recording", place.participant_id, place.id, note_id, at)
