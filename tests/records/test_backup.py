"""Backup and restore, on both databases: whole or refused, without keys, and nobody back unknowingly."""

from __future__ import annotations

import json
import os
import subprocess
import tarfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from bot.errors import (
    BackupDamaged,
    BackupNewer,
    BackupRefused,
    BackupUnfit,
    BeforehandError,
    KeysUnfit,
    NotEmpty,
    NotFound,
)
from bot.messages import Recording
from bot.records import (
    audit,
    drafts,
    erase,
    recordings,
    retention,
    sending,
    sent_answers,
    sent_recordings,
    versions,
    web_sessions,
    wraps,
)
from bot.records.backup import archive, manifest, on_postgresql, on_sqlite
from bot.records.backup.contents import LEFT_OUT, counts
from bot.records.backup.drill import drill
from bot.records.backup.make import make
from bot.records.backup.restore import Place, Restored, restore
from bot.records.conversations import Conversation
from bot.records.database import Database
from bot.records.keyring import Keyring
from bot.records.keys import ServiceKeys
from bot.records.recordings import voice_note
from bot.records.recovery import recovery_half
from bot.records.tables import Table
from tests.postgres import Server
from tests.privacy.canary import search
from tests.records.conftest import Store
from tests.records.parts import words
from tests.sounds import wav
from tests.world import INDEX, NOW, SERVICE, World, open_database

CANARY = "kanarek Łódź اب 7Q2xv"
SPOKEN = Recording("wav", 2, wav(2, CANARY.encode()))
KEYS = ServiceKeys(SERVICE, INDEX)


@dataclass
class Office:
    """Records with one person who has sent and one who is still writing, and both files of a backup."""

    world: World
    store: Store
    sent: Conversation
    writing: Conversation
    records: Path
    keyring: Path

    @property
    def database(self) -> Database:
        return self.world.database

    def back_up(self, days: int = 0) -> tuple[Path, Path]:
        files = self.records.with_suffix(f".{days}"), self.keyring.with_suffix(f".{days}")
        make(self.database, self.store.folder, *files, NOW + timedelta(days=days))
        return files


