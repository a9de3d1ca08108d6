"""What PostgreSQL's own log may keep of a statement that failed: sealed bytes, hashes and ids of families.

Whoever keeps the server sets these for our account; no other account may, and ours can only look.
"""

from __future__ import annotations

from sqlalchemy import text

from bot.records.database import Tx

# The value at which nothing of a row or a parameter is written. `docs/running.md` says how to set them.
QUIET = {
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
}


def loose(tx: Tx) -> list[str]:
    """The settings that let values into the server's log; none on SQLite, which has no such log."""
    if tx.connection.dialect.name != "postgresql":
        return []
    held = tx.connection.execute(text("SELECT name, setting FROM pg_settings")).all()
    return [row.name for row in held if QUIET.get(row.name, row.setting) != row.setting]
