"""Who is told that two officers opened somebody: the workers, the managers, the auditors. Never of what."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update

from bot.records import cases
from bot.records.database import Tx
from bot.records.scopes import Role
from bot.records.tables import BreakGlassNoticeRow, BreakGlassRow, CaseRow, ParticipantRow, StaffRow

_ROLES = {"managers": Role.MANAGER, "auditors": Role.AUDITOR}


@dataclass(frozen=True, slots=True)
class GlassNotice:
    """One notice that is due. No address: nobody of that role works here."""

    break_glass_id: str
    whom: str
    tries: int
    emails: tuple[str, ...] = field(repr=False)


def due(tx: Tx, now: datetime) -> list[GlassNotice]:
    """Return the notices that have still to go out."""
    rows = tx.connection.execute(
        select(
            BreakGlassNoticeRow.break_glass_id,
            BreakGlassNoticeRow.whom,
            BreakGlassNoticeRow.tries,
            CaseRow.id.label("case_id"),
            CaseRow.council,
        )
        .join(BreakGlassRow, BreakGlassRow.id == BreakGlassNoticeRow.break_glass_id)
        .join(ParticipantRow, ParticipantRow.id == BreakGlassRow.participant_id)
        .join(CaseRow, CaseRow.id == ParticipantRow.case_id)
        .where(BreakGlassNoticeRow.state.in_(("pending", "failed")))
        .where(BreakGlassNoticeRow.retry_at.is_(None) | (BreakGlassNoticeRow.retry_at <= now))
        .order_by(BreakGlassNoticeRow.break_glass_id, BreakGlassNoticeRow.whom)
    ).all()
    return [
        GlassNotice(row.break_glass_id, row.whom, row.tries, _emails(tx, row.whom, row.case_id, row.council))
        for row in rows
    ]


def noted(tx: Tx, notice: GlassNotice, state: str, retry_at: datetime | None = None) -> None:
    """`state`: sent, failed (and tried again), or nobody."""
    tx.connection.execute(
        update(BreakGlassNoticeRow)
        .where(
            BreakGlassNoticeRow.break_glass_id == notice.break_glass_id,
            BreakGlassNoticeRow.whom == notice.whom,
        )
        .values(state=state, tries=BreakGlassNoticeRow.tries + 1, retry_at=retry_at)
    )


def _emails(tx: Tx, whom: str, case_id: str, council: str) -> tuple[str, ...]:
    if whom == "workers":
        return tuple(worker.email for worker in cases.workers_of(tx, case_id))
    rows = tx.connection.execute(
        select(StaffRow.id, StaffRow.email_box)
        .where(StaffRow.council == council, StaffRow.role == _ROLES[whom], StaffRow.disabled_at.is_(None))
        .order_by(StaffRow.id)
    )
    return tuple(tx.keys.decrypt_text("staff.email", row.id, row.email_box) for row in rows)
