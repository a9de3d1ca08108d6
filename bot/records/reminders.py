"""What somebody is to be told without having asked: due, tried at most twice, done. Ids only, never words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Update, bindparam, select, update

from bot.messages import Channel
from bot.records.database import AnyRow, Tx
from bot.records.ids import new_id
from bot.records.scopes import ParticipantScope
from bot.records.tables import (
    CaseRow,
    ConversationRow,
    MeetingRow,
    ParticipantRow,
    ReminderRow,
)
from bot.records.upserts import insert_new, upsert

Kind = Literal[
    "draft_unsent",
    "report_asked",
    "meeting_moved",
    "opened_told",
    "reply_waiting",
    "promise_due",
    "deletion_answered",
    "worker_changed",
    "feedback",
]
MOST_TRIES = 2
ONCE: frozenset[Kind] = frozenset({"draft_unsent"})
BETWEEN_TRIES = timedelta(days=2)
MEETING_AROUND = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One open reminder. `about` is the id of what it is about, or a day, or nothing."""

    id: str
    kind: Kind
    about: str
    due_at: datetime
    tries: int
    tried_at: datetime | None

    def may_be_tried(self, now: datetime) -> bool:
        """Whether a note may go out for it: at most two of a kind, days apart."""
        most = 1 if self.kind in ONCE else MOST_TRIES
        rested = self.tried_at is None or now - self.tried_at >= BETWEEN_TRIES
        return self.tries < most and rested


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand with somebody who has come in: times only, nothing of what was said."""

    scope: ParticipantScope
    council: str
    audience: str
    reminders: bool
    may_write: bool
    report_had: bool
    meeting_kind: str
    nation: str
    meeting_at: datetime
    sitting_at: datetime
    came_at: datetime
    sent: bool
    has_drafts: bool


def want(tx: Tx, participant_id: str, kind: Kind, about: str, due_at: datetime) -> None:
    """Let something be told from `due_at` on; wanted twice, it is told once."""
    values = {
        "id": new_id(),
        "participant_id": participant_id,
        "kind": kind,
        "about": about,
        "due_at": due_at,
        "tries": 0,
    }
    insert_new(tx, ReminderRow, values, ("participant_id", "kind", "about"))


def want_anew(tx: Tx, participant_id: str, kind: Kind, about: str, due_at: datetime) -> None:
    """The same for what can happen again, such as a meeting that moves twice: the last one counts."""
    key = {"participant_id": participant_id, "kind": kind, "about": about}
    fresh = {"due_at": due_at, "tries": 0, "tried_at": None, "done_at": None}
    upsert(tx, ReminderRow, key, {"id": new_id(), **fresh})


_OF_PERSON = (
    select(ReminderRow.__table__)
    .where(
        ReminderRow.participant_id == bindparam("person"),
        ReminderRow.done_at.is_(None),
        ReminderRow.due_at <= bindparam("now"),
    )
    .order_by(ReminderRow.due_at, ReminderRow.id)
)


def of_person(tx: Tx, scope: ParticipantScope, now: datetime) -> list[Reminder]:
    """What is open and due for one person, oldest first."""
    rows = tx.connection.execute(_OF_PERSON, {"person": scope.participant_id, "now": now})
    return [_reminder(row) for row in rows]


def people_due(tx: Tx, channel: Channel, now: datetime) -> list[ParticipantScope]:
    """Whoever lives in this channel and has something due."""
    rows = tx.connection.execute(
        select(ConversationRow.participant_id, ConversationRow.id)
        .join(ReminderRow, ReminderRow.participant_id == ConversationRow.participant_id)
        .where(
            ConversationRow.channel == channel,
            ConversationRow.address_hash.is_not(None),
            ReminderRow.done_at.is_(None),
            ReminderRow.due_at <= now,
        )
        .distinct()
    ).all()
    return [ParticipantScope(participant_id, conversation_id) for participant_id, conversation_id in rows]


def tried(tx: Tx, scope: ParticipantScope, reminder_id: str, now: datetime) -> None:
    """Count a note that goes out now."""
    tx.connection.execute(_one(scope, reminder_id).values(tries=ReminderRow.tries + 1, tried_at=now))


def offered(tx: Tx, scope: ParticipantScope, reminder_id: str, now: datetime) -> bool:
    """It was put to the person and stays open: no more notes, and one more offer at most.

    Returns whether this was the first time.
    """
    tx.connection.execute(_one(scope, reminder_id).values(tries=ReminderRow.tries + MOST_TRIES, tried_at=now))
    first = _one(scope, reminder_id).where(ReminderRow.asked_at.is_(None)).values(asked_at=now)
    return bool(tx.connection.execute(first).rowcount)


def tries_of_kind(tx: Tx, scope: ParticipantScope, reminder: Reminder) -> int:
    """How many notes went out for this kind about the same thing: one meeting's day, one promise."""
    about = reminder.about.partition(" ")[0]
    rows = tx.connection.execute(
        select(ReminderRow.about, ReminderRow.tries).where(
            ReminderRow.participant_id == scope.participant_id, ReminderRow.kind == reminder.kind
        )
    ).all()
    return sum(row.tries for row in rows if row.about.partition(" ")[0] == about)


