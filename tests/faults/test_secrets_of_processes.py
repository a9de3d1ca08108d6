"""S-06: what the process list and a process's environment tell anybody on the machine: no secret."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from bench.processes import started
from bot.conversation.engine_process import PASSED_ON
from bot.demo.people import make_family
from bot.records.database import Database
from tests.faults.core_process import CoreProcess
from tests.postgres import running_server
from tests.telegram_server import TOKEN

MAIL_PASSWORD, DATABASE_PASSWORD, OF_ANOTHER = "a-mail-password-kanarek", "a-database-kanarek", "kanarek-else"
# All that the engine may be told, beside what every program needs to find its files.
TOLD_TO_ENGINE = {
    "BEFOREHAND_ENGINE_PORT",
    "BEFOREHAND_ACTION_PORT",
    "BEFOREHAND_ENGINE_KEY_FILE",
    "BEFOREHAND_ENGINE_PARENT",
    "RASA_TELEMETRY_ENABLED",
    "PYTHONUNBUFFERED",
}


def secret_file(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.touch(mode=0o600)
    path.write_text(text)
    return str(path)


@pytest.fixture
def processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, psutil.Process]]:
    """Core, its engine and the portal, with every secret that they can be given, over PostgreSQL."""
    # What else an account has in its environment is nothing to the engine.
    monkeypatch.setenv("SOMEBODY_ELSES_TOKEN", OF_ANOTHER)
    with running_server() as server:
        url = server.url(server.create()).replace("postgres@", f"postgres:{DATABASE_PASSWORD}@")
        core = CoreProcess.of(
            tmp_path / "state",
            BEFOREHAND_TELEGRAM_TOKEN_FILE=secret_file(tmp_path, "telegram", TOKEN),
            BEFOREHAND_TELEGRAM_API="http://127.0.0.1:9",
            BEFOREHAND_SMTP_URL_FILE=secret_file(tmp_path, "mail", f"smtp://us:{MAIL_PASSWORD}@127.0.0.1:9"),
            BEFOREHAND_DATABASE_URL_FILE=secret_file(tmp_path, "database", url),
        )
        database = Database.open(core.settings)
        database.migrate()
        make_family(database, "test", datetime.now(UTC))
        database.close()
        core.start()
        command = [sys.executable, "-m", "bot.cli", "serve", "portal"]
        try:
            core.wait_ready()
            address = f"{core.settings.portal_url}/sign-in"
            with started(command, tmp_path, os.environ | core.environ, address) as (portal, _):
                assert core._process is not None
                parent = psutil.Process(core._process.pid)
                (engine,) = parent.children()
                yield {"core": parent, "engine": engine, "portal": portal}
        finally:
            core.kill()


def test_no_secret_is_among_arguments_or_in_an_environment(
    processes: dict[str, psutil.Process], tmp_path: Path
) -> None:
    """S-06: by value, of every secret there is; the engine is told of one file and of nothing else."""
    keys = [path.read_text().strip() for path in (tmp_path / "state" / "secrets").glob("*.key")]
    assert len(keys) >= 3
    secrets = [*keys, TOKEN, MAIL_PASSWORD, DATABASE_PASSWORD]
    seen = 0
    # The list as anybody sees it: of these processes, and of whatever else was started meanwhile.
    for process in psutil.process_iter():
        try:
            arguments = " ".join(process.cmdline())
        except psutil.Error:
            continue
        seen += 1
        assert [one for one in secrets if one in arguments] == []
    assert seen > 3
    for name, process in processes.items():
        environment = process.environ()
        assert environment, name
        told = "\n".join(environment.values())
        assert [one for one in secrets if one in told] == [], name
    engine = processes["engine"].environ()
    assert OF_ANOTHER in processes["core"].environ().values(), "there was something to keep from it"
    assert OF_ANOTHER not in engine.values()
    assert set(engine) - set(PASSED_ON) - {"LC_CTYPE"} <= TOLD_TO_ENGINE
    assert {"BEFOREHAND_ENGINE_KEY_FILE"} <= set(engine)
