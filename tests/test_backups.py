"""The three commands as somebody who keeps the machine types them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.operations.anchoring import Anchoring
from bot.records import anchor, drafts, erase, sending, signatures
from bot.records.database import Database
from bot.settings import Settings
from tests.records.parts import words
from tests.stack import environment
from tests.tables import make_tables
from tests.world import NOW, World, make_world

CANARY = "kanarek Łódź 7Q2xv"
Environ = dict[str, str]


@pytest.fixture
def environ(tmp_path: Path) -> Environ:
    return environment(tmp_path / "state")


@pytest.fixture
def world(environ: Environ) -> Iterator[World]:
    database = Database.open(Settings.load(environ))
    make_tables(database)
    made = make_world(database)
    talk = made.arrive(made.teen, made.ada)
    with database.begin() as tx:
        drafts.keep(tx, talk.scope, "t1", [words("q.one", CANARY)], NOW)
    yield made
    database.close()


def run(environ: Environ, *arguments: str | Path) -> Result:
    """Run a command; nothing that anybody said is ever printed."""
    done = CliRunner().invoke(main, [str(one) for one in arguments], env=environ)
    assert CANARY not in done.output
    assert "Rowan" not in done.output
    return done


def elsewhere(environ: Environ, tmp_path: Path) -> Environ:
    """Another machine: an empty state folder, and the secrets from the safe."""
    state = tmp_path / "another"
    shutil.copytree(tmp_path / "state" / "secrets", state / "secrets")
    return environ | {"BEFOREHAND_STATE": str(state)}


def test_a_backup_is_made_and_put_back_on_another_machine(
    environ: Environ, world: World, tmp_path: Path
) -> None:
    records, keyring = tmp_path / "r", tmp_path / "k"
    made = run(environ, "backup", records, "--keyring", keyring)
    assert made.exit_code == 0, made.output
    head = run(environ, "audit", "verify").output.split()[-1]
    assert f"written down: {head}" in made.output
    assert "after 7 days" in made.output
    erase.participant(world.database, world.parent.id, NOW)

    over = run(environ, "restore", records, "--keyring", keyring)
    assert over.exit_code == 2
    assert over.stderr.startswith("beforehand: B640")
    assert "1 people and cases were erased" in over.stderr

    there = elsewhere(environ, tmp_path)
    assert run(there, "restore", records).exit_code == 2
    old = tmp_path / "state" / "records.db"
    done = run(there, "restore", records, "--keyring", keyring, "--old", old)
    assert done.exit_code == 0, done.output
    assert f"erased: {world.parent.id}" in done.output
    assert "Unsent drafts: 1 open, 0 have no key" in done.output
    assert run(there, "audit", "verify").exit_code == 0
    assert run(there, "drill").exit_code == 0
    assert run(there, "erase", world.parent.id, "--yes").exit_code == 0


def test_who_was_erased_since_is_said_by_a_later_keyring_alone(
    environ: Environ, world: World, tmp_path: Path
) -> None:
    assert run(environ, "backup", tmp_path / "r").exit_code == 0
    erase.participant(world.database, world.parent.id, NOW + timedelta(days=1))
    assert run(environ, "backup", "--keyring", tmp_path / "k").exit_code == 0
    there = elsewhere(environ, tmp_path)
    done = run(there, "restore", tmp_path / "r", "--keyring", tmp_path / "k")
    assert done.exit_code == 0, done.output
    assert "1 people were erased after the backup" in done.output
    assert f"./run erase {world.parent.id}" in done.output
    assert "--old names the database that knows" in done.output


def test_without_a_keyring_it_warns_of_everybody(environ: Environ, world: World, tmp_path: Path) -> None:
    assert run(environ, "backup", tmp_path / "r").exit_code == 0
    there = elsewhere(environ, tmp_path)
    done = run(there, "restore", tmp_path / "r", "--without-keyring")
    assert done.exit_code == 0, done.output
    assert "nobody can ever read what 4 people wrote" in done.output


def test_a_drill_prints_a_table_and_says_by_its_code_whether_it_passed(
    environ: Environ, world: World
) -> None:
    passed = run(environ, "drill")
    assert passed.exit_code == 0, passed.output
    said = [line.split() for line in passed.output.splitlines()]
    assert ["participant", "4", "4"] in said
    assert ["draft", "opens", "with", "key", "yes"] in said
    assert ["draft", "opens", "without", "no"] in said
    assert said[-1] == ["The", "drill", "passed."]
    settings = Settings.load(environ)
    (key,) = settings.keyring.glob("*.key")
    key.unlink()
    failed = run(environ, "drill")
    assert failed.exit_code == 1
    assert "draft_part                       1         0  differs" in failed.output
    assert failed.output.splitlines()[-1] == "The drill FAILED."


def test_a_backup_needs_a_name(environ: Environ, world: World, tmp_path: Path) -> None:
    for arguments in ((), (tmp_path / "x", "--keyring", tmp_path / "x")):
        done = run(environ, "backup", *arguments)
        assert done.exit_code == 2
        assert done.stderr.startswith("beforehand: B600")


def test_the_audit_is_held_against_the_heads_that_were_kept_outside(
    environ: Environ, world: World, tmp_path: Path
) -> None:
    """R-07, as it is typed: a file that fits, one of another chain, one that holds nothing."""
    heads = tmp_path / "heads"
    Anchoring(world.database, lambda: NOW, heads).once()
    fits = run(environ, "audit", "verify", "--anchor", heads)
    assert (fits.exit_code, "leads through all 1 heads" in fits.output) == (0, True)
    with world.database.begin() as tx:
        key, said = signatures.verify_key(tx), f"{anchor.FORM} {NOW.isoformat()} 3 {'0' * 64}"
        other = f"{said} {key} {signatures.sign(tx, said.encode())}"
    heads.write_text(f"{other}\n", encoding="utf-8")
    unfit = run(environ, "audit", "verify", "--anchor", heads)
    assert (unfit.exit_code, "The chain was rewritten: on 23 November 2026" in unfit.output) == (1, True)
    assert "row 3 had another hash" in unfit.output
    heads.write_text("nothing\n", encoding="utf-8")
    empty = run(environ, "audit", "verify", "--anchor", heads)
    assert (empty.exit_code, "holds no head at all" in empty.output) == (1, True)


def test_what_a_restore_brought_back_is_deleted_again_by_its_command(
    environ: Environ, world: World, tmp_path: Path
) -> None:
    talk, person = world.arrive(world.parent, world.ada), world.parent.id
    with world.database.begin() as tx:
        drafts.keep(tx, talk.scope, "t1", [words("q.one", CANARY)], NOW)
        sending.send(tx, talk.scope, NOW)
    records, keyring = tmp_path / "r", tmp_path / "k"
    assert run(environ, "backup", records, "--keyring", keyring).exit_code == 0
    assert run(environ, "erase", person, "--sent", "--yes").exit_code == 0
    there, old = elsewhere(environ, tmp_path), tmp_path / "state" / "records.db"
    done = run(there, "restore", records, "--keyring", keyring, "--old", old)
    assert f"./run erase {person} --sent" in done.output
    assert run(there, "erase", person, "--sent", "--yes").exit_code == 0
    assert run(there, "erase", "nobody", "--sent", "--yes").exit_code == 2
