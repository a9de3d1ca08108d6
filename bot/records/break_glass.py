"""Break-glass: one recovery officer asks for one person, another agrees, the first reads for a day.

What the first officer peels off a pair's wrap, only the second can open; and what the second opens is wrapped
for the first until it ends. Neither step is possible without the other, nor without its row in the audit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import Select, delete, insert, select, update

from bot.errors import NotFound, RecordsRefused
from bot.records import alerts, audit, epochs, holders, officers, participants, sent_answers, wraps
from bot.records.access import nothing
from bot.records.alerts import AlertOpened
from bot.records.database import AnyRow, Database, Tx
from bot.records.ids import new_id
from bot.records.participants import Participant
from bot.records.scopes import WorkerScope
from bot.records.sealing import Halves, PrivateHalf, wrap
from bot.records.sent_answers import SentAnswer
from bot.records.tables import (
    BreakGlassNoticeRow,
    BreakGlassRow,
    CaseRow,
    KeyWrapRow,
    ParticipantRow,
    StaffRow,
)

ASK_LIFE = timedelta(hours=24)
OPEN_LIFE = timedelta(hours=24)
Reason = Literal["worker_away", "key_lost", "danger", "court_order"]
REASONS: tuple[Reason, ...] = get_args(Reason)
WHOM = ("workers", "managers", "auditors")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. `state`: waiting for another officer, open until `ends_at`, or over."""

    id: str
    participant_id: str
    reason: Reason
    asked_by: str
    asked_by_name: str
    asked_at: datetime
    ends_at: datetime | None
    state: Literal["waiting", "open", "over"]


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody of a case that was looked up by its whole name."""

    participant_id: str
    name: str
    audience: str


@dataclass(frozen=True, slots=True)
class Opened:
    person: Participant
    answers: list[SentAnswer] = field(repr=False)
    alerts: list[AlertOpened] = field(repr=False)


def find(tx: Tx, scope: WorkerScope, case_name: str) -> list[Found]:
    """Return the people of the council's cases of exactly this name: an officer has no list to browse.

    Raises NotFound for anybody but an appointed officer.
    """
    _require_officer(tx, scope)
    rows = tx.connection.execute(
        select(
            CaseRow.id, CaseRow.name_box, ParticipantRow.id, ParticipantRow.name_box, ParticipantRow.audience
        )
        .join(ParticipantRow, ParticipantRow.case_id == CaseRow.id)
        .where(CaseRow.council == scope.council)
        .order_by(ParticipantRow.created_at, ParticipantRow.id)
    ).all()
    wanted = case_name.strip().casefold()
    return [
        Found(person, tx.keys.decrypt_text("participant.name", person, name), audience)
        for case_id, box, person, name, audience in rows
        if tx.keys.decrypt_text("case.name", case_id, box).casefold() == wanted
    ]


def ask(
    tx: Tx, scope: WorkerScope, key: PrivateHalf, participant_id: str, reason: Reason, now: datetime
) -> str:
    """Ask for one person of the council; return the request's id. Nothing is opened by it.

    Raises NotFound; RecordsRefused when there is no second officer who could agree.
    """
    others = [one for one in _require_officer(tx, scope) if one != scope.staff_id]
    here = tx.connection.execute(
        select(ParticipantRow.id)
        .join(CaseRow, CaseRow.id == ParticipantRow.case_id)
        .where(ParticipantRow.id == participant_id, CaseRow.council == scope.council)
    ).scalar_one_or_none()
    if here is None or reason not in REASONS:
        raise nothing()
    break_glass_id = new_id()
    offered = 0
    for other in others:
        pair = KeyWrapRow.holder == holders.pair(scope.staff_id, other)
        for epoch, box in wraps.boxes_of(tx, participant_id, pair).items():
            offer = holders.glass(break_glass_id, other)
            wraps.store(tx, participant_id, epoch, offer, key.open(box), now)
            offered += 1
    if not offered:
        raise RecordsRefused(
            "No second officer could open this person's words with you.",
            remedy="Appoint two with ./run officer and both recovery sheets, or use ./run recover.",
        )
    tx.connection.execute(
        insert(BreakGlassRow).values(
            id=break_glass_id,
            participant_id=participant_id,
            reason=reason,
            asked_by=scope.staff_id,
            asked_at=now,
        )
    )
    audit.by_worker(tx, scope, "break_glass.asked", participant_id, now)
    return break_glass_id


def agree(tx: Tx, scope: WorkerScope, key: PrivateHalf, break_glass_id: str, now: datetime) -> None:
    """Open one person for the officer who asked, for a day, and let the three notices be due.

    Raises NotFound, also for one's own request, one that was agreed to, and one that is too old.
    """
    known = _require_officer(tx, scope)
    row = tx.connection.execute(_in_council(scope).where(BreakGlassRow.id == break_glass_id)).one_or_none()
    if row is None or row.asked_by == scope.staff_id or row.asked_by not in known:
        raise nothing()
    done = tx.connection.execute(
        update(BreakGlassRow)
        .where(
            BreakGlassRow.id == break_glass_id,
            BreakGlassRow.agreed_by.is_(None),
            BreakGlassRow.ended_at.is_(None),
            BreakGlassRow.asked_at > now - ASK_LIFE,
        )
        .values(agreed_by=scope.staff_id, ends_at=now + OPEN_LIFE)
    )
    if done.rowcount != 1:
        raise nothing()
    mine = holders.glass(break_glass_id, scope.staff_id)
    halves = wraps.halves_of_holder(tx, row.participant_id, mine, key)
    if not halves.by_epoch:
        raise nothing()
    tx.connection.execute(delete(KeyWrapRow).where(holders.of_glass(break_glass_id)))
    for epoch, half in halves.by_epoch.items():
        box = wrap(half, known[row.asked_by])
        wraps.store(tx, row.participant_id, epoch, holders.glass(break_glass_id, row.asked_by), box, now)
    told = [{"break_glass_id": break_glass_id, "whom": whom, "state": "pending", "tries": 0} for whom in WHOM]
    tx.connection.execute(insert(BreakGlassNoticeRow), told)
    audit.by_worker(tx, scope, "break_glass.agreed", row.participant_id, now)


def open_person(
    database: Database, scope: WorkerScope, key: PrivateHalf, break_glass_id: str, now: datetime
) -> Opened:
    """Return what one person sent and their alerts; that it was opened is in the audit before.

    Raises NotFound for anybody but the officer who asked, before it was agreed to and after it ended.
    """
    with database.begin() as tx:
        _require_officer(tx, scope)
        row = open_now(tx, scope, break_glass_id, now)
        audit.by_worker(tx, scope, "break_glass.opened", row.participant_id, now)
    with database.read() as tx:
        halves = halves_now(tx, scope, key, break_glass_id, now)
        person = participants.load(tx, row.participant_id)
        return Opened(person, sent_answers.read(tx, halves, person.id), alerts.read(tx, halves, person.id))


def of_council(tx: Tx, scope: WorkerScope, now: datetime) -> list[Asked]:
    """Every request of the council, newest first. Raises NotFound for anybody but an officer."""
    _require_officer(tx, scope)
    rows = tx.connection.execute(_in_council(scope).order_by(BreakGlassRow.asked_at.desc())).all()
    return [_asked(tx, row, now) for row in rows]


def end(tx: Tx, scope: WorkerScope, break_glass_id: str, now: datetime) -> None:
    """End it before its time. Raises NotFound for anybody but the council's officers."""
    _require_officer(tx, scope)
    row = tx.connection.execute(
        _in_council(scope).where(BreakGlassRow.id == break_glass_id, BreakGlassRow.ended_at.is_(None))
    ).one_or_none()
    if row is None:
        raise nothing()
    _end(tx, [row], now)


