"""The people of a case. Each has a key pair of their own; nothing joins two people's answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from sqlalchemy import bindparam, insert, select

from bot.errors import NotFound
from bot.records import audit, cases, epochs, meetings, safe_contact
from bot.records.access import nothing, require_case, require_participant, visible
from bot.records.cases import CaseWorker
from bot.records.database import AnyRow, Tx
from bot.records.ids import new_id
from bot.records.meetings import Meeting
from bot.records.scopes import ParticipantScope, WorkerScope
from bot.records.sealing import PrivateHalf, seal
from bot.records.tables import CaseRow, ConversationRow, InviteRow, ParticipantRow

Status = Literal["not_invited", "invited", "started", "sent"]
Trouble = Literal["", "invite_dead", "code_dead"]

# Ids are random, so they alone would shuffle those who were added at one moment.
_AS_ADDED = (ParticipantRow.created_at, ParticipantRow.place, ParticipantRow.id)


@dataclass(frozen=True, slots=True)
class NewParticipant:
    """`safe_contact` is sealed at once: only the assigned workers can read it.

    `reminders`: whether they are on at first; None: for parents. Nobody under 18 is nudged by default.
    """

    audience: str
    name: str
    language: str
    telegram_allowed: bool = False
    interpreter: bool = False
    safe_contact: str = field(default="", repr=False)
    reminders: bool | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """What a worker sees of somebody: never how far they have come. `trouble` asks for a new invite.

    `invite_expires_at` is that of the last invite, while nobody has claimed it. `report_had` is None until a
    worker has noted whether they have had the report, `report_on` the day.
    """

    id: str
    case_id: str
    audience: str
    name: str
    language: str
    telegram_allowed: bool
    interpreter: bool
    has_safe_contact: bool
    status: Status
    trouble: Trouble
    invite_expires_at: datetime | None
    report_had: bool | None
    report_on: date | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Around:
    """What a person's own conversation may name: after the claim only."""

    participant_id: str
    audience: str
    name: str
    council: str
    workers: tuple[CaseWorker, ...]
    meeting: Meeting | None
    telegram_allowed: bool
    sent_at: datetime | None


def create(tx: Tx, scope: WorkerScope, case_id: str, new: NewParticipant, now: datetime) -> Participant:
    """Add somebody to a case, with a fresh key pair whose private half is wrapped and forgotten.

    Raises NotFound; RecordsRefused when a worker of the case has no key.
    """
    require_case(tx, scope, case_id)
    participant_id = new_id()
    half = PrivateHalf.make()
    note = new.safe_contact.strip()
    sealed = None
    if note:
        bound = safe_contact.bound(participant_id, now)
        sealed = seal(half.public, tx.keys.tag_key, bound, {"note": note})
    tx.connection.execute(
        insert(ParticipantRow).values(
            id=participant_id,
            case_id=case_id,
            audience=new.audience,
            name_box=tx.keys.encrypt_text("participant.name", participant_id, new.name.strip()),
            language=new.language,
            telegram_allowed=new.telegram_allowed,
            interpreter=new.interpreter,
            public_key=half.public,
            safe_sealed=sealed.body if sealed else None,
            safe_tag=sealed.tag if sealed else None,
            reminders=new.audience == "parent" if new.reminders is None else new.reminders,
            may_write=True,
            created_at=now,
            place=len(cases.participants_of(tx, case_id)),
        )
    )
    holders = [worker.staff_id for worker in cases.workers_of(tx, case_id)]
    epochs.first(tx, participant_id, half, holders, now)
    audit.by_worker(tx, scope, "participant.created", participant_id, now)
    return get(tx, scope, participant_id)


def of_case(tx: Tx, scope: WorkerScope, case_id: str) -> list[Participant]:
    """Return the people of a case, first added first. Raises NotFound."""
    require_case(tx, scope, case_id)
    rows = tx.connection.execute(
        select(ParticipantRow.__table__).where(ParticipantRow.case_id == case_id).order_by(*_AS_ADDED)
    ).all()
    return _participants(tx, rows)


def listed(
    tx: Tx, scope: WorkerScope, case_ids: Collection[str], people: Collection[str] = ()
) -> list[Participant]:
    """Return the people of several cases, and those named beside them; what is not theirs to see is left out.

    In a few questions to the database, however many they are.
    """
    rows = tx.connection.execute(
        select(ParticipantRow.__table__)
        .join(CaseRow, CaseRow.id == ParticipantRow.case_id)
        .where(visible(scope), ParticipantRow.case_id.in_(case_ids) | ParticipantRow.id.in_(people))
        .order_by(*_AS_ADDED)
    ).all()
    return _participants(tx, rows)


