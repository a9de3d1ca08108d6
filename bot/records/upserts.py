"""The two statements that SQLite and PostgreSQL share, and SQLAlchemy spells twice."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from bot.records.database import Tx
from bot.records.tables import Table


def _insert(tx: Tx, table: type[Table]) -> sqlite.Insert | postgresql.Insert:
    if tx.connection.dialect.name == "sqlite":
        return sqlite.insert(table.core())
    return postgresql.insert(table.core())


def upsert(tx: Tx, table: type[Table], key: dict[str, Any], values: dict[str, Any]) -> None:
    """Insert a row, or set `values` on the one that has this key."""
    statement = _insert(tx, table).values(**key, **values)
    tx.connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))


def insert_new(tx: Tx, table: type[Table], values: dict[str, Any], unique: tuple[str, ...]) -> bool:
    """Insert a row unless one with the same `unique` columns is there; say whether it was new."""
    statement = _insert(tx, table).values(**values).on_conflict_do_nothing(index_elements=unique)
    # Row counts cannot be relied on here: SQLAlchemy asks PostgreSQL for the new number instead.
    returning = statement.returning(table.__table__.c[unique[0]])
    return tx.connection.execute(returning).first() is not None
