"""The service's own key as somebody who keeps the machine renews it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.records import rotation
from bot.records.database import Database
from bot.records.process_lock import family_lock
from bot.settings import Settings
from tests.stack import environment
from tests.tables import make_tables
from tests.world import World, cases_of, make_world

Environ = dict[str, str]


@pytest.fixture
def environ(tmp_path: Path) -> Environ:
    return environment(tmp_path / "state")


@pytest.fixture
def world(environ: Environ) -> Iterator[World]:
    database = Database.open(Settings.load(environ))
    make_tables(database)
    yield make_world(database)
    database.close()


def run(environ: Environ, *arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), env=environ)


def case_names(environ: Environ, world: World) -> list[str]:
    database = Database.open(Settings.load(environ))
    with database.read() as tx:
        names = [one.name for one in cases_of(tx, world.ada.scope)]
    database.close()
    return names


def test_a_key_is_renewed_and_the_older_one_destroyed(environ: Environ, world: World, tmp_path: Path) -> None:
    """C-05: made, read with both, everything renewed, the older file gone; no key is ever printed."""
    folder = tmp_path / "state" / "secrets"
    first = (folder / "service.key").read_text(encoding="ascii").strip()
    made = run(environ, "keys", "new")
    assert made.exit_code == 0, made.output
    second = (folder / "service.key").read_text(encoding="ascii").strip()
    assert (folder / "service.old.key").read_text(encoding="ascii").strip() == first != second
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert case_names(environ, world) == ["Rowan"]
    again = run(environ, "keys", "new")
    assert again.exit_code == 2
    dropped = run(environ, "keys", "drop")
    assert dropped.exit_code == 0, dropped.output
    assert not (folder / "service.old.key").exists()
    assert case_names(environ, world) == ["Rowan"]
    for said in (made, again, dropped):
        assert first not in said.output
        assert second not in said.output


def test_a_key_that_is_needed_stays(environ: Environ, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    run(environ, "keys", "new")
    monkeypatch.setattr(rotation, "run", lambda _: 0)
    refused = run(environ, "keys", "drop")
    assert refused.exit_code == 2
    assert "not under the new service key" in refused.output
    assert case_names(environ, world) == ["Rowan"]


def test_no_new_key_while_the_service_runs(environ: Environ, world: World) -> None:
    """A process that knows the older key alone could not read what others write."""
    settings = Settings.load(environ)
    with family_lock(world.database, settings.state):
        assert run(environ, "keys", "new").exit_code == 2
    assert Settings.load(environ).older_service_keys == ()


def test_killed_half_way_it_is_run_again(environ: Environ, world: World, tmp_path: Path) -> None:
    folder = tmp_path / "state" / "secrets"
    text = (folder / "service.key").read_text(encoding="ascii")
    (folder / "service.old.key").write_text(text, encoding="ascii")
    (folder / "service.old.key").chmod(0o600)
    (folder / "service.key.part").write_text("x", encoding="ascii")
    assert case_names(environ, world) == ["Rowan"]
    assert run(environ, "keys", "new").exit_code == 0
    assert (folder / "service.key").read_text(encoding="ascii") != text
    assert case_names(environ, world) == ["Rowan"]
