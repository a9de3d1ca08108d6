"""That what is shown is what was sent: a keyed digest of each sending, and a signature over each export.

The digest's key is random and sealed with the answers, so the digest tells nobody anything who cannot
read them. The family's receipt is random too: nothing can be worked out from it.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from nacl.utils import random
from sqlalchemy import Select, insert, select, update

from bot.errors import CannotOpen
from bot.records import audit, signatures
from bot.records.access import require_assigned
from bot.records.database import Database, Tx
from bot.records.ids import new_id, spoken
from bot.records.keys import Json
from bot.records.scopes import ParticipantScope, WorkerScope
from bot.records.sealing import Bound, PrivateHalf, Sealed, open_sealed, seal
from bot.records.tables import ExportRow, SendingRow
from bot.records.wraps import halves_for

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Receipt:
    """One sending: its number, the code the family keeps, when, and the digest of its answers in hex."""

    round: int
    code: str
    sent_at: datetime
    answers: int
    digest: str


@dataclass(frozen=True, slots=True)
class Export:
    """One file that was handed out. `digest` and `signature` are in hex."""

    participant_id: str
    kind: str
    form: str
    digest: str
    signature: str
    made_at: datetime
    made_by: str


def record(
    tx: Tx, participant_id: str, public: bytes, number: int, payloads: Sequence[Json], now: datetime
) -> Receipt:
    """Write down one sending, inside its own transaction; the key of its digest is sealed with it."""
    key = random(KEY_BYTES)
    digest = digest_of(key, payloads)
    code = f"{spoken(4)}-{spoken(4)}"
    sealed = seal(public, tx.keys.tag_key, _bound(participant_id, number, now), {"key": key.hex()})
    tx.connection.execute(
        insert(SendingRow).values(
            participant_id=participant_id,
            round=number,
            receipt=code,
            answers=len(payloads),
            digest=digest,
            key_sealed=sealed.body,
            key_tag=sealed.tag,
            sent_at=now,
        )
    )
    return Receipt(number, code, now, len(payloads), digest.hex())


def digest_of(key: bytes, payloads: Iterable[Json]) -> bytes:
    """One keyed digest over answers, in order; anything else about them, or another order, is another."""
    body = json.dumps(list(payloads), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, body.encode(), sha256).digest()


def receipts(tx: Tx, scope: WorkerScope, participant_id: str) -> list[Receipt]:
    """Every sending of a person, oldest first. Raises NotFound."""
    require_assigned(tx, scope, participant_id)
    rows = tx.connection.execute(_sendings(participant_id)).all()
    return [Receipt(row.round, row.receipt, row.sent_at, row.answers, row.digest.hex()) for row in rows]


def own_receipts(tx: Tx, scope: ParticipantScope) -> list[Receipt]:
    """A person's own receipts, oldest first: they may ask for them again at any time."""
    rows = tx.connection.execute(_sendings(scope.participant_id)).all()
    return [Receipt(row.round, row.receipt, row.sent_at, row.answers, row.digest.hex()) for row in rows]


def opened_untold(tx: Tx, scope: ParticipantScope) -> datetime | None:
    """When a worker first opened what this person sent, until they have been told."""
    row = SendingRow
    return tx.connection.execute(
        select(row.opened_at)
        .where(
            row.participant_id == scope.participant_id,
            row.opened_at.is_not(None),
            row.told_opened_at.is_(None),
        )
        .order_by(row.round)
        .limit(1)
    ).scalar_one_or_none()


def told_opened(tx: Tx, scope: ParticipantScope, now: datetime) -> None:
    """Note that the person has heard that all they sent so far was opened."""
    tx.connection.execute(
        update(SendingRow)
        .where(SendingRow.participant_id == scope.participant_id, SendingRow.opened_at.is_not(None))
        .values(told_opened_at=now)
    )


def check(
    database: Database,
    scope: WorkerScope,
    key: PrivateHalf,
    participant_id: str,
    payloads: dict[int, list[Json]],
) -> bool:
    """Whether these answers, by the number of their sending, are what was sent: all of it and no more.

    Raises NotFound, CannotOpen.
    """
    with database.read() as tx:
        require_assigned(tx, scope, participant_id)
        half = halves_for(tx, scope, key, participant_id)
        rows = tx.connection.execute(_sendings(participant_id)).all()
        for row in rows:
            bound = _bound(participant_id, row.round, row.sent_at)
            opened = open_sealed(half, tx.keys.tag_key, bound, Sealed(row.key_sealed, row.key_tag))
            found = digest_of(bytes.fromhex(opened["key"]), payloads.get(row.round, []))
            if not hmac.compare_digest(found, row.digest):
                return False
    return {row.round for row in rows} == set(payloads)


def record_export(
    tx: Tx,
    scope: WorkerScope,
    participant_id: str,
    *,
    kind: str,
    form: str,
    body: bytes,
    now: datetime,
    action: str = "answers.exported",
) -> Export:
    """Sign a file's bytes and write down that it was made. Raises NotFound."""
    require_assigned(tx, scope, participant_id)
    digest = sha256(body).digest()
    signature = bytes.fromhex(signatures.sign(tx, digest))
    export = Export(participant_id, kind, form, digest.hex(), signature.hex(), now, scope.staff_id)
    audit.by_worker(tx, scope, action, participant_id, now)
    tx.connection.execute(
        insert(ExportRow).values(
            id=new_id(),
            participant_id=participant_id,
            kind=kind,
            form=form,
            digest=digest,
            signature=signature,
            made_at=now,
            made_by=scope.staff_id,
        )
    )
    return export


def find_export(tx: Tx, body: bytes) -> Export | None:
    """The export that these bytes are, to the last one; None for any other file.

    Raises CannotOpen when the row about it was changed.
    """
    digest = sha256(body).digest()
    row = tx.connection.execute(
        select(ExportRow.__table__).where(ExportRow.digest == digest).order_by(ExportRow.made_at).limit(1)
    ).one_or_none()
    if row is None:
        return None
    if not signatures.is_signed(tx, digest, row.signature.hex()):
        raise CannotOpen("The record of this file was changed.", remedy="Restore the database from a backup.")
    return Export(
        row.participant_id, row.kind, row.form, digest.hex(), row.signature.hex(), row.made_at, row.made_by
    )


def _sendings(participant_id: str) -> Select[Any]:
    return (
        select(SendingRow.__table__)
        .where(SendingRow.participant_id == participant_id)
        .order_by(SendingRow.round)
    )


def _bound(participant_id: str, number: int, at: datetime) -> Bound:
    return Bound("sending", participant_id, "", str(number), at)