def end_due(tx: Tx, now: datetime) -> int:
    """End what is over, and what nobody agreed to; return how many."""
    late = (BreakGlassRow.ends_at <= now) | (
        BreakGlassRow.agreed_by.is_(None) & (BreakGlassRow.asked_at <= now - ASK_LIFE)
    )
    rows = tx.connection.execute(
        select(BreakGlassRow.__table__).where(BreakGlassRow.ended_at.is_(None), late)
    ).all()
    _end(tx, rows, now)
    return len(rows)


def _end(tx: Tx, rows: Sequence[AnyRow], now: datetime) -> None:
    """Delete its wraps. Whoever kept what they opened has nothing that fits what comes after."""
    for row in rows:
        tx.connection.execute(delete(KeyWrapRow).where(holders.of_glass(row.id)))
        tx.connection.execute(update(BreakGlassRow).where(BreakGlassRow.id == row.id).values(ended_at=now))
        audit.by_nobody(tx, "break_glass.ended", row.participant_id, now)
    epochs.begin(tx, {row.participant_id for row in rows if row.agreed_by}, now)


def _require_officer(tx: Tx, scope: WorkerScope) -> dict[str, bytes]:
    known = officers.of_council(tx, scope.council)
    if scope.staff_id not in known:
        raise nothing()
    return known


def open_now(tx: Tx, scope: WorkerScope, break_glass_id: str, now: datetime) -> AnyRow:
    """The row of what this officer asked for and has open now. Raises NotFound for anybody else."""
    row = tx.connection.execute(
        _in_council(scope).where(
            BreakGlassRow.id == break_glass_id,
            BreakGlassRow.asked_by == scope.staff_id,
            BreakGlassRow.agreed_by.is_not(None),
            BreakGlassRow.ends_at > now,
            BreakGlassRow.ended_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        raise nothing()
    return row


def halves_now(tx: Tx, scope: WorkerScope, key: PrivateHalf, break_glass_id: str, now: datetime) -> Halves:
    """The keys of a person whom this officer has open. Raises NotFound."""
    row = open_now(tx, scope, break_glass_id, now)
    mine = holders.glass(break_glass_id, scope.staff_id)
    halves = wraps.halves_of_holder(tx, row.participant_id, mine, key)
    if not halves.by_epoch:
        raise NotFound("Its keys are gone.", remedy="Ask again, and let another officer agree.")
    return halves


def _in_council(scope: WorkerScope) -> Select[Any]:
    return (
        select(BreakGlassRow.__table__, StaffRow.name_box)
        .join(StaffRow, StaffRow.id == BreakGlassRow.asked_by)
        .where(StaffRow.council == scope.council)
    )


def _asked(tx: Tx, row: AnyRow, now: datetime) -> Asked:
    live = row.ends_at or row.asked_at + ASK_LIFE
    over = row.ended_at is not None or live <= now
    return Asked(
        row.id,
        row.participant_id,
        row.reason,
        row.asked_by,
        tx.keys.decrypt_text("staff.name", row.asked_by, row.name_box),
        row.asked_at,
        row.ends_at,
        "over" if over else "open" if row.agreed_by else "waiting",
    )
