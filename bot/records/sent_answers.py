"""What was sent, for the worker it was sent to: no audit row, no page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import select, update

from bot.messages import VoiceNote
from bot.records import audit, reminders, wraps
from bot.records.access import nothing, require_assigned
from bot.records.database import Database, Tx
from bot.records.keys import Json, cannot_open
from bot.records.scopes import WorkerScope
from bot.records.sealing import Halves, PrivateHalf, Sealed, open_sealed
from bot.records.sending import bind, question_index
from bot.records.tables import SendingRow, SentAnswerRow

ASK_FIRST = "ask_first"


@dataclass(frozen=True, slots=True)
class SentAnswer:
    """One answer, in exact words, with the question as it was asked.

    `by` is `helper` for the words of whoever helped a child.
    `before` holds, for each part, what its message said before an edit; empty when nothing was edited.
    `voice` holds, for each part, its voice note if it has one; empty when nothing was spoken.
    `yes_at`: when the worker recorded that an "ask me first" answer may be read out, None until then.
    """

    id: str
    question: str
    item_version: str
    locale: str
    asked: str
    kind: str
    parts: tuple[str, ...] = field(repr=False)
    sharing: str
    round: int
    sent_at: datetime
    yes_at: datetime | None
    by: str = ""
    before: tuple[tuple[str, ...], ...] = field(default=(), repr=False)
    voice: tuple[VoiceNote | None, ...] = ()

    def payload(self) -> Json:
        """As it was sealed, and as its sending's digest was made of it."""
        return {
            "question": self.question,
            "item_version": self.item_version,
            "locale": self.locale,
            "asked": self.asked,
            "kind": self.kind,
            "parts": list(self.parts),
            **({"by": self.by} if self.by else {}),
            **({"before": [list(one) for one in self.before]} if self.before else {}),
            **({"voice": [asdict(one) if one else None for one in self.voice]} if self.voice else {}),
        }


def open_all(
    database: Database, scope: WorkerScope, key: PrivateHalf, participant_id: str, now: datetime
) -> list[SentAnswer]:
    """Return everything a person sent, in the order they answered.

    That it was opened is committed to the audit before anything is read, and to the person after: a worker
    whose key opens nothing has read nothing. Raises NotFound when this is no person of theirs; CannotOpen,
    and nothing at all, when a single one was changed or moved.
    """
    with database.begin() as tx:
        require_assigned(tx, scope, participant_id)
        audit.by_worker(tx, scope, "answers.opened", participant_id, now)
    with database.read() as tx:
        # Before the answers: what is sent while they are read is not among them.
        unopened = _unopened(tx, participant_id)
        answers = read(tx, wraps.halves_for(tx, scope, key, participant_id), participant_id)
    if unopened:
        with database.begin() as tx:
            _opened_first(tx, scope, participant_id, unopened, now)
    return answers


def read(tx: Tx, halves: Halves, participant_id: str) -> list[SentAnswer]:
    """For callers inside records that have checked who asks, and written down that they opened it."""
    rows = tx.connection.execute(
        select(SentAnswerRow.__table__)
        .where(SentAnswerRow.participant_id == participant_id)
        .order_by(SentAnswerRow.round, SentAnswerRow.place)
    ).all()
    answers = []
    for row in rows:
        bound = bind(participant_id, row.question_hash, row.id, row.round, row.place, row.sent_at)
        body = open_sealed(halves, tx.keys.tag_key, bound, Sealed(row.sealed, row.tag))
        if question_index(tx, participant_id, body["question"]) != row.question_hash:
            raise cannot_open()
        parts = tuple(body.pop("parts"))
        before = tuple(tuple(one) for one in body.pop("before", ()))
        voice = tuple(VoiceNote(**one) if one else None for one in body.pop("voice", ()))
        answers.append(
            SentAnswer(
                id=row.id,
                parts=parts,
                before=before,
                voice=voice,
                sharing=row.sharing,
                round=row.round,
                sent_at=row.sent_at,
                yes_at=row.yes_at,
                **body,
            )
        )
    return answers


def _unopened(tx: Tx, participant_id: str) -> Sequence[int]:
    unopened = SendingRow.participant_id == participant_id, SendingRow.opened_at.is_(None)
    return tx.connection.execute(select(SendingRow.round).where(*unopened)).scalars().all()


def _opened_first(
    tx: Tx, scope: WorkerScope, participant_id: str, rounds: Sequence[int], now: datetime
) -> None:
    first = tx.connection.execute(
        update(SendingRow)
        .where(
            SendingRow.participant_id == participant_id,
            SendingRow.opened_at.is_(None),
            SendingRow.round.in_(rounds),
        )
        .values(opened_at=now, opened_by=scope.staff_id)
        .returning(SendingRow.round)
    ).scalars()
    for number in first.all():
        reminders.want(tx, participant_id, "opened_told", str(number), now)


def record_yes(tx: Tx, scope: WorkerScope, answer_id: str, now: datetime) -> None:
    """Record that a person, asked first, said yes to this answer being read out. Raises NotFound."""
    row = tx.connection.execute(
        select(SentAnswerRow.participant_id, SentAnswerRow.sharing).where(SentAnswerRow.id == answer_id)
    ).one_or_none()
    if row is None or row.sharing != ASK_FIRST:
        raise nothing()
    require_assigned(tx, scope, row.participant_id)
    tx.connection.execute(
        update(SentAnswerRow)
        .where(SentAnswerRow.id == answer_id, SentAnswerRow.yes_at.is_(None))
        .values(yes_at=now, yes_by=scope.staff_id)
    )
    audit.by_worker(tx, scope, "answers.yes_recorded", row.participant_id, now)
