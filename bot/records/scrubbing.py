"""Writing the database's files anew, so that what was deleted does not lie in free pages."""

from __future__ import annotations

from sqlalchemy import Engine

# Tables that hold something of a person, or the keys to it; the wraps first.
HELD_OF_FAMILIES = (
    "key_wrap",
    "sent_answer",
    "sent_recording",
    "placement",
    "sending",
    "export",
    "parked",
    "alert",
    "worker_reply",
    "draft_part",
    "draft_recording",
    "inbox",
    "outbox",
    "delivered",
    "notice_seen",
    "reminder",
    "deletion_request",
    "reading_notice",
    "break_glass_notice",
    "break_glass",
    "web_session",
    "invite",
    "conversation",
    "participant",
    "meeting",
    "case_worker",
    "case",
)


def sqlite(engine: Engine) -> bool:
    """Return whether somebody was reading all along, so that the log keeps what it holds."""
    # On the driver's own connection: SQLAlchemy would give it transactions of its own back.
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return bool((cursor.fetchone() or (1,))[0])
    finally:
        raw.close()


def postgresql(engine: Engine) -> bool:
    """The same; never True, because a table that is in use is waited for or refused."""
    with engine.connect() as connection:
        outside = connection.execution_options(isolation_level="AUTOCOMMIT")
        for name in HELD_OF_FAMILIES:
            outside.exec_driver_sql(f'VACUUM FULL "{name}"')
    return False
