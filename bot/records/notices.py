"""Which notice each person was shown, in which wording and language, and when. It is not consent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from bot.records.access import require_assigned
from bot.records.database import Tx
from bot.records.ids import new_id
from bot.records.scopes import ParticipantScope, WorkerScope
from bot.records.tables import NoticeSeenRow


@dataclass(frozen=True, slots=True)
class NoticeSeen:
    item: str
    item_version: str
    language: str
    at: datetime


def seen(tx: Tx, scope: ParticipantScope, item: str, item_version: str, language: str, now: datetime) -> None:
    """Note that a person was shown this wording."""
    tx.connection.execute(
        insert(NoticeSeenRow).values(
            id=new_id(),
            participant_id=scope.participant_id,
            item=item,
            item_version=item_version,
            language=language,
            at=now,
        )
    )


def last_seen(tx: Tx, scope: ParticipantScope, item: str) -> NoticeSeen | None:
    """Return the wording a person saw last, None when they saw none: another one is shown again."""
    row = tx.connection.execute(
        select(NoticeSeenRow.item, NoticeSeenRow.item_version, NoticeSeenRow.language, NoticeSeenRow.at)
        .where(NoticeSeenRow.participant_id == scope.participant_id, NoticeSeenRow.item == item)
        .order_by(NoticeSeenRow.at.desc())
        .limit(1)
    ).one_or_none()
    return NoticeSeen(*row) if row else None


def of_participant(tx: Tx, scope: WorkerScope, participant_id: str) -> list[NoticeSeen]:
    """Return every notice a person was shown, oldest first, for their worker. Raises NotFound."""
    require_assigned(tx, scope, participant_id)
    rows = tx.connection.execute(
        select(NoticeSeenRow.item, NoticeSeenRow.item_version, NoticeSeenRow.language, NoticeSeenRow.at)
        .where(NoticeSeenRow.participant_id == participant_id)
        .order_by(NoticeSeenRow.at, NoticeSeenRow.id)
    ).all()
    return [NoticeSeen(*row) for row in rows]
