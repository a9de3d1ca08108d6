"""Which notice each person was shown, in which wording and language, and when. It is not consent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select

from bot.records.access import require_assigned
from bot.records.database import AnyRow, Tx
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
    row_id, item_hash = new_id(), _item_hash(tx, scope, item)
    last = tx.connection.execute(
        select(func.max(NoticeSeenRow.place)).where(
            NoticeSeenRow.participant_id == scope.participant_id, NoticeSeenRow.item_hash == item_hash
        )
    ).scalar_one()
    tx.connection.execute(
        insert(NoticeSeenRow).values(
            id=row_id,
            participant_id=scope.participant_id,
            place=(last or 0) + 1,
            item_hash=item_hash,
            item_box=tx.keys.encrypt_text("notice_seen.item", row_id, item),
            item_version=item_version,
            language=language,
            at=now,
        )
    )


def last_seen(tx: Tx, scope: ParticipantScope, item: str) -> NoticeSeen | None:
    """Return the wording a person saw last, None when they saw none: another one is shown again."""
    row = tx.connection.execute(
        select(NoticeSeenRow.__table__)
        .where(
            NoticeSeenRow.participant_id == scope.participant_id,
            NoticeSeenRow.item_hash == _item_hash(tx, scope, item),
        )
        # Two wordings may be shown at the very same time.
        .order_by(NoticeSeenRow.at.desc(), NoticeSeenRow.place.desc())
        .limit(1)
    ).one_or_none()
    return _notice_seen(tx, row) if row else None


def was_seen(tx: Tx, scope: ParticipantScope, item: str, language: str) -> bool:
    """Whether a person was shown a notice in this language, in whatever wording."""
    rows = select(NoticeSeenRow.id).where(
        NoticeSeenRow.participant_id == scope.participant_id,
        NoticeSeenRow.item_hash == _item_hash(tx, scope, item),
        NoticeSeenRow.language == language,
    )
    return tx.connection.execute(rows.limit(1)).first() is not None


def were_seen(tx: Tx, scope: ParticipantScope, items: Sequence[str]) -> bool:
    """Whether a person was ever shown one of these, in whatever wording."""
    rows = select(NoticeSeenRow.id).where(
        NoticeSeenRow.participant_id == scope.participant_id,
        NoticeSeenRow.item_hash.in_([_item_hash(tx, scope, item) for item in items]),
    )
    return tx.connection.execute(rows.limit(1)).first() is not None


def of_participant(tx: Tx, scope: WorkerScope, participant_id: str) -> list[NoticeSeen]:
    """Return every notice a person was shown, oldest first, for their worker. Raises NotFound."""
    require_assigned(tx, scope, participant_id)
    rows = tx.connection.execute(
        select(NoticeSeenRow.__table__)
        .where(NoticeSeenRow.participant_id == participant_id)
        .order_by(NoticeSeenRow.at, NoticeSeenRow.place, NoticeSeenRow.id)
    ).all()
    return [_notice_seen(tx, row) for row in rows]


def _item_hash(tx: Tx, scope: ParticipantScope, item: str) -> bytes:
    """Which notice is hidden too: one of them is said to people who told of harm."""
    return tx.keys.index("notice_seen.item", f"{scope.participant_id} {item}")


def _notice_seen(tx: Tx, row: AnyRow) -> NoticeSeen:
    item = tx.keys.decrypt_text("notice_seen.item", row.id, row.item_box)
    return NoticeSeen(item, row.item_version, row.language, row.at)
