"""Sending: everything sealed, every draft gone, in one transaction; then the draft key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from bot.records import audit, drafts, feedback, participants, proofs, recordings, sent_recordings
from bot.records.access import nothing
from bot.records.database import Database, Tx
from bot.records.drafts import Part
from bot.records.ids import new_id
from bot.records.scopes import ParticipantScope
from bot.records.sealing import Bound, seal
from bot.records.tables import ConversationRow, SentAnswerRow

NOT_ANSWERS = frozenset({"skip", "seen", "aside"})


@dataclass(frozen=True, slots=True)
class Sent:
    """`round` is 1 for the first sending; a further part is another round. `receipt` is the family's code."""

    round: int
    answers: int
    sent_at: datetime
    receipt: str


def send(tx: Tx, scope: ParticipantScope, now: datetime) -> Sent:
    """Seal every answer to the person's own key and delete the drafts.

    From the commit on this server cannot read them. Questions that were skipped, and words that were
    only set aside, are not sent. Raises NotFound, CannotOpen.
    """
    answers = _answers(drafts.load(tx, scope))
    public = participants.public_key(tx, scope.participant_id)
    number = _next_round(tx, scope, now)
    for place, parts in enumerate(answers):
        first = parts[0]
        answer_id = new_id()
        question_hash = question_index(tx, scope.participant_id, first.question)
        bound = bind(scope.participant_id, question_hash, answer_id, number, place, now)
        sealed = seal(public, tx.keys.tag_key, bound, _payload(parts))
        tx.connection.execute(
            insert(SentAnswerRow).values(
                id=answer_id,
                participant_id=scope.participant_id,
                round=number,
                place=place,
                question_hash=question_hash,
                sealed=sealed.body,
                tag=sealed.tag,
                sharing=first.sharing,
                sent_at=now,
            )
        )
        for note in (part.voice for part in parts if part.voice):
            sound = recordings.load(tx, scope, note.id)
            where = sent_recordings.Place(scope.participant_id, answer_id)
            sent_recordings.seal(tx, where, public, note, sound, now)
    proof = proofs.record(tx, scope.participant_id, public, number, [_payload(one) for one in answers], now)
    drafts.delete_all(tx, scope)
    audit.by_nobody(tx, "answers.sent", scope.participant_id, now)
    return Sent(number, len(answers), now, proof.code)


def mend(database: Database) -> int:
    """Destroy draft keys that belong to nothing, as after a crash between commit and deletion.

    Only at start, under the family lock. Returns how many there were.
    """
    with database.read() as tx:
        known = tx.connection.execute(
            select(ConversationRow.draft_key).where(ConversationRow.draft_key.is_not(None))
        ).scalars()
        keyring = tx.keyring
        orphans = keyring.orphans({key for key in known if key})
    for key_id in orphans:
        keyring.destroy(key_id)
    return len(orphans)


def bind(
    participant_id: str, question_hash: bytes, answer_id: str, number: int, place: int, at: datetime
) -> Bound:
    version = f"{answer_id} {number} {place}"
    return Bound("answer", participant_id, question_hash.hex(), version, at)


def question_index(tx: Tx, participant_id: str, question: str) -> bytes:
    """Which questions a person answered is nobody's to read off the table either."""
    return tx.keys.index("sent.question", f"{participant_id} {question}")


def _answers(parts: Iterable[Part]) -> list[list[Part]]:
    """Group the parts by question and author, in the order in which they were first answered."""
    grouped: dict[tuple[str, str], list[Part]] = {}
    for part in parts:
        if part.kind not in NOT_ANSWERS and not part.question.startswith(feedback.PREFIX):
            grouped.setdefault((part.question, part.by), []).append(part)
    return list(grouped.values())


def _payload(parts: list[Part]) -> dict[str, Any]:
    """What is sealed of one answer. `before` holds, for each part, what its message said before an edit.

    `voice` holds what is known of its voice note; the sound is sealed beside it.
    """
    last = parts[-1]
    before = [[words for _, words in part.written.before] if part.written else [] for part in parts]
    voice = [asdict(part.voice) if part.voice else None for part in parts]
    return {
        "question": last.question,
        "item_version": last.item_version,
        "locale": last.locale,
        "asked": last.asked,
        "kind": last.kind,
        "parts": [part.value for part in parts],
        **({"by": last.by} if last.by else {}),
        **({"before": before} if any(before) else {}),
        **({"voice": voice} if any(voice) else {}),
    }


def _next_round(tx: Tx, scope: ParticipantScope, now: datetime) -> int:
    number = tx.connection.execute(
        update(ConversationRow)
        .where(
            ConversationRow.id == scope.conversation_id,
            ConversationRow.participant_id == scope.participant_id,
        )
        .values(sent_at=now, rounds=ConversationRow.rounds + 1)
        .returning(ConversationRow.rounds)
    ).scalar_one_or_none()
    if number is None:
        raise nothing()
    return number
