"""A configuration that would keep or show what people say: no start, one clear line (S-01, A-10)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.engine.engine_process import ROOT, Engine, environment, free_port
from tests.engine.guide_actions import ActionServer

ENDPOINTS = (ROOT / "endpoints.yml").read_text()
CREDENTIALS = (ROOT / "credentials.yml").read_text()
KEY = b"k" * 40


def start(folder: Path, *arguments: str, **more: str | None) -> str:
    """Start an engine that must refuse; return its one line."""
    given = environment(folder, KEY, free_port(), free_port())
    for name, value in more.items():
        given.pop(name, None)
        if value is not None:
            given[name] = value
    done = subprocess.run(
        [sys.executable, "-m", "bot.engine", *arguments],
        cwd=ROOT, env=given, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("The engine does not start: ")
    return lines[0]


@pytest.mark.parametrize("argument", ["--enable-api", "--debug", "--cors", "--auth-token", "run", "-vv"])
def test_arguments(folder: Path, argument: str) -> None:
    assert argument in start(folder, argument)


@pytest.mark.parametrize(
    ("name", "value"),
    [("RASA_TELEMETRY_ENABLED", "true"), ("LOG_LEVEL", "DEBUG"), ("LOG_LEVEL_LIBRARIES", "debug")],
)
def test_what_would_be_told_or_printed(folder: Path, name: str, value: str) -> None:
    assert name in start(folder, **{name: value})


@pytest.mark.parametrize(
    "name", ["BEFOREHAND_ENGINE_PORT", "BEFOREHAND_ACTION_PORT", "BEFOREHAND_ENGINE_KEY_FILE"]
)
@pytest.mark.parametrize("value", [None, "", "../x", "-1"])
def test_settings_that_are_missing_or_nonsense(folder: Path, name: str, value: str | None) -> None:
    assert name in start(folder, **{name: value})


@pytest.mark.parametrize(("content", "mode"), [(b"too-little", 0o600), (b"", 0o600), (KEY, 0o644)])
def test_a_weak_key(folder: Path, content: bytes, mode: int) -> None:
    path = folder / "weak.key"
    path.write_bytes(content)
    path.chmod(mode)
    line = start(folder, BEFOREHAND_ENGINE_KEY_FILE=str(path))
    assert "BEFOREHAND_ENGINE_KEY_FILE" in line
    assert content.decode() not in line or not content


@pytest.mark.parametrize(
    "endpoints",
    [
        ENDPOINTS.replace("turns.TurnStore", "turns.TurnStoreX"),
        ENDPOINTS.replace("bot.engine.turns.TurnStore", "SQL"),
        ENDPOINTS.replace("bot.engine.turns.TurnStore", "InMemoryTrackerStore"),
        ENDPOINTS.replace("tracker_store:", "other_store:"),
        ENDPOINTS + "\nevent_broker:\n  type: pika\n  url: localhost\n",
        ENDPOINTS + "\nmodels:\n  url: http://127.0.0.1:9/model\n",
        "",
        "tracker_store: [",
    ],
)
def test_endpoints_that_keep_or_send(folder: Path, endpoints: str) -> None:
    (folder / "endpoints.yml").write_text(endpoints)
    (folder / "credentials.yml").write_text(CREDENTIALS)
    assert "endpoints.yml" in start(folder, BEFOREHAND_ENGINE_FILES=str(folder))


@pytest.mark.parametrize("more", ["rest: {}\n", "socketio: {}\n"])
def test_another_door(folder: Path, more: str) -> None:
    (folder / "endpoints.yml").write_text(ENDPOINTS)
    (folder / "credentials.yml").write_text(CREDENTIALS + more)
    assert "credentials.yml" in start(folder, BEFOREHAND_ENGINE_FILES=str(folder))


def test_no_model(folder: Path) -> None:
    assert "model" in start(folder, BEFOREHAND_ENGINE_MODEL=str(folder / "none.tar.gz"))


def test_a_broken_model(folder: Path) -> None:
    broken = folder / "broken.tar.gz"
    broken.write_bytes(b"not a model")
    assert "model" in start(folder, BEFOREHAND_ENGINE_MODEL=str(broken))


def test_a_port_in_use(folder: Path, engine: Engine) -> None:
    assert "in use" in start(folder, BEFOREHAND_ENGINE_PORT=str(engine.port))


def test_it_listens_on_loopback_only(engine: Engine) -> None:
    listening = [
        line.split()[1]
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/{engine.process.pid}/net/{table}").read_text().splitlines()[1:]
        if line.split()[3] == "0A" and line.split()[1].endswith(f":{engine.port:04X}")
    ]
    assert listening == [f"0100007F:{engine.port:04X}"]


def test_a_crash_leaves_no_memory_on_disk(engine: Engine) -> None:
    limits = Path(f"/proc/{engine.process.pid}/limits").read_text().splitlines()
    core = next(line for line in limits if line.startswith("Max core file size"))
    assert core.split()[4:6] == ["0", "0"]


def test_its_environment_holds_only_what_it_needs(engine: Engine) -> None:
    entries = Path(f"/proc/{engine.process.pid}/environ").read_bytes().split(b"\0")
    names = {entry.partition(b"=")[0].decode() for entry in entries if entry}
    allowed = {"PATH", "HOME", "TMPDIR", "BEFOREHAND_ENGINE_PORT", "BEFOREHAND_ACTION_PORT"}
    assert names <= allowed | {"BEFOREHAND_ENGINE_KEY_FILE"}
    assert engine.key not in Path(f"/proc/{engine.process.pid}/environ").read_bytes()


def test_it_ends_with_the_process_that_started_it(folder: Path, key: bytes, actions: ActionServer) -> None:
    given = environment(folder, key, actions.port, free_port())
    starter = (
        "import os, subprocess, sys\n"
        "os.environ['BEFOREHAND_ENGINE_PARENT'] = str(os.getpid())\n"
        "child = subprocess.Popen([sys.executable, '-m', 'bot.engine'], stderr=subprocess.PIPE)\n"
        "while b'ready' not in child.stderr.readline(): pass\n"
        "print(child.pid, flush=True)\n"
        "os._exit(1)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", starter],
        cwd=ROOT, env=given, stdout=subprocess.PIPE, timeout=60, check=False,
    )  # fmt: skip
    _wait_until_gone(int(done.stdout))


def _wait_until_gone(pid: int) -> None:
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        if state == "Z":
            return
        time.sleep(0.1)
    raise AssertionError("the engine outlived the process that started it")
