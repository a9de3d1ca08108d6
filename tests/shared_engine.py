"""One engine for all products that a process of tests starts, one after another.

It keeps nothing between turns (decision 2), and takes five seconds to start.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from bot.conversation.engine_process import PYTHON, READY_WITHIN, ROOT, EngineProcess, free_port, listens
from bot.secret_files import make_secrets


def shared_engine() -> Mapping[str, str]:
    """Return the settings of a product that uses it; none while another product does."""
    settings = _started()
    return {} if listens(int(settings["BEFOREHAND_ACTION_PORT"])) else settings


@cache
def _started() -> Mapping[str, str]:
    folder = Path(tempfile.mkdtemp(prefix="beforehand-engine-"))
    make_secrets(folder)
    key = folder / "secrets" / "engine.key"
    engine = EngineProcess(free_port(), free_port(), key, folder / "engine.log")
    with engine.log_file.open("ab") as log:
        process = subprocess.Popen(
            [str(PYTHON), "-m", "bot.engine"],
            cwd=ROOT,
            env=dict(engine.environment()),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    atexit.register(_end, process)
    deadline = time.monotonic() + READY_WITHIN
    while not listens(engine.port):
        assert process.poll() is None, engine.log_file.read_text()
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return {
        "BEFOREHAND_ENGINE_PORT": str(engine.port),
        "BEFOREHAND_ACTION_PORT": str(engine.action_port),
        "BEFOREHAND_ENGINE_KEY_FILE": str(key),
    }


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