def get(tx: Tx, scope: WorkerScope, participant_id: str) -> Participant:
    """Raises NotFound, also for the people of somebody else's case."""
    require_participant(tx, scope, participant_id)
    return load(tx, participant_id)


def load(tx: Tx, participant_id: str) -> Participant:
    """For callers inside records that have checked who asks."""
    row = tx.connection.execute(
        select(ParticipantRow.__table__).where(ParticipantRow.id == participant_id)
    ).one()
    return _participants(tx, [row])[0]


_AROUND = (
    select(
        ParticipantRow.case_id,
        ParticipantRow.audience,
        ParticipantRow.name_box,
        ParticipantRow.telegram_allowed,
        CaseRow.council,
        ConversationRow.sent_at,
    )
    .join(CaseRow, CaseRow.id == ParticipantRow.case_id)
    .join(ConversationRow, ConversationRow.participant_id == ParticipantRow.id)
    .where(ParticipantRow.id == bindparam("person"), ConversationRow.id == bindparam("talk"))
)


def around(tx: Tx, scope: ParticipantScope) -> Around:
    """Return what a person's own conversation may name. Raises NotFound."""
    asked = {"person": scope.participant_id, "talk": scope.conversation_id}
    row = tx.connection.execute(_AROUND, asked).one_or_none()
    if row is None:
        raise nothing()
    return Around(
        scope.participant_id,
        row.audience,
        tx.keys.decrypt_text("participant.name", scope.participant_id, row.name_box),
        row.council,
        cases.workers_of(tx, row.case_id),
        meetings.of_case(tx, row.case_id),
        row.telegram_allowed,
        row.sent_at,
    )


def public_key(tx: Tx, participant_id: str) -> bytes:
    """Return the half that anything can be sealed to. Raises NotFound.

    The row is held until the transaction ends, so that nothing is sealed to an epoch that has ended by then.
    """
    found = tx.connection.execute(
        select(ParticipantRow.public_key)
        .where(ParticipantRow.id == participant_id)
        .with_for_update(read=True)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound("No such person.", remedy="They may have been erased.")
    return found


def _participants(tx: Tx, rows: Sequence[AnyRow]) -> list[Participant]:
    ids = [row.id for row in rows]
    talks = tx.connection.execute(
        select(ConversationRow.participant_id, ConversationRow.sent_at, ConversationRow.dead_at).where(
            ConversationRow.participant_id.in_(ids)
        )
    )
    invites = tx.connection.execute(
        select(
            InviteRow.participant_id,
            InviteRow.claimed_at,
            InviteRow.dead_at,
            InviteRow.revoked_at,
            InviteRow.expires_at,
        )
        .where(InviteRow.participant_id.in_(ids))
        .order_by(InviteRow.issued_at)
    )
    talk_of = {talk.participant_id: talk for talk in talks}
    # The last of each is the one that counts.
    invite_of = {invite.participant_id: invite for invite in invites}
    return [_participant(tx, row, talk_of.get(row.id), invite_of.get(row.id)) for row in rows]


def _participant(tx: Tx, row: AnyRow, talk: AnyRow | None, invite: AnyRow | None) -> Participant:
    status, trouble, expires_at = _status(talk, invite)
    return Participant(
        row.id,
        row.case_id,
        row.audience,
        tx.keys.decrypt_text("participant.name", row.id, row.name_box),
        row.language,
        row.telegram_allowed,
        row.interpreter,
        row.safe_sealed is not None,
        status,
        trouble,
        expires_at,
        row.report_had,
        row.report_on,
        row.created_at,
    )


def _status(talk: AnyRow | None, invite: AnyRow | None) -> tuple[Status, Trouble, datetime | None]:
    waiting = invite if invite and not (invite.claimed_at or invite.revoked_at) else None
    trouble: Trouble = ""
    if waiting and waiting.dead_at:
        trouble = "invite_dead"
    elif not waiting and talk and talk.dead_at:
        trouble = "code_dead"
    expires_at = waiting.expires_at if waiting else None
    if talk:
        return ("sent" if talk.sent_at else "started"), trouble, expires_at
    return ("invited" if waiting else "not_invited"), trouble, expires_at
