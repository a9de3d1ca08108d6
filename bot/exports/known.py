"""Whether a file is what was exported here: the one answer, for the command line and for the portal."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.errors import CannotOpen
from bot.exports.data import canonical
from bot.records import proofs, signatures
from bot.records.database import Tx

Answer = Literal["same_bytes", "same_content", "record_changed", "unknown"]


@dataclass(frozen=True, slots=True)
class Known:
    """`form`, `kind` and `made_at` where the bytes are those of an export; nobody's name, and no word of it.

    `same_content`: other bytes, but everything in it is signed here. `record_changed`: the bytes are known,
    and the record of them does not hold.
    """

    answer: Answer
    form: str = ""
    kind: str = ""
    made_at: datetime | None = None


def known(tx: Tx, body: bytes) -> Known:
    """Say what some bytes are. Any bytes have an answer."""
    try:
        export = proofs.find_export(tx, body)
    except CannotOpen:
        return Known("record_changed")
    if export is not None:
        return Known("same_bytes", export.form, export.kind, export.made_at)
    return Known("same_content" if is_own_statement(tx, body) else "unknown")


def is_own_statement(tx: Tx, body: bytes) -> bool:
    """Whether this is a JSON statement that this install signed, whatever became of its spaces."""
    try:
        whole = json.loads(body)
        signature = whole["signature"]
        return signatures.is_signed(tx, canonical(whole), signature)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
