"""The dated meeting of a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import bindparam, select

from bot.records import audit, reminders
from bot.records.access import require_case
from bot.records.database import AnyRow, Tx
from bot.records.ids import new_id
from bot.records.scopes import WorkerScope
from bot.records.tables import ConversationRow, MeetingRow, ParticipantRow
from bot.records.upserts import upsert

MeetingMode = Literal["in_person", "phone", "video", "hybrid"]


@dataclass(frozen=True, slots=True)
class Meeting:
    """`starts_at` is UTC. `moved_at` is when the day or hour was last changed, None if it never was.

    `after` is the event that the meeting is counted from and `after_on` its day, where a worker has said so.
    """

    id: str
    kind: str
    nation: str
    starts_at: datetime
    place: str
    mode: str
    moved_at: datetime | None
    after: str | None = None
    after_on: date | None = None


def set_meeting(  # noqa: PLR0913 - a meeting is that many facts, all named by the caller
    tx: Tx,
    scope: WorkerScope,
    case_id: str,
    *,
    kind: str,
    nation: str,
    starts_at: datetime,
    place: str,
    mode: MeetingMode,
    now: datetime,
    after: str | None = None,
    after_on: date | None = None,
) -> Meeting:
    """Say when and where the meeting of a case is; said again, it is moved. Raises NotFound.

    One of another kind, or after the one before has been, is a new meeting with an id of its own.
    """
    require_case(tx, scope, case_id)
    held = of_case(tx, case_id)
    before = held if held is not None and held.kind == kind and held.starts_at > now else None
    moved_at = before.moved_at if before else None
    if before is not None and before.starts_at != starts_at:
        moved_at = now
    meeting = Meeting(
        before.id if before else new_id(),
        kind,
        nation,
        starts_at,
        place.strip(),
        mode,
        moved_at,
        after,
        after_on,
    )
    _keep(tx, case_id, meeting, now)
    if moved_at == now or (held is not None and before is None):
        _tell_all(tx, case_id, now)
    audit.by_worker(tx, scope, "meeting.set", case_id, now)
    return meeting


def _keep(tx: Tx, case_id: str, meeting: Meeting, now: datetime) -> None:
    values = {
        "id": meeting.id,
        "kind": meeting.kind,
        "nation": meeting.nation,
        "starts_at": meeting.starts_at,
        "place_box": tx.keys.encrypt_text("meeting.place", meeting.id, meeting.place),
        "mode": meeting.mode,
        "set_at": now,
        "moved_at": meeting.moved_at,
        "after": meeting.after,
        "after_on": meeting.after_on,
    }
    upsert(tx, MeetingRow, {"case_id": case_id}, values)


def _tell_all(tx: Tx, case_id: str, now: datetime) -> None:
    """Let everybody who has come in hear that it has moved, or is another, each in their own talk."""
    people = tx.connection.execute(
        select(ParticipantRow.id)
        .join(ConversationRow, ConversationRow.participant_id == ParticipantRow.id)
        .where(ParticipantRow.case_id == case_id)
    )
    for participant_id in people.scalars().all():
        reminders.want_anew(tx, participant_id, "meeting_moved", "", now)


_OF_CASE = select(
    MeetingRow.id,
    MeetingRow.kind,
    MeetingRow.nation,
    MeetingRow.starts_at,
    MeetingRow.place_box,
    MeetingRow.mode,
    MeetingRow.moved_at,
    MeetingRow.after,
    MeetingRow.after_on,
).where(MeetingRow.case_id == bindparam("case"))


def of_case(tx: Tx, case_id: str) -> Meeting | None:
    """For callers inside records that have checked who asks."""
    row = tx.connection.execute(_OF_CASE, {"case": case_id}).one_or_none()
    return None if row is None else read(tx, row)


def read(tx: Tx, row: AnyRow) -> Meeting:
    """For callers inside records that have read a row of it."""
    place = tx.keys.decrypt_text("meeting.place", row.id, row.place_box)
    return Meeting(
        row.id,
        row.kind,
        row.nation,
        row.starts_at,
        place,
        row.mode,
        row.moved_at,
        row.after,
        row.after_on,
    )
