"""A new service key: what is under the one before is put under the new one, a few rows at a time.

Reading goes on meanwhile, because both keys are read. Which columns there are is asked of the tables, so
that a new column is not forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Column, ColumnElement, Table, func, select, update

from bot.errors import CannotOpen
from bot.records.database import Database, Tx
from bot.records.tables import Table as Base

# Under a draft's own key, a password or a session's id: the service key opens none of these.
OTHERS = frozenset(
    {"draft_part.body_box", "draft_recording.sound_box", "staff.key_box", "staff_session.key_box"}
)
BATCH = 200


def run(database: Database) -> int:
    """Renew everything that is under an older key; return how many boxes that was."""
    if not database.service_keys.has_older:
        return 0
    return sum(_column(database, table, column) for table, column in _boxes())


def left(tx: Tx) -> int:
    """How many boxes are not under the service key of now. At 0 the older key may go."""
    return sum(
        tx.connection.execute(
            select(func.count()).select_from(table).where(_is_older(tx, column))
        ).scalar_one()
        for table, column in _boxes()
    )


def _column(database: Database, table: Table, column: Column[bytes]) -> int:
    place = f"{table.name}.{column.name.removesuffix('_box')}"
    done = 0
    damaged: list[str] = []
    while True:
        with database.begin() as tx:
            here = select(table.c.id, column).where(_is_older(tx, column), table.c.id.not_in(damaged))
            rows = tx.connection.execute(here.limit(BATCH)).all()
            for row_id, box in rows:
                try:
                    new = tx.keys.encrypt(place, row_id, tx.keys.decrypt(place, row_id, box))
                except CannotOpen:
                    # One that broke holds up no other; it stays in the count of what is left.
                    damaged.append(row_id)
                    continue
                # Whoever wrote it anew in between used the new key already.
                tx.connection.execute(
                    update(table).where(table.c.id == row_id, column == box).values({column.name: new})
                )
                done += 1
        if not rows:
            return done


def _boxes() -> Iterator[tuple[Table, Column[bytes]]]:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if column.name.endswith("_box") and f"{table.name}.{column.name}" not in OTHERS:
                yield table, column


def _is_older(tx: Tx, column: Column[bytes]) -> ColumnElement[bool]:
    mark = tx.keys.mark
    return func.substr(column, 1, len(mark)) != mark
