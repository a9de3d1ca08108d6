"""Processes under measurement: started on loopback, waited for, weighed and ended."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

ROOT = Path(__file__).resolve().parent.parent
ENGINE_PYTHON = ROOT / ".venv-engine" / "bin" / "python"
STOCK_PYTHON = ROOT / ".venv-stock" / "bin" / "python"


def free_port() -> int:
    """Return a port that nothing listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return a small environment of its own for one process."""
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder), **more}


@contextmanager
def started(
    command: list[str], folder: Path, env: dict[str, str], health: str, cwd: Path = ROOT
) -> Iterator[tuple[psutil.Process, float]]:
    """Run a server until the block ends; give its process and the seconds until `health` answered.

    Raises RuntimeError with the end of its output when it ends early or takes two minutes.
    """
    log = folder / f"{Path(health).name or 'server'}-{time.monotonic_ns()}.log"
    began = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=cwd, env=env, stdout=output, stderr=subprocess.STDOUT)
    try:
        while not _healthy(health):
            if process.poll() is not None or time.monotonic() - began > 120:
                raise RuntimeError(f"not ready: {log.read_text()[-2000:]}")
            time.sleep(0.05)
        yield psutil.Process(process.pid), time.monotonic() - began
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _healthy(address: str) -> bool:
    try:
        return httpx.get(address, timeout=2, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def megabytes(folder: Path) -> int:
    """Return what a folder takes on disk, in MB; a file linked twice counts once."""
    seen: set[tuple[int, int]] = set()
    blocks = 0
    for path in folder.rglob("*"):
        facts = path.lstat()
        if (facts.st_dev, facts.st_ino) not in seen:
            seen.add((facts.st_dev, facts.st_ino))
            blocks += facts.st_blocks
    return round(blocks * 512 / 1e6)