def not_tried(tx: Tx, scope: ParticipantScope, tried_at: datetime) -> None:
    """Take back a note that could not go out in time: it may be tried again at a safe moment."""
    tx.connection.execute(
        update(ReminderRow)
        .where(ReminderRow.participant_id == scope.participant_id, ReminderRow.tried_at == tried_at)
        .values(tries=ReminderRow.tries - 1, tried_at=None)
    )


def done(tx: Tx, scope: ParticipantScope, reminder_id: str, now: datetime) -> None:
    """It was told, or is no longer true."""
    tx.connection.execute(_one(scope, reminder_id).values(done_at=now))


def done_kinds(tx: Tx, scope: ParticipantScope, kinds: Sequence[Kind], now: datetime) -> None:
    """All that waited of these kinds was told another way."""
    tx.connection.execute(
        update(ReminderRow.core())
        .where(
            ReminderRow.participant_id == scope.participant_id,
            ReminderRow.kind.in_(kinds),
            ReminderRow.done_at.is_(None),
        )
        .values(done_at=now)
    )


def settle(tx: Tx, participant_id: str, kind: Kind, now: datetime) -> None:
    """Let go of what waits of one kind: something else is to be told instead."""
    tx.connection.execute(
        update(ReminderRow)
        .where(
            ReminderRow.participant_id == participant_id,
            ReminderRow.kind == kind,
            ReminderRow.done_at.is_(None),
        )
        .values(done_at=now)
    )


def standing(tx: Tx, now: datetime) -> list[Standing]:
    """Everybody who has come in and whose meeting is near or just past."""
    rows = tx.connection.execute(
        select(
            ConversationRow.__table__,
            CaseRow.council,
            ParticipantRow.audience,
            ParticipantRow.reminders,
            ParticipantRow.may_write,
            ParticipantRow.report_had,
            MeetingRow.kind,
            MeetingRow.nation,
            MeetingRow.starts_at,
        )
        .join(ParticipantRow, ParticipantRow.id == ConversationRow.participant_id)
        .join(CaseRow, CaseRow.id == ParticipantRow.case_id)
        .join(MeetingRow, MeetingRow.case_id == CaseRow.id)
        .where(MeetingRow.starts_at > now - MEETING_AROUND, MeetingRow.starts_at < now + MEETING_AROUND)
    ).all()
    return [_standing(row) for row in rows]


def _one(scope: ParticipantScope, reminder_id: str) -> Update:
    return update(ReminderRow).where(
        ReminderRow.id == reminder_id, ReminderRow.participant_id == scope.participant_id
    )


def _reminder(row: AnyRow) -> Reminder:
    return Reminder(row.id, row.kind, row.about, row.due_at, row.tries, row.tried_at)


def _standing(row: AnyRow) -> Standing:
    return Standing(
        scope=ParticipantScope(row.participant_id, row.id),
        council=row.council,
        audience=row.audience,
        reminders=row.reminders,
        may_write=row.may_write,
        report_had=bool(row.report_had),
        meeting_kind=row.kind,
        nation=row.nation,
        meeting_at=row.starts_at,
        sitting_at=row.sitting_at,
        came_at=row.created_at,
        sent=row.sent_at is not None,
        has_drafts=row.draft_key is not None,
    )
