"""The database: how it is opened, what a transaction is, and which version it must be."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import Conflict, RecordsRefused
from bot.records import scrubbing, versions
from bot.records.keyring import Keyring
from bot.records.keys import ServiceKeys
from bot.settings import Settings

AnyRow = Row[*tuple[Any, ...]]
BUSY_SECONDS = 20


class Tx:
    """A transaction, opaque to everyone outside `bot.records`: pass it on."""

    __slots__ = ("_after", "_last", "connection", "keyring", "keys")

    def __init__(self, connection: Connection, keys: ServiceKeys, keyring: Keyring) -> None:
        self.connection = connection
        self.keys = keys
        self.keyring = keyring
        self._after: list[Callable[[], None]] = []
        self._last: list[Callable[[], None]] = []

    def before_commit(self, then: Callable[[], None]) -> None:
        """Call `then` as the last thing in the transaction: for what everybody has to queue for."""
        self._last.append(then)

    def after_commit(self, then: Callable[[], None]) -> None:
        """Call `then` once the transaction is committed, and not at all if it is rolled back."""
        self._after.append(then)

    def finish(self) -> None:
        for then in self._last:
            then()

    def committed(self) -> None:
        for then in self._after:
            then()

    def in_order(self, name: str) -> None:
        """Let no other transaction go on under this name until this one ends.

        SQLite writes one transaction at a time anyway.
        """
        if self.connection.dialect.name == "postgresql":
            number = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)
            self.connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": number})


class Database:
    """SQLite in one file, or PostgreSQL by address. Safe to use from several threads."""

    def __init__(self, url: str, keys: ServiceKeys, keyring: Keyring) -> None:
        """Raises RecordsRefused for an address that is neither."""
        self._keys = keys
        self._keyring = keyring
        self.engine = _engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        # Threads of one process queue here in turn; SQLite's own waiting is by sleeping and luck.
        self._writing = threading.Lock()
        self._mine = threading.local()

    @classmethod
    def open(cls, settings: Settings) -> Database:
        keys = ServiceKeys(settings.service_key, settings.index_key, settings.older_service_keys)
        return cls(settings.database_url, keys, Keyring(settings.keyring))

    def beside(self, url: str, keyring: Path | None = None) -> Database:
        """Open another database with the same keys, and with another folder of draft keys if one is named."""
        return Database(url, self._keys, Keyring(keyring) if keyring else self._keyring)

    @property
    def draft_keys(self) -> Keyring:
        return self._keyring

    @property
    def service_keys(self) -> ServiceKeys:
        return self._keys

    @contextmanager
    def outside(self) -> Iterator[Connection]:
        """A connection outside any transaction, as making a database needs it. Raises RecordsRefused."""
        with _told_plainly(), self.engine.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        """Open a write transaction; it commits when the block ends without an error.

        Raises RecordsRefused when the database cannot be reached or refuses the write, Conflict when
        somebody else was first.
        """
        if getattr(self._mine, "open", False):
            raise RuntimeError("a transaction was opened inside another")
        with self._turn_to_write(), _told_plainly(), self.engine.connect() as connection:
            tx = Tx(connection, self._keys, self._keyring)
            with connection.begin():
                yield tx
                tx.finish()
        tx.committed()

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """Open a transaction that only reads. Raises RecordsRefused."""
        with _told_plainly(), self.engine.connect() as connection:
            reader = connection.execution_options(beforehand_read=True)
            with reader.begin():
                yield Tx(reader, self._keys, self._keyring)

    @contextmanager
    def snapshot(self) -> Iterator[Tx]:
        """Open a transaction that only reads, and sees one moment all along. Raises RecordsRefused."""
        with _told_plainly(), self.engine.connect() as connection:
            options: dict[str, Any] = {"beforehand_read": True}
            if not self.is_sqlite:
                options["isolation_level"] = "REPEATABLE READ"
            reader = connection.execution_options(**options)
            with reader.begin():
                yield Tx(reader, self._keys, self._keyring)

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        with self._writing:
            self._mine.open = True
            try:
                yield
            finally:
                self._mine.open = False

    def migrate(self) -> None:
        """Bring the tables up to this code's version. Raises RecordsRefused."""
        with self.begin() as tx:
            tx.in_order("migrate")
            versions.upgrade(tx.connection)

    def check_version(self) -> None:
        """Raise RecordsRefused unless the database answers and its version is this code's."""
        with self.read() as tx:
            versions.check(tx.connection)

    def scrub(self) -> None:
        """Let nothing that was deleted survive in free pages, nor in SQLite's log.

        PostgreSQL's own log and its backups keep what they hold until they are rotated. Raises
        RecordsRefused when somebody reads so long that it cannot be done: the deletion itself is kept.
        """
        with _told_plainly(), self._turn_to_write():
            busy = scrubbing.sqlite(self.engine) if self.is_sqlite else scrubbing.postgresql(self.engine)
        if busy:
            raise RecordsRefused(
                "The database's log could not be emptied: somebody was reading.",
                remedy="Nothing is lost. It is emptied with the next erasure, or when all services stop.",
            )

    def close(self) -> None:
        self.engine.dispose()


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is not None and parsed.get_backend_name() == "sqlite" and parsed.database:
        return _sqlite(url, Path(parsed.database))
    if parsed is not None and parsed.get_backend_name() == "postgresql":
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=10,
            connect_args={
                "connect_timeout": 5,
                # Of what else the server's log may keep only its superuser decides: `records/server_log.py`.
                "options": f"-c lock_timeout={BUSY_SECONDS * 1000} -c timezone=UTC"
                " -c log_parameter_max_length_on_error=0",
            },
        )
    raise RecordsRefused(
        "The database address is neither SQLite nor PostgreSQL.",
        remedy="Use sqlite:///path/of/the/file or postgresql://user@host/name.",
    )


def _sqlite(url: str, path: Path) -> Engine:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        # SQLite gives its log files the same mode as the file itself.
        path.chmod(0o600)
    except OSError as fault:
        raise RecordsRefused(
            f"The database file cannot be opened ({fault.strerror}).",
            remedy="Let the account that runs Beforehand own the state folder.",
        ) from None
    engine = create_engine(
        url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}
    )
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # The driver must not open transactions of its own: ours say IMMEDIATE.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("beforehand_read", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Turn the driver's faults, whose text may hold values and addresses, into ours."""
    try:
        yield
    except IntegrityError:
        raise Conflict(
            "Somebody else was first.", remedy="Read it again, then try again if it still makes sense."
        ) from None
    except DBAPIError as fault:
        kind = type(fault.orig).__name__
        raise RecordsRefused(
            f"The database cannot be reached or refused ({kind}).",
            remedy="See that it is running, that its disk has room, and that its address is right.",
        ) from None
