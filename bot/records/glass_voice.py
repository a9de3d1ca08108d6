"""A voice note of a person whom two officers opened: the same day, the same halves, its own row first."""

from __future__ import annotations

from datetime import datetime

from bot.records import audit, break_glass, participants, sent_recordings
from bot.records.database import Database
from bot.records.participants import Participant
from bot.records.scopes import WorkerScope
from bot.records.sealing import PrivateHalf
from bot.records.sent_recordings import Sound


def note_opening(
    database: Database, scope: WorkerScope, break_glass_id: str, note_id: str, now: datetime
) -> Participant:
    """Write down that an officer opens one voice note, before anything of it is read; return whose it is.

    Raises NotFound for anybody but the officer who asked, before it was agreed to and after it ended.
    """
    with database.begin() as tx:
        person = break_glass.open_now(tx, scope, break_glass_id, now).participant_id
        sent_recordings.require(tx, person, note_id)
        audit.by_worker(tx, scope, "break_glass.heard", person, now)
    with database.read() as tx:
        return participants.load(tx, person)


def open_one(
    database: Database, scope: WorkerScope, key: PrivateHalf, break_glass_id: str, note_id: str, now: datetime
) -> Sound:
    """Return one voice note. `note_opening` comes before.

    It stays unheard: that somebody in an emergency listened does not take it off its worker's desk. Raises
    NotFound; CannotOpen when it was changed or moved.
    """
    with database.read() as tx:
        person = break_glass.open_now(tx, scope, break_glass_id, now).participant_id
        halves = break_glass.halves_now(tx, scope, key, break_glass_id, now)
        return sent_recordings.read_one(tx, halves, person, note_id)