@pytest.fixture
def office(world: World, store: Store, tmp_path: Path) -> Office:
    sent, writing = world.arrive(world.parent, world.ada), world.arrive(world.teen, world.ada)
    for talk in (sent, writing):
        with world.database.begin() as tx:
            note = voice_note(talk.id, SPOKEN)
            drafts.keep(tx, talk.scope, "t1", [replace(words("q.one", CANARY), voice=note)], NOW)
            recordings.keep(tx, talk.scope, talk.id, SPOKEN.sound)
    send(world.database, sent)
    (store.folder / "signed.yml").write_text("signatures: []\n", encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()
    made = Office(world, store, sent, writing, out / "records.backup", out / "keyring.backup")
    make(world.database, store.folder, made.records, made.keyring, NOW)
    return made


@pytest.fixture
def place(store: Store, server: Server, tmp_path: Path) -> Iterator[Place]:
    """An empty place of the same kind."""
    state = tmp_path / "new"
    if store.url.startswith("sqlite"):
        yield Place(f"sqlite:///{state}/records.db", state, "test", KEYS)
        return
    name = server.create()
    yield Place(server.url(name), state, "test", KEYS)
    server.drop(name)


def send(database: Database, talk: Conversation) -> None:
    with database.begin() as tx:
        sending.send(tx, talk.scope, NOW)


def brought_back(place: Place, office: Office, **how: object) -> Restored:
    return restore(place, office.records, office.keyring, NOW + timedelta(hours=1), **how)  # type: ignore[arg-type] # only `old`


@pytest.fixture
def opened(place: Place) -> Iterator[Callable[[], Database]]:
    """Open what was restored; closed afterwards."""
    held: list[Database] = []

    def open_it() -> Database:
        held.append(open_database(place.url, place.state))
        return held[-1]

    yield open_it
    for one in held:
        one.close()


def is_empty(place: Place) -> bool:
    """Whether nothing was left that could be taken for records or keys."""
    database = open_database(place.url, place.state)
    try:
        with database.read() as tx:
            tables = versions.inspect(tx.connection).get_table_names()
    finally:
        database.close()
    left = {path.name for path in place.state.rglob("*") if path.is_file()}
    return not tables and left <= {"records.db", "family.lock", "restore.lock"}


def test_everything_comes_back_and_opens(
    office: Office, place: Place, opened: Callable[[], Database]
) -> None:
    """F-17: counts, chain, answers for their worker, drafts for their person, recovery with both sheets."""
    done = brought_back(place, office)
    assert (done.without_keys, done.drafts_opened, done.drafts_lost) == ((), 1, 0)
    database = opened()
    database.check_version()
    tables = [name for name in Table.metadata.tables if name not in (*LEFT_OUT, "audit")]
    with database.read() as new, office.database.read() as old:
        assert counts(new, tables) == counts(old, tables)
        assert audit.verify(new).first_bad is None
        assert audit.verify(new).rows == audit.verify(old).rows + 1
        assert audit.has_head(new, audit.verify(old).rows, audit.verify(old).head)
        assert [part.value for part in drafts.load(new, office.writing.scope)] == [CANARY]
        assert recordings.load(new, office.writing.scope, office.writing.id) == SPOKEN.sound
    ada, person = office.world.ada, office.world.parent.id
    (answer,) = sent_answers.open_all(database, ada.scope, ada.key, person, NOW)
    assert answer.parts == (CANARY,)
    heard = sent_recordings.open_one(database, ada.scope, ada.key, person, office.sent.id, NOW)
    assert heard.sound == SPOKEN.sound
    both = recovery_half(*office.world.recovery.sheets)
    with database.read() as tx:
        assert wraps.halves_for_recovery(tx, both, person).by_epoch.keys() == {1}
    assert (place.state / "signed.yml").read_text(encoding="utf-8") == "signatures: []\n"
    modes = {path.stat().st_mode & 0o077 for path in place.state.rglob("*") if path.is_file()}
    assert modes == {0}


def test_the_records_hold_no_private_word_and_no_key(office: Office, server: Server, tmp_path: Path) -> None:
    """P-01: what is packed is unpacked first; the search finds what is there."""
    look_in = tmp_path / "look"
    look_in.mkdir()
    with tarfile.open(office.records) as tar:
        tar.extractall(look_in, filter="data")
    if not office.database.is_sqlite:
        plain = look_in / "plain.sql"
        subprocess.run(
            [server.programs / "pg_restore", "-f", plain, look_in / "database"], check=True, timeout=60
        )
    with office.database.read() as tx:
        wrap = tx.connection.execute(text("SELECT wrap FROM key_wrap")).scalars().first()
    keys = {f"draft key {name}": key for name, key in office.database.draft_keys.copies().items()}
    assert keys
    secret = keys | {"wrap": bytes(wrap), "service": SERVICE, "index": INDEX}
    needles = {name: key.hex() for name, key in secret.items()}
    needles |= {"words": CANARY, "name": "Ewa Rowan", "note": "only text Ewa", "question": "q.one"}
    assert search([look_in, office.records.parent], needles | {"there": "initial_conference"})
    assert search([look_in], needles) == []
    for path in (*look_in.iterdir(), office.records):
        body = path.read_bytes()
        assert [name for name, key in secret.items() if key in body] == []
    # The same search finds each key where it belongs.
    found = {hit.name for hit in search([office.keyring.parent], needles)}
    assert found == {*keys, "wrap"}


def test_both_files_are_closed_to_others_and_leave_nothing_beside_them(office: Office) -> None:
    for path in (office.records, office.keyring):
        assert path.stat().st_mode & 0o777 == 0o600
    assert len(list(office.records.parent.iterdir())) == 2
    assert list(office.store.folder.glob(".backup-*")) == []


def test_a_session_that_was_open_does_not_come_back(
    office: Office, place: Place, opened: Callable[[], Database]
) -> None:
    with office.database.begin() as tx:
        token = web_sessions.create(tx, office.writing.scope, NOW)
    records, keyring = office.back_up(1)
    restore(place, records, keyring, NOW)
    with opened().begin() as tx:
        assert web_sessions.resume(tx, token, NOW) is None
        assert counts(tx, LEFT_OUT) == dict.fromkeys(LEFT_OUT, 0)


def positions(path: Path) -> list[int]:
    """Places all over the file: each header, each member's first and last bytes, what is between, the end."""
    with tarfile.open(path) as tar:
        members = tar.getmembers()
    found = {path.stat().st_size - 1, path.stat().st_size - 1024}
    for one in members:
        found |= {one.offset, one.offset + 130, one.offset + 150}
        found |= {one.offset_data + at * (one.size - 1) // 6 for at in range(7)}
    return sorted(found)


@pytest.mark.parametrize("which", ["records", "keyring"])
def test_a_changed_byte_is_refused_wherever_it_is(office: Office, place: Place, which: str) -> None:
    path: Path = getattr(office, which)
    whole = path.read_bytes()
    places = positions(path)
    assert len(places) > 20
    for at in places:
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x20]) + whole[at + 1 :])
        with pytest.raises(BackupDamaged) as found:
            brought_back(place, office)
        assert found.value.remedy, at
    assert is_empty(place)
    path.write_bytes(whole)
    brought_back(place, office)


