"""The engine as a child process: started with an allow-list of environment, started again when it ends."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import SettingsRefused

log = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-engine" / "bin" / "python"
READY_WITHIN = 60.0
STOP_WITHIN = 8.0
LOOK_AGAIN = 0.5
PASSED_ON = ("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR")


@dataclass(slots=True)
class EngineProcess:
    """One engine on loopback. `log_file` takes its output, which never holds what a person typed."""

    port: int
    action_port: int
    key_file: Path
    log_file: Path
    _process: asyncio.subprocess.Process | None = None
    _stopping: bool = field(default=False)

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def environment(self) -> Mapping[str, str]:
        """Return all that the engine is told: no database, no other key, no token."""
        passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        return passed | {
            "BEFOREHAND_ENGINE_PORT": str(self.port),
            "BEFOREHAND_ACTION_PORT": str(self.action_port),
            "BEFOREHAND_ENGINE_KEY_FILE": str(self.key_file),
            "RASA_TELEMETRY_ENABLED": "false",
            "BEFOREHAND_ENGINE_PARENT": str(os.getpid()),
            "PYTHONUNBUFFERED": "1",
        }

    async def keep_running(self) -> None:
        """See that an engine runs, until `stop`.

        One that listens already is used as long as it lives; ours is started when none does.
        """
        while not self._stopping:
            if await asyncio.to_thread(listens, self.port):
                await asyncio.sleep(LOOK_AGAIN)
                continue
            await self._start()
            assert self._process is not None  # noqa: S101 - set by _start
            code = await self._process.wait()
            if not self._stopping:
                log.warning("engine ended", extra={"code": code})
                await asyncio.sleep(0.5)

    async def ready(self) -> None:
        """Wait until it listens. Raises SettingsRefused, with the log's place, if it does not start."""
        for _ in range(int(READY_WITHIN * 10)):
            if await asyncio.to_thread(listens, self.port):
                return
            await asyncio.sleep(0.1)
        raise SettingsRefused("The engine did not start.", remedy=f"Read {self.log_file}.")

    async def kill(self) -> None:
        """End it at once, as a crash would; `keep_running` starts it again."""
        if self._process is not None and self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            await self._process.wait()

    async def stop(self) -> None:
        """End it, and everything it started."""
        self._stopping = True
        if self._process is None or self._process.returncode is not None:
            return
        os.killpg(self._process.pid, signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_WITHIN):
                await self._process.wait()
        except TimeoutError:
            os.killpg(self._process.pid, signal.SIGKILL)
            await self._process.wait()

    async def _start(self) -> None:
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        with self.log_file.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                str(PYTHON),
                "-m",
                "bot.engine",
                cwd=ROOT,
                env=dict(self.environment()),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )


def listens(port: int) -> bool:
    """Whether something answers on this loopback port."""
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """Return a loopback port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
