"""Who did what to which thing: a chain that nothing can be taken out of unseen. It holds no content."""

from __future__ import annotations

import json
import re
from collections.abc import Set
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import insert, select

from bot.records import checkpoints
from bot.records.database import Tx
from bot.records.scopes import WorkerScope
from bot.records.tables import AuditRow

# Every action there is, and what `about` names. Another is refused: nothing is logged by accident.
ACTIONS = {
    "staff.added": "staff",
    "staff.link_renewed": "staff",
    "staff.link_claimed": "staff",
    "staff.disabled": "staff",
    "staff.role_set": "staff",
    "staff.signed_in": "staff",
    "staff.confirmed": "staff",
    "staff.signed_out": "staff",
    "staff.recovery_code_used": "staff",
    "break_glass.asked": "participant",
    "break_glass.agreed": "participant",
    "break_glass.opened": "participant",
    "break_glass.heard": "participant",
    "break_glass.ended": "participant",
    "keys.broken": "participant",
    "officer.appointed": "staff",
    "staff.key_added": "staff",
    "staff.key_removed": "staff",
    "staff.opened_many": "staff",
    "case.created": "case",
    "case.assigned": "case",
    "case.unassigned": "case",
    "case.recovered": "case",
    "case.handed_over": "case",
    "case.erased": "case",
    "case.expired": "case",
    "meeting.set": "case",
    "participant.created": "participant",
    "participant.erased": "participant",
    "participant.expired": "participant",
    "participant.held": "participant",
    "participant.released": "participant",
    "report.noted": "participant",
    "safe_contact.opened": "participant",
    "contact.agreed": "participant",
    "reminders.stopped": "participant",
    "reply.written": "participant",
    "reply.opened": "participant",
    "deletion.asked": "participant",
    "deletion.answered": "participant",
    "invite.issued": "participant",
    "invite.revoked": "participant",
    "invite.claimed": "participant",
    "invite.died": "participant",
    "return_code.died": "participant",
    "answers.sent": "participant",
    "answers.opened": "participant",
    "answers.yes_recorded": "participant",
    "answers.exported": "participant",
    "placements.opened": "participant",
    "placement.made": "participant",
    "placement.removed": "participant",
    "reading.reminded": "participant",
    "reading.escalated": "participant",
    "answers.deleted": "participant",
    "access.exported": "participant",
    "alert.raised": "alert",
    "alert.notice_sent": "alert",
    "alert.notice_failed": "alert",
    "alert.notice_nobody": "alert",
    "alert.opened": "alert",
    "alert.handled": "alert",
    "parked.added": "participant",
    "parked.opened": "participant",
    "voice.opened": "participant",
    "drafts.expired": "participant",
    "drafts.not_restored": "participant",
    "feedback.counted": "council",
    "indicator.entered": "indicator",
    "evaluation.packed": "council",
    "signals.opened": "staff",
    "retention.swept": "kind",
    "records.restored": "install",
    "audit.ended": "install",
}
OUTCOMES = frozenset({"done", "refused", "failed"})
NOBODY = "nobody"
START = bytes(32)
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class AuditEntry:
    seq: int
    at: datetime
    actor: str
    role: str
    action: str
    about: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`first_bad` is the first sequence number that does not follow; `head` anchors the chain outside.

    Of the `rows` the first `ended` have had their time: all of before `ended_before`.
    """

    rows: int
    first_bad: int | None
    head: str
    ended: int = 0
    ended_before: datetime | None = None


def append(
    tx: Tx, *, actor: str, role: str, action: str, about: str, outcome: str = "done", now: datetime
) -> None:
    """Add one row as the last thing that the transaction does: without the row nothing is committed.

    Appends wait for each other, whichever process they are in. Last, because whoever held the chain and
    then waited for a row might wait for somebody who holds that row and waits for the chain. Raises
    ValueError for an action, outcome or id that is not declared: text never gets in.
    """
    if action not in ACTIONS or outcome not in OUTCOMES:
        raise ValueError("an audit event that is not declared")
    if not all(_ID.fullmatch(text) for text in (actor, role, about)):
        raise ValueError("an audit event names something that is not an id")
    event = (now.astimezone(UTC), actor, role, action, about, outcome)
    tx.before_commit(lambda: _write(tx, event))


def _write(tx: Tx, event: tuple[datetime, str, str, str, str, str]) -> None:
    tx.in_order("audit")
    rows, last = head(tx)
    seq, prev = rows + 1, bytes.fromhex(last)
    entry = AuditEntry(seq, *event)
    tx.connection.execute(
        insert(AuditRow).values(
            seq=seq,
            at=entry.at,
            actor=entry.actor,
            role=entry.role,
            action=entry.action,
            about=entry.about,
            outcome=entry.outcome,
            prev_hash=prev,
            hash=_hash(entry, prev),
        )
    )


def by_worker(
    tx: Tx, scope: WorkerScope, action: str, about: str, now: datetime, outcome: str = "done"
) -> None:
    """Add one row for what a member of staff did."""
    append(tx, actor=scope.staff_id, role=scope.role, action=action, about=about, outcome=outcome, now=now)


def by_nobody(tx: Tx, action: str, about: str, now: datetime, outcome: str = "done") -> None:
    """Add one row for what a family member or the service itself did: they are not named here."""
    append(tx, actor=NOBODY, role="service", action=action, about=about, outcome=outcome, now=now)


def verify(tx: Tx) -> Verdict:
    """Follow the whole chain, from where its oldest rows ended.

    A cut tail, or an end that came too early, shows only against heads that were kept outside.
    """
    began = checkpoints.last(tx)
    ended, prev = (began.rows, began.head) if began else (0, START)
    before = began.before if began else None
    if began and not checkpoints.is_ours(tx):
        return Verdict(ended, ended + 1, prev.hex(), ended, before)
    expected = ended + 1
    rows = tx.connection.execute(select(AuditRow.__table__).order_by(AuditRow.seq))
    for row in rows:
        entry = AuditEntry(row.seq, row.at, row.actor, row.role, row.action, row.about, row.outcome)
        if row.seq != expected or row.prev_hash != prev or row.hash != _hash(entry, prev):
            return Verdict(expected - 1, expected, prev.hex(), ended, before)
        prev, expected = row.hash, expected + 1
    return Verdict(expected - 1, None, prev.hex(), ended, before)


def has_head(tx: Tx, rows: int, head: str) -> bool:
    """Whether the chain had this head when it had so many rows: so one is the other's continuation."""
    return heads(tx, {rows}).get(rows) == head


