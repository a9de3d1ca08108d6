"""What belongs into which file, and what the records hold at one moment."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, insert, inspect, select, table

from bot.errors import KeysUnfit
from bot.records import audit, install, versions
from bot.records.audit import Verdict
from bot.records.database import Tx
from bot.records.tables import KeyWrapRow, ParticipantRow, Table
from bot.records.wraps import digest

# A wrap is a key: in the long-lived file it would open an erased person's answers for thirty days.
KEYS_TABLE = "key_wrap"
# Whoever was there signs in again: a session that was ended since must not come back.
LEFT_OUT = ("staff_session", "web_session")
WITHOUT_ROWS = (KEYS_TABLE, *LEFT_OUT)
# The state that is neither key, nor log, nor made again at each start.
STATE_FILES = ("signed.yml",)
DATABASE, WRAPS, DRAFT_KEYS = "database", "wraps.json", "draft-keys.json"


@dataclass(frozen=True, slots=True)
class Wrap:
    participant_id: str
    holder: str
    wrap: str
    made_at: str
    # Older files have neither: there was one epoch only, and no digest.
    epoch: int = 1
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """`wraps` are sealed, and still keys: they go into the keyring's file only."""

    schema: str
    mode: str
    counts: Mapping[str, int]
    verdict: Verdict
    wraps: tuple[Wrap, ...]


def look(tx: Tx) -> Moment:
    """Count and read what a backup has to prove later, in one snapshot."""
    found = install.get(tx)
    return Moment(
        schema=versions.current(tx.connection) or "",
        mode=found.mode if found else "",
        # An older version has not all of them.
        counts=counts(tx, set(Table.metadata.tables) & set(inspect(tx.connection).get_table_names())),
        verdict=audit.verify(tx),
        wraps=_wraps(tx),
    )


def counts(tx: Tx, names: Iterable[str]) -> dict[str, int]:
    """Return how many rows each of these tables has."""
    return {
        name: tx.connection.execute(select(func.count()).select_from(table(name))).scalar_one()
        for name in sorted(names)
    }


def _wraps(tx: Tx) -> tuple[Wrap, ...]:
    rows = tx.connection.execute(select(KeyWrapRow.__table__).order_by("participant_id", "epoch", "holder"))
    return tuple(
        Wrap(
            row.participant_id,
            row.holder,
            row.wrap.hex(),
            row.made_at.isoformat(),
            row.epoch,
            row.digest.hex(),
        )
        for row in rows
    )


def write_keys(folder: Path, wraps: Iterable[Wrap], draft_keys: Mapping[str, bytes]) -> dict[str, Path]:
    """Write the members of a keyring's file; return them by name."""
    said: dict[str, object] = {
        WRAPS: [list(astuple(one)) for one in wraps],
        DRAFT_KEYS: {key_id: key.hex() for key_id, key in sorted(draft_keys.items())},
    }
    for name, body in said.items():
        (folder / name).touch(mode=0o600)
        (folder / name).write_text(json.dumps(body), encoding="utf-8")
    return {name: folder / name for name in said}


def read_keys(folder: Path) -> tuple[tuple[Wrap, ...], dict[str, bytes]]:
    """Read the members of a keyring's file. Raises KeysUnfit."""
    try:
        wraps = json.loads((folder / WRAPS).read_bytes())
        draft_keys = json.loads((folder / DRAFT_KEYS).read_bytes())
        return (
            tuple(Wrap(*one) for one in wraps),
            {key_id: bytes.fromhex(key) for key_id, key in draft_keys.items()},
        )
    except (OSError, ValueError, TypeError, AttributeError):
        raise KeysUnfit(
            "The keyring's file does not hold a keyring.", remedy="Give the file that --keyring wrote."
        ) from None


def put_wraps_back(tx: Tx, wraps: Iterable[Wrap]) -> list[str]:
    """Give each person their wraps again; return the ids of those for whom there are none."""
    people = list(tx.connection.execute(select(ParticipantRow.id).order_by(ParticipantRow.id)).scalars())
    known = set(people)
    rows = [_row(one) for one in wraps if one.participant_id in known]
    if rows:
        tx.connection.execute(insert(KeyWrapRow), rows)
    held = {row["participant_id"] for row in rows}
    return [one for one in people if one not in held]


def _row(one: Wrap) -> dict[str, object]:
    box = bytes.fromhex(one.wrap)
    kept = bytes.fromhex(one.digest) or digest(one.participant_id, one.epoch, one.holder, box)
    return {
        "participant_id": one.participant_id,
        "epoch": one.epoch,
        "holder": one.holder,
        "wrap": box,
        "digest": kept,
        "made_at": datetime.fromisoformat(one.made_at),
    }
