"""Under which heading a worker placed what a person said: ids and offsets, never a word of it.

All of it is sealed to the person's own key, as the words are: that somebody's answer stands under "harm" is
something said of them too. Whoever takes the case over can read it, and nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, insert, select

from bot.records import audit, participants, wraps
from bot.records.access import nothing, require_assigned
from bot.records.database import AnyRow, Database, Tx
from bot.records.ids import new_id
from bot.records.scopes import WorkerScope
from bot.records.sealing import Bound, Halves, PrivateHalf, Sealed, open_sealed, seal
from bot.records.sent_answers import SentAnswer
from bot.records.tables import PlacementRow, SentAnswerRow, StaffRow


@dataclass(frozen=True, slots=True)
class Spot:
    """Which words of an answer, under what. `part` None is the whole answer, without offsets."""

    arrangement: str
    heading: str
    part: int | None = None
    start: int = 0
    end: int = 0

    def words_of(self, answer: SentAnswer) -> tuple[str, ...] | None:
        """The words that this points at; None where there are no such words."""
        if self.part is None:
            return answer.parts
        if not 0 <= self.part < len(answer.parts):
            return None
        words = answer.parts[self.part]
        return (words[self.start : self.end],) if 0 <= self.start < self.end <= len(words) else None


@dataclass(frozen=True, slots=True)
class Placement:
    """`words` are the parts of the answer, or the one stretch, to the letter; `by` names who placed them."""

    id: str
    answer_id: str
    spot: Spot
    words: tuple[str, ...] = field(repr=False)
    by: str
    at: datetime


def place(tx: Tx, scope: WorkerScope, answer: SentAnswer, spot: Spot, now: datetime) -> str:
    """Keep that these words stand under a heading.

    Raises NotFound when this is no answer of theirs, or it has no such words.
    """
    participant_id = tx.connection.execute(
        select(SentAnswerRow.participant_id).where(SentAnswerRow.id == answer.id)
    ).scalar_one_or_none()
    words = spot.words_of(answer)
    if participant_id is None or words is None:
        raise nothing()
    require_assigned(tx, scope, participant_id)
    placement_id = new_id()
    payload = {
        "arrangement": spot.arrangement,
        "heading": spot.heading,
        "part": spot.part,
        "start": spot.start,
        "end": spot.end,
        # So that offsets never show other words than those that somebody looked at and placed.
        "digest": _digest(words),
    }
    public = participants.public_key(tx, participant_id)
    sealed = seal(public, tx.keys.tag_key, _bound(participant_id, answer.id, placement_id, now), payload)
    tx.connection.execute(
        insert(PlacementRow).values(
            id=placement_id,
            participant_id=participant_id,
            answer_id=answer.id,
            sealed=sealed.body,
            tag=sealed.tag,
            placed_at=now,
            placed_by=scope.staff_id,
        )
    )
    audit.by_worker(tx, scope, "placement.made", participant_id, now)
    return placement_id


def open_all(
    database: Database,
    scope: WorkerScope,
    key: PrivateHalf,
    participant_id: str,
    sent: Iterable[SentAnswer],
    now: datetime,
) -> list[Placement]:
    """Return what was placed of these answers, in the order it was placed; the audit row is committed before.

    What points at no answer of these, or at other words than those that were placed, is left out. Raises
    NotFound, CannotOpen.
    """
    with database.begin() as tx:
        require_assigned(tx, scope, participant_id)
        audit.by_worker(tx, scope, "placements.opened", participant_id, now)
    answers = {answer.id: answer for answer in sent}
    with database.read() as tx:
        rows = tx.connection.execute(
            select(PlacementRow.__table__, StaffRow.name_box)
            .join(StaffRow, StaffRow.id == PlacementRow.placed_by)
            .where(PlacementRow.participant_id == participant_id, PlacementRow.answer_id.in_(list(answers)))
            .order_by(PlacementRow.placed_at, PlacementRow.id)
        ).all()
        halves = wraps.halves_for(tx, scope, key, participant_id) if rows else None
        found = [_opened(tx, row, halves, answers[row.answer_id]) for row in rows if halves]
    return [one for one in found if one is not None]


def remove(tx: Tx, scope: WorkerScope, participant_id: str, placement_id: str, now: datetime) -> None:
    """Take words from under a heading; the answer stays as it is. Raises NotFound."""
    require_assigned(tx, scope, participant_id)
    done = tx.connection.execute(
        delete(PlacementRow).where(
            PlacementRow.id == placement_id, PlacementRow.participant_id == participant_id
        )
    )
    if not done.rowcount:
        raise nothing()
    audit.by_worker(tx, scope, "placement.removed", participant_id, now)


def _opened(tx: Tx, row: AnyRow, halves: Halves, answer: SentAnswer) -> Placement | None:
    bound = _bound(row.participant_id, row.answer_id, row.id, row.placed_at)
    body = open_sealed(halves, tx.keys.tag_key, bound, Sealed(row.sealed, row.tag))
    digest = body.pop("digest")
    spot = Spot(**body)
    words = spot.words_of(answer)
    if words is None or _digest(words) != digest:
        return None
    by = tx.keys.decrypt_text("staff.name", row.placed_by, row.name_box)
    return Placement(row.id, row.answer_id, spot, words, by, row.placed_at)


def _digest(words: tuple[str, ...]) -> str:
    return sha256("\0".join(words).encode()).hexdigest()


def _bound(participant_id: str, answer_id: str, placement_id: str, at: datetime) -> Bound:
    return Bound("placement", participant_id, answer_id, placement_id, at)