def head(tx: Tx) -> tuple[int, str]:
    """How many rows there are, and the hash of the last: what is written down outside."""
    last = tx.connection.execute(
        select(AuditRow.seq, AuditRow.hash).order_by(AuditRow.seq.desc()).limit(1)
    ).one_or_none()
    if last:
        return last.seq, last.hash.hex()
    began = checkpoints.last(tx)
    return (began.rows, began.head.hex()) if began else (0, START.hex())


def heads(tx: Tx, rows: Set[int]) -> dict[int, str]:
    """The head that the chain had at each of these numbers of rows, where those are still there."""
    found = tx.connection.execute(select(AuditRow.seq, AuditRow.hash).order_by(AuditRow.seq))
    began = checkpoints.last(tx)
    first = {began.rows: began.head.hex()} if began else {0: START.hex()}
    return first | {row.seq: row.hash.hex() for row in found if row.seq in rows}


def after(tx: Tx, rows: int) -> list[tuple[str, str]]:
    """Return action and subject of what was done after so many rows, oldest first."""
    found = tx.connection.execute(
        select(AuditRow.action, AuditRow.about).where(AuditRow.seq > rows).order_by(AuditRow.seq)
    )
    return [(row.action, row.about) for row in found]


def of(tx: Tx, about: str) -> list[AuditEntry]:
    """Return the rows about one thing, oldest first. The caller has checked who may ask."""
    rows = tx.connection.execute(
        select(
            AuditRow.seq,
            AuditRow.at,
            AuditRow.actor,
            AuditRow.role,
            AuditRow.action,
            AuditRow.about,
            AuditRow.outcome,
        )
        .where(AuditRow.about == about)
        .order_by(AuditRow.seq)
    )
    return [AuditEntry(*row) for row in rows]


def _hash(entry: AuditEntry, prev: bytes) -> bytes:
    fields = [
        entry.seq,
        entry.at.isoformat(timespec="microseconds"),
        entry.actor,
        entry.role,
        entry.action,
        entry.about,
        entry.outcome,
        prev.hex(),
    ]
    return sha256(json.dumps(fields, separators=(",", ":")).encode()).digest()
