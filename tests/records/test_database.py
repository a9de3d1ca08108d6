"""Opening, versions, locks: what must be true before anything is served."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from bot.errors import RecordsRefused, SettingsRefused
from bot.messages import Say
from bot.records import alert_notices, alerts, audit, drafts, install, outbox, sending, versions
from bot.records.database import Database
from bot.records.process_lock import family_lock
from bot.records.tables import Table
from tests.postgres import Server, running_server
from tests.records.conftest import Store
from tests.records.parts import words
from tests.world import NOW, World, open_database

ROOT = Path(__file__).parents[2]


def test_the_migrations_make_what_the_tables_say(database: Database) -> None:
    with database.begin() as tx:
        context = MigrationContext.configure(tx.connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []
        assert len(inspect(tx.connection).get_table_names()) > 20


def test_the_head_file_names_the_last_migration(database: Database) -> None:
    with database.begin() as tx:
        script = ScriptDirectory.from_config(versions._config(tx.connection))
        assert script.get_heads() == [versions.HEAD]
        names = [step.revision for step in script.walk_revisions()]
    files = sorted(path.name[:4] for path in versions.MIGRATIONS.glob("versions/0*.py"))
    assert files == sorted(names)


def test_down_to_nothing_and_up_again(database: Database) -> None:
    with database.begin() as tx:
        versions.downgrade(tx.connection, "base")
        assert set(inspect(tx.connection).get_table_names()) == {"alembic_version"}
    database.migrate()
    database.check_version()


def test_a_migration_that_is_killed_leaves_what_was_before(store: Store, server: Server) -> None:
    """F-18: all or nothing, and again."""
    url = f"sqlite:///{store.folder}/fresh.db"
    if store.url.startswith("postgresql"):
        url = server.url(server.create())
    fresh = open_database(url, store.folder)

    def fail_half_way() -> None:
        with fresh.begin() as tx:
            versions.upgrade(tx.connection)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    with pytest.raises(RecordsRefused, match="empty"):
        fresh.check_version()
    fresh.migrate()
    fresh.check_version()
    fresh.close()


@pytest.mark.parametrize(("version", "says"), [("0000", "backup"), ("9999", "newer")])
def test_another_version_refuses_with_a_remedy(database: Database, version: str, says: str) -> None:
    with database.begin() as tx:
        tx.connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})
    with pytest.raises(RecordsRefused, match=says) as found:
        database.check_version()
    assert found.value.remedy
    if version > versions.HEAD:
        with pytest.raises(RecordsRefused, match="newer"):
            database.migrate()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:hunter22@127.0.0.1:9/name",
        "postgresql://user:hunter22@no-such-host.invalid/name",
        "mysql://user:hunter22@host/name",
        "sqlite://",
        "sqlite:////proc/nowhere/hunter22.db",
        "hunter22",
        "",
    ],
)
def test_an_unreachable_database_is_one_clear_line(tmp_path: Path, url: str) -> None:
    """S-01 in part: no value of the address, no traceback of the driver."""
    with pytest.raises(RecordsRefused) as found:
        open_database(url, tmp_path).check_version()
    line = str(found.value)
    assert "\n" not in line
    assert "Remedy: " in line
    assert "hunter22" not in line
    assert found.value.__suppress_context__ or found.value.__context__ is None


def test_the_file_is_closed_to_others(tmp_path: Path) -> None:
    opened = open_database(f"sqlite:///{tmp_path}/new/records.db", tmp_path)
    opened.migrate()
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "new").iterdir()}
    opened.close()
    assert "records.db" in modes
    assert len(modes) > 1, "the log file was not looked at"
    assert set(modes.values()) == {0o600}
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0


def test_sqlite_is_set_as_promised(tmp_path: Path) -> None:
    opened = open_database(f"sqlite:///{tmp_path}/records.db", tmp_path)
    with opened.read() as tx:
        found = {
            name: tx.connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    opened.close()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_a_transaction_is_all_or_nothing_and_never_inside_another(database: Database) -> None:
    def halfway() -> None:
        with database.begin() as tx:
            install.create(tx, "test", b"k", NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        halfway()
    done: list[str] = []
    with database.begin() as tx:
        assert install.get(tx) is None
        tx.after_commit(lambda: done.append("after"))
        assert done == []
    assert done == ["after"]

    def inside() -> None:
        with database.begin(), database.begin():
            pass

    if database.is_sqlite:
        with pytest.raises(RuntimeError, match="inside"):
            inside()


def test_many_threads_write_without_a_fault(database: Database) -> None:
    with database.begin() as tx:
        tx.connection.execute(text("CREATE TABLE counted (n INTEGER)"))
        tx.connection.execute(text("INSERT INTO counted VALUES (0)"))
    faults: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(10):
                with database.begin() as tx:
                    tx.connection.execute(text("UPDATE counted SET n = n + 1"))
        except BaseException as fault:  # noqa: BLE001 - a thread's fault is reported by the test
            faults.append(fault)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with database.read() as tx:
        assert tx.connection.execute(text("SELECT n FROM counted")).scalar_one() == 80


HOLDER = """
import sys, time
from pathlib import Path
from bot.records.process_lock import family_lock
from tests.world import open_database
folder = Path(sys.argv[2])
with family_lock(open_database(sys.argv[1], folder), Path(sys.argv[3])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_family_process_refuses_until_the_first_is_killed(store: Store) -> None:
    other = store.folder if store.url.startswith("sqlite") else store.folder / "other"
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, store.url, str(store.folder), str(other)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == b"held\n"
        mine = open_database(store.url, store.folder)
        with pytest.raises(RecordsRefused, match="running already"), family_lock(mine, store.folder):
            pass
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    _until_free(mine, store.folder)
    mine.close()


def _until_free(database: Database, state: Path) -> None:
    """PostgreSQL notices a killed client a moment later."""
    for _ in range(100):
        try:
            with family_lock(database, state):
                return
        except RecordsRefused:
            threading.Event().wait(0.05)
    raise AssertionError("the lock was not let go")


def test_a_database_is_for_one_mode(database: Database) -> None:
    with database.begin() as tx:
        with pytest.raises(SettingsRefused, match="init"):
            install.require(tx, "serve")
        install.create(tx, "demo", b"public", NOW)
        assert install.require(tx, "demo").recovery_public == b"public"
        with pytest.raises(SettingsRefused, match="demo"):
            install.require(tx, "serve")
        found = install.get(tx)
    assert found is not None
    assert found.created_at == NOW
    with database.begin() as tx, pytest.raises(Exception, match="B320"):
        install.create(tx, "serve", b"other", NOW)


def test_a_server_that_goes_away_is_refused_and_comes_back(tmp_path: Path) -> None:
    """F-07 at record level: a clear refusal while it is away, nothing lost, at work again by itself."""
    with running_server() as own:
        opened = open_database(own.url(own.create()), tmp_path)
        opened.migrate()
        with opened.begin() as tx:
            install.create(tx, "test", b"public", NOW)
        own.control("stop", "-m", "immediate")
        for _ in range(2):
            with pytest.raises(RecordsRefused, match="cannot be reached"):
                opened.check_version()
        own.start()
        with opened.begin() as tx:
            assert install.get(tx) is not None
        opened.close()


def test_writers_of_one_thing_from_all_sides_never_wait_for_each_other_in_a_ring(world: World) -> None:
    """A notice that goes out, an alert that is opened, a turn that sends, all at once: no deadlock."""
    talk = world.arrive(world.parent, world.ada)
    with world.database.begin() as tx:
        alert = alerts.record(tx, talk.scope, kind="weapon", level="now", words="w", now=NOW)

    def notice(_: int) -> None:
        with world.database.begin() as tx:
            alert_notices.failed(tx, alert, NOW, NOW)

    def look(_: int) -> None:
        alerts.open_alert(world.database, world.ada.scope, world.ada.key, alert, NOW)

    def turn(number: int) -> None:
        with world.database.begin() as tx:
            drafts.keep(tx, talk.scope, f"t{number}", [words("q.one", "x")], NOW)
            sending.send(tx, talk.scope, NOW)
            outbox.add(tx, talk.id, [outbox.Outgoing(Say("x"))], NOW)

    def another(_: int) -> None:
        with world.database.begin() as tx:
            alerts.record(tx, talk.scope, kind="weapon", level="now", words="w", now=NOW)
            outbox.add(tx, talk.id, [outbox.Outgoing(Say("x"))], NOW)

    def work(kind: Callable[[int], None]) -> None:
        for number in range(15):
            kind(number)

    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(work, kind) for kind in (notice, look, turn, another)]:
            done.result()
    with world.database.read() as tx:
        assert audit.verify(tx).first_bad is None
