"""The audit's head in signed lines that are kept outside: whoever rewrites the chain cannot change these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.records import audit, checkpoints, signatures
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

    `not_ours` counts lines that say they are anchors and were not signed by this install; `ended` those of
    a time whose rows have ended since. `too_early` is the first of them that shows an end before its time.
    """

    anchors: int
    not_ours: int
    last: Anchor | None
    first_unfit: Anchor | None
    ended: int = 0
    too_early: Anchor | None = None

    @property
    def fits(self) -> bool:
        """Whether there was a head to compare with, and every one fits."""
        told = self.first_unfit is None and self.too_early is None
        return self.anchors > self.ended and self.not_ours == 0 and told


def take(tx: Tx, now: datetime) -> Anchor:
    """The head as it is now, signed."""
    rows, head = audit.head(tx)
    said = _said(rows, head, now)
    return Anchor(rows, head, now, signatures.verify_key(tx), signatures.sign(tx, said.encode()))


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
    began = checkpoints.last(tx)
    ended = [one for one in anchors if began and one.rows < began.rows]
    # What was written after this head was written down is younger than it, so it had no time to end.
    early = (one for one in ended if began and one.at >= began.before)
    held = audit.heads(tx, {one.rows for one in anchors})
    unfit = (one for one in anchors if one not in ended and held.get(one.rows) != one.head)
    last = anchors[-1] if anchors else None
    not_ours = len(found) - len(anchors)
    return Compared(len(anchors), not_ours, last, next(unfit, None), len(ended), next(early, None))


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
    return signatures.is_signed(tx, _said(one.rows, one.head, one.at).encode(), one.signature)
