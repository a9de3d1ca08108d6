"""Answers before they are sent: under a key of the conversation's own, which dies with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, delete, func, insert, select, update

from bot.errors import Conflict
from bot.messages import VoiceNote, Written
from bot.records import draft_keys, recordings
from bot.records.database import Tx
from bot.records.ids import new_id
from bot.records.padding import padded_json, unpadded_json
from bot.records.scopes import ParticipantScope
from bot.records.tables import DraftPartRow

PartKind = Literal["words", "choice", "scale", "skip", "seen", "aside"]
PartAuthor = Literal["", "helper"]
WORKER_ONLY = "worker_only"


@dataclass(frozen=True, slots=True)
class NewPart:
    """One part of an answer. `asked` is the question in the words and the language it was asked in.

    `replace` puts it in the place of all parts of that question before it by the same author: "" is the
    person, `helper` whoever helps a child. `written` is the message that the value came in, where the channel
    lets messages be edited. A spoken part has `voice`; its value was written under it.
    """

    question: str
    item_version: str
    locale: str
    asked: str
    kind: PartKind
    value: str = field(repr=False)
    label: bool = False
    sore: bool = False
    replace: bool = False
    by: PartAuthor = ""
    written: Written | None = None
    voice: VoiceNote | None = None


@dataclass(frozen=True, slots=True)
class Part:
    id: str
    question: str
    item_version: str
    locale: str
    asked: str
    kind: PartKind
    value: str = field(repr=False)
    label: bool
    sore: bool
    sharing: str
    kept_at: datetime
    by: PartAuthor = ""
    written: Written | None = None
    voice: VoiceNote | None = None


def keep(tx: Tx, scope: ParticipantScope, turn_id: str, parts: Sequence[NewPart], now: datetime) -> None:
    """Keep what one turn staged. Raises Conflict when that turn has kept its parts already, NotFound."""
    if not parts:
        return
    done = tx.connection.execute(
        select(func.count())
        .select_from(DraftPartRow)
        .where(DraftPartRow.conversation_id == scope.conversation_id, DraftPartRow.turn_id == turn_id)
    ).scalar_one()
    if done:
        raise Conflict("This turn was kept before.", remedy="Nothing: it is kept once.")
    key = draft_keys.to_write(tx, scope)
    for place, part in enumerate(parts):
        question_hash = _question_hash(tx, scope, part.question, part.by)
        sharing = _sharing_of(tx, scope, _hashes(tx, scope, part.question))
        if part.replace and part.kind != "aside":
            _delete(tx, scope, question_hash)
        part_id = new_id()
        tx.connection.execute(
            insert(DraftPartRow.core()).values(
                id=part_id,
                conversation_id=scope.conversation_id,
                turn_id=turn_id,
                place=place,
                question_hash=question_hash,
                aside=part.kind == "aside",
                sharing=sharing,
                body_box=key.encrypt(_about(scope, part_id), padded_json(_body(part))),
                recording_id=part.voice.id if part.voice else None,
                kept_at=now,
            )
        )


_PARTS = (
    select(DraftPartRow.id, DraftPartRow.sharing, DraftPartRow.body_box, DraftPartRow.kept_at)
    .where(DraftPartRow.conversation_id == bindparam("talk"))
    .order_by(DraftPartRow.seq)
)


def load(tx: Tx, scope: ParticipantScope) -> list[Part]:
    """Return every part that counts, in the order they came. Raises CannotOpen when the key is gone."""
    rows = tx.connection.execute(_PARTS, {"talk": scope.conversation_id}).all()
    key_id = draft_keys.id_of(tx, scope)
    if not rows or key_id is None:
        return []
    key = tx.keyring.get(key_id)
    parts = []
    for row in rows:
        body = unpadded_json(key.decrypt(_about(scope, row.id), row.body_box))
        written, voice = _written(body.pop("written", None)), body.pop("voice", None)
        body |= {"written": written, "voice": VoiceNote(**voice) if voice else None}
        parts.append(Part(id=row.id, sharing=row.sharing, kept_at=row.kept_at, **body))
    return parts


def rewrite(tx: Tx, scope: ParticipantScope, part: Part) -> None:
    """Put a part in its own place, as its message was edited. What was let go of meanwhile stays gone."""
    key_id = draft_keys.id_of(tx, scope)
    if key_id is None:
        return
    body = tx.keyring.get(key_id).encrypt(_about(scope, part.id), padded_json(_body(part)))
    tx.connection.execute(
        update(DraftPartRow)
        .where(DraftPartRow.conversation_id == scope.conversation_id, DraftPartRow.id == part.id)
        .values(body_box=body)
    )


def try_key(tx: Tx, scope: ParticipantScope) -> bool:
    """Open one part and drop it; False when there is none. Raises CannotOpen when the key does not fit."""
    row = tx.connection.execute(
        select(DraftPartRow.id, DraftPartRow.body_box)
        .where(DraftPartRow.conversation_id == scope.conversation_id)
        .limit(1)
    ).one_or_none()
    key_id = draft_keys.id_of(tx, scope)
    if row is None or key_id is None:
        return False
    tx.keyring.get(key_id).decrypt(_about(scope, row.id), row.body_box)
    return True


def set_sharing(
    tx: Tx,
    scope: ParticipantScope,
    sharing: str,
    question: str | None,
    now: datetime,  # noqa: ARG001 - as every write
) -> None:
    """Say who may read one answer, or (None) every answer so far."""
    which = update(DraftPartRow).where(DraftPartRow.conversation_id == scope.conversation_id)
    if question is not None:
        which = which.where(DraftPartRow.question_hash.in_(_hashes(tx, scope, question)))
    tx.connection.execute(which.values(sharing=sharing))


def drop(tx: Tx, scope: ParticipantScope, question: str) -> None:
    """Delete what is kept for one question by the person, as if it had not been asked."""
    _delete(tx, scope, _question_hash(tx, scope, question, ""))


def drop_asides(tx: Tx, scope: ParticipantScope, question: str) -> None:
    """Delete words that were set aside for one question, whoever said them."""
    tx.connection.execute(
        delete(DraftPartRow).where(
            DraftPartRow.conversation_id == scope.conversation_id,
            DraftPartRow.aside,
            DraftPartRow.question_hash.in_(_hashes(tx, scope, question)),
        )
    )


def delete_all(tx: Tx, scope: ParticipantScope) -> None:
    """Delete every draft; the key follows as soon as that is committed. Alerts stay."""
    tx.connection.execute(delete(DraftPartRow).where(DraftPartRow.conversation_id == scope.conversation_id))
    recordings.let_go(tx, scope)
    draft_keys.destroy(tx, scope)


def _sharing_of(tx: Tx, scope: ParticipantScope, hashes: Sequence[bytes]) -> str:
    found = tx.connection.execute(
        select(DraftPartRow.sharing)
        .where(
            DraftPartRow.conversation_id == scope.conversation_id,
            DraftPartRow.question_hash.in_(hashes),
            ~DraftPartRow.aside,
        )
        .limit(1)
    ).scalar_one_or_none()
    return found or WORKER_ONLY


def _delete(tx: Tx, scope: ParticipantScope, question_hash: bytes) -> None:
    tx.connection.execute(
        delete(DraftPartRow).where(
            DraftPartRow.conversation_id == scope.conversation_id,
            DraftPartRow.question_hash == question_hash,
            ~DraftPartRow.aside,
        )
    )


def _question_hash(tx: Tx, scope: ParticipantScope, question: str, by: PartAuthor) -> bytes:
    # An author of their own is a row of their own: nothing that replaces one can touch the other.
    return tx.keys.index("draft.question", f"{scope.conversation_id} {question} {by}".rstrip())


def _hashes(tx: Tx, scope: ParticipantScope, question: str) -> list[bytes]:
    """One question by whoever said something to it."""
    return [_question_hash(tx, scope, question, ""), _question_hash(tx, scope, question, "helper")]


def _about(scope: ParticipantScope, part_id: str) -> bytes:
    return f"draft_part {scope.conversation_id} {part_id}".encode()


def _body(part: NewPart | Part) -> dict[str, Any]:
    return {
        "question": part.question,
        "item_version": part.item_version,
        "locale": part.locale,
        "asked": part.asked,
        "kind": part.kind,
        "value": part.value,
        "label": part.label,
        "sore": part.sore,
        **({"by": part.by} if part.by else {}),
        **({"written": asdict(part.written)} if part.written else {}),
        **({"voice": asdict(part.voice)} if part.voice else {}),
    }


def _written(body: dict[str, Any] | None) -> Written | None:
    if body is None:
        return None
    return Written(body["message"], body["revision"], tuple((at, words) for at, words in body["before"]))