@pytest.mark.parametrize("which", ["records", "keyring"])
def test_a_file_that_is_cut_short_or_goes_on_is_refused(office: Office, place: Place, which: str) -> None:
    path: Path = getattr(office, which)
    whole = path.read_bytes()
    for end in (0, 1, 511, 512, 700, len(whole) // 3, len(whole) // 2, len(whole) - 512, len(whole) - 1):
        path.write_bytes(whole[:end])
        with pytest.raises(BackupDamaged):
            brought_back(place, office)
    path.write_bytes(whole + bytes(512))
    with pytest.raises(BackupDamaged):
        brought_back(place, office)
    assert is_empty(place)


def test_other_secrets_do_not_fit(office: Office, place: Place) -> None:
    for keys in (ServiceKeys(SERVICE, SERVICE), ServiceKeys(INDEX, INDEX)):
        with pytest.raises(BackupDamaged, match="secrets"):
            brought_back(replace(place, keys=keys), office)
    assert is_empty(place)


def test_the_files_in_each_others_place_do_not_fit(office: Office, place: Place) -> None:
    with pytest.raises(BackupUnfit, match="keyring file"):
        restore(place, office.keyring, office.records, NOW)


def rewritten(office: Office, path: Path, **changes: object) -> None:
    """Write a file again with another manifest, properly signed."""
    folder = path.with_suffix(".members")
    folder.mkdir()
    with tarfile.open(path) as tar:
        tar.extractall(folder, filter="data")
    held = manifest.read((folder / "manifest.json").read_bytes(), KEYS)
    changed = replace(held, **changes)  # type: ignore[arg-type] # the test's own
    files = {one.name: folder / one.name for one in held.members}
    changed = replace(changed, members=tuple(archive.member(name, file) for name, file in files.items()))
    path.unlink()
    archive.write(path, changed, files, KEYS)


@pytest.mark.parametrize(
    ("changes", "refusal", "says"),
    [
        ({"schema": "9999"}, BackupNewer, "9999"),
        ({"dialect": "oracle"}, BackupUnfit, "oracle"),
        ({"mode": "demo"}, BackupUnfit, "demo"),
        ({"form": 2}, BackupUnfit, "form 2"),
        ({"audit_head": "00" * 32}, BackupDamaged, "audit"),
        ({"audit_rows": 1}, BackupDamaged, "audit"),
        ({"counts": {"case": 77}}, BackupDamaged, "case"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused_with_a_remedy(
    office: Office, place: Place, changes: dict[str, object], refusal: type[BackupRefused], says: str
) -> None:
    rewritten(office, office.records, **changes)
    with pytest.raises(refusal, match=says) as found:
        brought_back(place, office)
    assert type(found.value) is refusal
    assert found.value.remedy
    assert is_empty(place)


def test_a_key_that_opens_nothing_is_refused(office: Office, place: Place) -> None:
    key_id = next(iter(office.database.draft_keys.copies()))
    (office.store.folder / "keyring" / f"{key_id}.key").write_bytes(bytes(range(32)))
    _, wrong = office.back_up(1)
    with pytest.raises(KeysUnfit, match="does not open"):
        restore(place, office.records, wrong, NOW)
    assert is_empty(place)
    brought_back(place, office)


def test_a_keyring_older_than_the_backup_is_refused(office: Office, place: Place) -> None:
    records, _ = office.back_up(1)
    with pytest.raises(KeysUnfit, match="older"):
        restore(place, records, office.keyring, NOW)
    assert is_empty(place)


def test_records_are_never_restored_over_others(office: Office, place: Place) -> None:
    brought_back(place, office)
    with pytest.raises(NotEmpty, match="0 people and cases were erased") as found:
        brought_back(place, office)
    assert "--old" in found.value.remedy
    here = Place(office.store.url, office.store.folder, "test", KEYS)
    erase.participant(office.database, office.world.parent.id, NOW)
    with pytest.raises(NotEmpty, match="1 people and cases were erased"):
        brought_back(here, office)
    with office.database.read() as tx:
        assert [part.value for part in drafts.load(tx, office.writing.scope)] == [CANARY]


@pytest.mark.parametrize("left", ["keyring/other.key", "signed.yml"])
def test_keys_or_signatures_that_are_there_are_not_written_over(
    office: Office, place: Place, left: str
) -> None:
    path = place.state / left
    path.parent.mkdir(parents=True)
    path.write_bytes(bytes(range(32)))
    with pytest.raises(NotEmpty):
        brought_back(place, office)
    assert path.read_bytes() == bytes(range(32))


def test_the_erased_are_named_and_cannot_be_opened_with_a_later_keyring(
    office: Office, place: Place, opened: Callable[[], Database]
) -> None:
    """P-14: the records of day 0, from before the erasure, with the keyring of day 8."""
    erased = office.world.parent.id
    erase.participant(office.database, erased, NOW + timedelta(days=1))
    _, keyring = office.back_up(8)
    done = restore(place, office.records, keyring, NOW, office.database)
    assert done.without_keys == (erased,)
    assert done.later is not None
    assert done.later.erased == (erased,)
    assert done.later.counts["participant.erased"] == 1
    database = opened()
    ada = office.world.ada
    with pytest.raises(NotFound):
        sent_answers.open_all(database, ada.scope, ada.key, erased, NOW)
    with database.read() as tx, pytest.raises(NotFound):
        wraps.halves_for_recovery(tx, recovery_half(*office.world.recovery.sheets), erased)
    erase.participant(database, erased, NOW)
    with database.read() as tx:
        assert [part.value for part in drafts.load(tx, office.writing.scope)] == [CANARY]


def test_a_backup_of_an_older_version_is_brought_up_to_date(
    office: Office, place: Place, opened: Callable[[], Database]
) -> None:
    with office.database.begin() as tx:
        versions.downgrade(tx.connection, "0013")
    # The schema is written down as it is in the database, not as this code would have it.
    records, keyring = office.back_up(1)
    assert manifest_of(records)["schema"] == "0013"
    done = restore(place, records, keyring, NOW)
    assert done.backup.schema == "0013"
    database, ada = opened(), office.world.ada
    database.check_version()
    (answer,) = sent_answers.open_all(database, ada.scope, ada.key, office.world.parent.id, NOW)
    assert answer.parts == (CANARY,)


@pytest.mark.parametrize("where", ["user", "option"])
def test_a_password_is_never_among_the_arguments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Whoever may call `ps` reads arguments. libpq takes a password in two places of an address."""
    seen: list[tuple[list[str], dict[str, str], str]] = []

    def run(command: list[str], *, env: dict[str, str], **_: object) -> subprocess.CompletedProcess[bytes]:
        seen.append((command, env, Path(env["PGPASSFILE"]).read_text(encoding="utf-8")))
        assert Path(env["PGPASSFILE"]).stat().st_mode & 0o777 == 0o600
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", run)
    secret = "kanarek-geheim"
    plain = "postgresql://me@db.example/records?sslmode=require"
    url = {"user": plain.replace("me@", f"me:{secret}@"), "option": f"{plain}&password={secret}"}[where]
    on_postgresql._run(Path("/bin/pg_dump"), make_url(url), tmp_path, "--format=custom")
    ((command, env, passwords),) = seen
    assert not any(secret in one for one in command)
    assert not any(secret in value for value in env.values())
    assert "sslmode=require" in command[1]
    assert passwords.strip().endswith(f":{secret}")
    assert list(tmp_path.iterdir()) == []


def manifest_of(path: Path) -> dict[str, object]:
    with tarfile.open(path) as tar:
        held = tar.extractfile("manifest.json")
        assert held is not None
        # The second line is its signature.
        found: dict[str, object] = json.loads(held.readline())
        return found


def test_a_draft_that_was_sent_after_the_backup_is_let_go_and_told(
    office: Office, place: Place, opened: Callable[[], Database]
) -> None:
    send(office.database, office.writing)
    _, keyring = office.back_up(1)
    done = restore(place, office.records, keyring, NOW)
    assert (done.without_keys, done.drafts_opened, done.drafts_lost) == ((), 0, 1)
    with opened().begin() as tx:
        assert drafts.load(tx, office.writing.scope) == []
        assert audit.verify(tx).first_bad is None
        assert ("drafts.not_restored", office.world.teen.id) in audit.after(tx, done.backup.audit_rows)
        # And they can go on.
        drafts.keep(tx, office.writing.scope, "t2", [words("q.one", "again")], NOW)


def test_without_the_keyring_nothing_opens_and_everybody_is_named(
    office: Office, place: Place, opened: Callable[[], Database]
) -> None:
    done = restore(place, office.records, None, NOW)
    people = (office.world.parent, office.world.teen, office.world.other_parent, office.world.far_parent)
    assert set(done.without_keys) == {one.id for one in people}
    assert done.drafts_lost == 1
    ada = office.world.ada
    with pytest.raises(NotFound):
        sent_answers.open_all(opened(), ada.scope, ada.key, office.world.parent.id, NOW)


def test_an_old_database_that_is_another_says_nothing(office: Office, place: Place, tmp_path: Path) -> None:
    other = open_database(f"sqlite:///{tmp_path}/other/records.db", tmp_path / "other")
    other.migrate()
    with pytest.raises(BackupUnfit, match="does not go on"):
        brought_back(place, office, old=other)
    other.close()
    assert is_empty(place)


def test_a_broken_chain_is_backed_up_and_comes_back_as_it_was(office: Office, place: Place) -> None:
    """R-01, R-07: a backup is evidence, so it is made all the same; its head is the one kept outside."""
    triggers = {True: "audit_no_update", False: "audit_no_change ON audit"}
    with office.database.begin() as tx:
        tx.connection.execute(text(f"DROP TRIGGER {triggers[office.database.is_sqlite]}"))
        tx.connection.execute(text("UPDATE audit SET about = 'x' WHERE seq = 2"))
    records, keyring = office.back_up(1)
    done = restore(place, records, keyring, NOW)
    assert done.backup.audit_first_bad == 2


def test_an_audit_whose_oldest_rows_ended_comes_back_and_proves_itself(
    office: Office, place: Place, opened: Callable[[], Database]
) -> None:
    """R-07: with its checkpoint, and what a backup's manifest says of the chain."""
    before = NOW + timedelta(seconds=1)
    assert retention.run(office.database, NOW, audit_before=before).audit_rows > 5
    records, keyring = office.back_up(1)
    restore(place, records, keyring, NOW)
    with opened().read() as new, office.database.read() as old:
        assert audit.verify(new).first_bad is None
        assert audit.verify(new).ended == audit.verify(old).ended > 5
        assert audit.has_head(new, audit.verify(old).rows, audit.verify(old).head)


def test_a_backup_never_takes_the_place_of_a_file(office: Office) -> None:
    before = office.records.read_bytes()
    for files in ((office.records, None), (None, office.keyring), (None, None), (office.records,) * 2):
        with pytest.raises(BackupRefused):
            make(office.database, office.store.folder, *files, NOW)
    assert office.records.read_bytes() == before
    with pytest.raises(BackupRefused, match="cannot be written"):
        make(office.database, office.store.folder, office.records / "nowhere", None, NOW)


@pytest.mark.parametrize("step", ["dump", "write", "load", "check"])
def test_what_breaks_off_half_way_leaves_nothing_that_looks_whole(
    office: Office, place: Place, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    out = office.records.parent / "again"
    out.mkdir()

    def act() -> None:
        if step in ("dump", "write"):
            make(office.database, office.store.folder, out / "r", out / "k", NOW)
        else:
            brought_back(place, office)

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    dumps = on_sqlite if office.database.is_sqlite else on_postgresql
    targets = {"dump": (dumps, "look"), "write": (os, "fsync"), "load": (dumps, "load")}
    with monkeypatch.context() as broken:
        if step == "check":
            # Everything is loaded and checked but for the last: the audit's own row.
            broken.setattr(audit, "by_nobody", fail)
        else:
            broken.setattr(*targets[step], fail)
        with pytest.raises((OSError, BeforehandError)):
            act()
    assert list(out.iterdir()) == []
    assert list(office.store.folder.glob(".backup-*")) == []
    assert is_empty(place)
    brought_back(place, office)


def test_what_is_written_beside_a_backup_does_not_tear_it(office: Office, place: Place) -> None:
    """Counts, audit head and rows are of one moment, whoever goes on writing."""
    stop = threading.Event()

    def write_on() -> int:
        written = 0
        while not stop.is_set():
            with office.database.begin() as tx:
                audit.by_nobody(tx, "answers.sent", office.world.parent.id, NOW)
                drafts.keep(tx, office.writing.scope, f"beside{written}", [words("q.two", CANARY)], NOW)
            written += 1
        return written

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write_on)
        try:
            files = [office.back_up(day) for day in (1, 2, 3)]
        finally:
            stop.set()
        assert writing.result() > 3
    done = restore(place, *files[-1], NOW)
    assert (done.drafts_opened, done.drafts_lost) == (1, 0)


def test_a_drill_proves_it_and_leaves_nothing(office: Office, server: Server) -> None:
    here = Place(office.store.url, office.store.folder, "test", KEYS)
    before = sorted(office.store.folder.rglob("*"))
    with office.database.read() as tx:
        rows = audit.verify(tx).rows
    done = drill(office.database, here, NOW)
    assert done.passed
    assert (done.opens, done.opens_without_key, done.chain, done.removed) == (True, False, True, True)
    assert done.here["sent_answer"] == 1
    assert done.here["key_wrap"] > 4
    left = {path.name for path in office.store.folder.rglob("*")} - {path.name for path in before}
    assert left <= {"drill.lock", "records.db-wal", "records.db-shm"}
    with office.database.read() as tx:
        assert audit.verify(tx).rows == rows
    with server.connect() as connection:
        names = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'bh_drill%'"
        ).fetchall()
    assert names == []


def test_a_drill_finds_a_keyring_that_does_not_open(office: Office) -> None:
    here = Place(office.store.url, office.store.folder, "test", KEYS)
    (key_id,) = office.database.draft_keys.copies()
    path = office.store.folder / "keyring" / f"{key_id}.key"
    path.write_bytes(bytes(range(32)))
    with pytest.raises(KeysUnfit):
        drill(office.database, here, NOW)
    path.unlink()
    assert not drill(office.database, here, NOW).passed


def test_a_keyring_alone_is_enough_to_go_with_earlier_records(office: Office, place: Place) -> None:
    keyring = office.keyring.with_suffix(".later")
    make(office.database, office.store.folder, None, keyring, NOW + timedelta(days=1))
    assert restore(place, office.records, keyring, NOW).drafts_opened == 1


def test_the_manifest_says_what_is_in_it_to_any_reader(office: Office) -> None:
    with tarfile.open(office.records) as tar:
        assert tar.getnames() == ["manifest.json", "database", "signed.yml"]
        head = tar.extractfile("manifest.json")
        assert head is not None
        said = json.loads(head.readline())
    assert said["schema"] == versions.HEAD
    assert said["counts"]["participant"] == 4
    assert set(LEFT_OUT).isdisjoint(said["counts"])


def test_a_key_that_is_being_destroyed_is_not_copied(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "keyring")
    one, other = keyring.create(), keyring.create()
    (tmp_path / "keyring" / f"{one}.key").write_bytes(bytes(32))
    assert set(keyring.copies()) == {other}
