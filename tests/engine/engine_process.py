"""A real engine in a process of its own, and a client that signs."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bot.signature import HEADER, sign

ROOT = Path(__file__).resolve().parent.parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, key: bytes, action_port: int, port: int) -> dict[str, str]:
    """Return the whole environment that an engine is given: an allow-list, not this process's."""
    key_file = folder / "engine.key"
    key_file.write_bytes(key)
    key_file.chmod(0o600)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "BEFOREHAND_ENGINE_PORT": str(port),
        "BEFOREHAND_ACTION_PORT": str(action_port),
        "BEFOREHAND_ENGINE_KEY_FILE": str(key_file),
    }


class Engine:
    """One engine. Its whole output goes to one file, which the tests search."""

    def __init__(self, folder: Path, key: bytes, action_port: int, **more: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.key = key
        self.port = free_port()
        self.output = folder / "output.txt"
        began = time.monotonic()
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot.engine"],
                cwd=ROOT,
                env=environment(folder, key, action_port, self.port) | more,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self._wait_until_ready()
        self.seconds_to_ready = time.monotonic() - began

    def _wait_until_ready(self) -> None:
        for _ in range(600):
            if self.process.poll() is not None:
                raise AssertionError(f"the engine ended: {self.output.read_text()}")
            try:
                if self.get("/health")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        self.close()
        raise AssertionError("the engine was not ready after a minute")

    def get(self, path: str) -> tuple[int, bytes]:
        return self._send("GET", path, None, {})

    def post(self, body: bytes, header: str | None) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/json"}
        if header is not None:
            headers[HEADER] = header
        return self._send("POST", "/webhooks/turn/", body, headers)

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def ask(self, **turn: Any) -> tuple[int, dict[str, Any]]:
        """Send one signed turn; `turn`, `language` and `state` have defaults."""
        whole = {"turn": secrets.token_hex(8), "language": "en", "state": None} | turn
        body = json.dumps(whole).encode()
        status, answer = self.post(body, sign(self.key, body, time.time()))
        return status, json.loads(answer) if answer else {}

    def close(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
