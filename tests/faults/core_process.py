"""The family's process as it runs for real, started and killed from outside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from bot.conversation.engine_process import EngineProcess, listens
from bot.settings import Settings
from tests.stack import environment

READY_WITHIN = 60.0
LANGUAGES_CLI = "tests.faults.languages_cli"


@dataclass(slots=True)
class CoreProcess:
    """`./run serve family` in a process group of its own; its output goes to a file.

    `prefix` is a command that starts it somewhere else, as in another network namespace. `languages` are
    those it offers, as `languages_cli` reads them: English alone loads fastest.
    """

    environ: dict[str, str]
    port: int
    output: Path
    prefix: tuple[str, ...] = ()
    languages: str = "en"
    _process: subprocess.Popen[bytes] | None = field(default=None)

    @classmethod
    def of(cls, state: Path, **more: str) -> CoreProcess:
        environ = environment(state, **more)
        return cls(environ, int(environ["BEFOREHAND_FAMILY_PORT"]), state / "core.log")

    @property
    def settings(self) -> Settings:
        return Settings.load(self.environ)

    def start(self) -> None:
        with self.output.open("ab") as output:
            self._process = subprocess.Popen(
                [*self.prefix, sys.executable, "-m", LANGUAGES_CLI, self.languages, "serve", "family"],
                env=os.environ | self.environ,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def wait_ready(self) -> None:
        """Wait until it listens; what it printed is in the error when it ends instead."""
        ends = time.monotonic() + READY_WITHIN
        while time.monotonic() < ends:
            if listens(self.port):
                return
            assert self._process is not None
            assert self._process.poll() is None, self.output.read_text()[-2000:]
            time.sleep(0.05)
        raise AssertionError(self.output.read_text()[-2000:])

    def kill(self) -> None:
        """As the kernel would: at once, in the middle of whatever it does."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> float:
        """Ask it to stop; return how many seconds that took."""
        assert self._process is not None
        began = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=30)
        return time.monotonic() - began


async def engine_of(settings: Settings) -> EngineProcess:
    """Start an engine of its own for a core that is killed: the core uses what already listens."""
    engine = EngineProcess(
        settings.engine_port, settings.action_port, settings.engine_key_file, settings.state / "engine.log"
    )
    await engine._start()
    await engine.ready()
    return engine
