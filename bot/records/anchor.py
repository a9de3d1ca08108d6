"""The audit's head in signed lines that are kept outside: whoever rewrites the chain cannot change these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.records import audit, proofs
from bot.records.database import Tx

FORM = "beforehand-audit-1"
_FIELDS = 6


@dataclass(frozen=True, slots=True)
class Anchor:
    """One head: so many rows, the hash of the last, when it was written down, and our signature."""

    rows: int
    head: str
    at: datetime
    key: str
    signature: str

    @property
    def line(self) -> str:
        return f"{_said(self.rows, self.head, self.at)} {self.key} {self.signature}"


@dataclass(frozen=True, slots=True)
class Compared:
    """`first_unfit` is the first anchor that the chain does not lead through, None when there is none.

    `not_ours` counts lines that say they are anchors and were not signed by this install.
    """

    anchors: int
    not_ours: int
    last: Anchor | None
    first_unfit: Anchor | None

    @property
    def fits(self) -> bool:
        return self.anchors > 0 and self.not_ours == 0 and self.first_unfit is None


def take(tx: Tx, now: datetime) -> Anchor:
    """The head as it is now, signed."""
    rows, head = audit.head(tx)
    said = _said(rows, head, now)
    return Anchor(rows, head, now, proofs.verify_key(tx), proofs.sign(tx, said.encode()))


def read(lines: Iterable[str]) -> Iterator[Anchor | None]:
    """Every anchor in some lines, in their order; None for a line that is one no more.

    Other lines are passed over, and so is what a mail program puts in front of one.
    """
    for line in lines:
        before, found, rest = line.partition(FORM)
        if found and not before.strip("> \t"):
            yield _read(rest.split())


def compare(tx: Tx, lines: Iterable[str]) -> Compared:
    """Look whether the chain still leads through every head that was written down."""
    found = list(read(lines))
    anchors = [one for one in found if one is not None and _is_ours(tx, one)]
    held = audit.heads(tx, {one.rows for one in anchors})
    unfit = (one for one in anchors if held.get(one.rows) != one.head)
    last = anchors[-1] if anchors else None
    return Compared(len(anchors), len(found) - len(anchors), last, next(unfit, None))


def _said(rows: int, head: str, at: datetime) -> str:
    return f"{FORM} {at.astimezone(UTC).isoformat(timespec='seconds')} {rows} {head}"


def _read(fields: list[str]) -> Anchor | None:
    if len(fields) != _FIELDS - 1:
        return None
    at, rows, head, key, signature = fields
    try:
        return Anchor(int(rows), head, datetime.fromisoformat(at), key, signature)
    except ValueError:
        return None


def _is_ours(tx: Tx, one: Anchor) -> bool:
    return proofs.is_signed(tx, _said(one.rows, one.head, one.at).encode(), one.signature)
