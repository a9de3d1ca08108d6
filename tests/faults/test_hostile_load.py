"""L-03, L-04: what is sent to exhaust a process is refused, and the process stays as small as it was.

Seconds are what `./run bench portal` prints; here whoever waits, waits a bounded time and no more.
"""

from __future__ import annotations

import gzip
import re
import socket
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil
import pytest

from bench.processes import environment as small_environment
from bench.processes import started
from bot.demo.people import make_family
from bot.records.database import Database
from bot.settings import Settings
from tests.faults.core_process import CoreProcess

# Refused within so many seconds (L-04), and a little for a machine that others use too.
REFUSED_WITHIN = 10.0 + 5.0
MOST_MORE, MOST_MORE_SIGNING_IN = 50, 256
MEGABYTE = 2**20
SLOW, SIGN_INS = 200, 50
TOKEN = re.compile(r'name="csrf" value="([^"]*)"')
DOORS = ("family", "portal", "actions", "operations", "engine")


@dataclass
class Running:
    """Both processes and the engine, as `./run serve` has them."""

    settings: Settings
    core: psutil.Process
    portal: psutil.Process
    engine: psutil.Process

    def door(self, name: str) -> tuple[int, psutil.Process]:
        held = self.settings
        return {
            "family": (held.family_port, self.core),
            "portal": (held.portal_port, self.portal),
            "actions": (held.action_port, self.core),
            "operations": (held.operations_port, self.core),
            "engine": (held.engine_port, self.engine),
        }[name]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("hostile")
    core = CoreProcess.of(folder)
    database = Database.open(core.settings)
    database.migrate()
    make_family(database, "test", datetime.now(UTC))
    database.close()
    core.start()
    command = [sys.executable, "-m", "bot.cli", "serve", "portal"]
    environ = small_environment(folder, **core.environ)
    try:
        core.wait_ready()
        with started(command, folder, environ, f"{core.settings.portal_url}/sign-in") as (portal, _):
            assert core._process is not None
            parent = psutil.Process(core._process.pid)
            (engine,) = parent.children()
            yield Running(core.settings, parent, portal, engine)
    finally:
        core.kill()


@dataclass
class Memory:
    """How much more a process ever held than at the start, in MB."""

    process: psutil.Process

    def __post_init__(self) -> None:
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")  # the peak counts from now on
        self.before = self.process.memory_info().rss / MEGABYTE

    @property
    def more(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", status)
        return int(peak) / 1024 - self.before


def request(head: str, *lines: str, body: bytes = b"", length: int | None = None) -> bytes:
    stated = len(body) if length is None else length
    text = "\r\n".join([head, "Host: localhost", *lines, f"Content-Length: {stated}", "", ""])
    return text.encode() + body


def large_body(_: str) -> bytes:
    form = "Content-Type: application/x-www-form-urlencoded"
    return request("POST /sign-in HTTP/1.1", form, body=b"a=" + b"x" * 9 * MEGABYTE)


def endless_body(_: str) -> bytes:
    chunk = b"8000\r\n" + b"x" * 0x8000 + b"\r\n"
    head = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + chunk * 400


def bomb(kind: str) -> bytes:
    packed = {"gzip": gzip.compress, "deflate": zlib.compress}[kind](bytes(200 * MEGABYTE))
    return request("POST /sign-in HTTP/1.1", f"Content-Encoding: {kind}", body=packed)


def many_headers(_: str) -> bytes:
    return request("GET /sign-in HTTP/1.1", *(f"X-{number}: y" for number in range(10_000)))


def long_header(_: str) -> bytes:
    return request("GET /sign-in HTTP/1.1", "X-Long: " + "y" * 4 * MEGABYTE)


ATTACKS: dict[str, Callable[[str], bytes]] = {
    "large body": large_body,
    "endless body": endless_body,
    "gzip": bomb,
    "deflate": bomb,
    "many headers": many_headers,
    "long header": long_header,
}


def answer(port: int, body: bytes) -> str:
    """Send it, or as much as is taken; return the first line of what came back, "" when it was cut off."""
    with socket.create_connection(("127.0.0.1", port), timeout=REFUSED_WITHIN) as here:
        try:
            here.sendall(body)
            said = here.recv(4096)
        except (ConnectionResetError, BrokenPipeError):
            return ""
    return said.partition(b"\r\n")[0].decode()


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("door", DOORS)
def test_what_is_too_much_is_refused_and_leaves_the_process_as_it_was(
    running: Running, door: str, attack: str
) -> None:
    """L-04: on each door, eight at a time. None of them is 200, 303 or a fault."""
    port, process = running.door(door)
    body, memory = ATTACKS[attack](attack), Memory(process)
    with ThreadPoolExecutor(8) as threads:
        said = list(threads.map(lambda _: answer(port, body), range(8)))
    assert {one.split(" ")[1][0] if one else "4" for one in said} == {"4"}, said
    assert memory.more <= MOST_MORE
    assert process.is_running()


@pytest.mark.parametrize("half", ["head", "body", "nothing", "empty lines"])
def test_who_is_slow_on_purpose_is_cut_off_and_holds_nobody_up(running: Running, half: str) -> None:
    """L-04, slowloris: two hundred connections to the doors of core and portal, a byte now and then."""
    doors = [running.door(name) for name in DOORS if name != "engine"]
    begin = {
        "head": b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
        "body": request("POST /sign-in HTTP/1.1", "Content-Type: text/plain", body=b"a", length=5000),
        "nothing": b"",
        # A whole request, and after it what is none and yet no silence.
        "empty lines": request("GET /sign-in HTTP/1.1"),
    }[half]
    drop = {"nothing": b"", "empty lines": b"\r\n"}.get(half, b"y")
    memory = [Memory(running.core), Memory(running.portal)]
    ports = [port for port, _ in doors] * (SLOW // len(doors))
    held = [socket.create_connection(("127.0.0.1", port), timeout=REFUSED_WITHIN) for port in ports]
    try:
        for one in held:
            one.sendall(begin)
        # Somebody else is answered meanwhile.
        for port, _ in doors:
            assert answer(port, request("GET /sign-in HTTP/1.1", "Connection: close")).startswith("HTTP/1.1 ")
        ends = time.monotonic() + REFUSED_WITHIN
        while any(is_open(one) for one in held):
            assert time.monotonic() < ends, "still held"
            for one in held:
                drip(one, drop)
            time.sleep(0.5)
    finally:
        for one in held:
            one.close()
    assert max(one.more for one in memory) <= MOST_MORE


def drip(here: socket.socket, byte: bytes) -> None:
    try:
        here.sendall(byte)
    except OSError:
        return


def is_open(here: socket.socket) -> bool:
    """Whether the other side has not closed. What it said before is passed over."""
    here.setblocking(False)
    try:
        while here.recv(65536):
            continue
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        here.settimeout(REFUSED_WITHIN)
    return False


@pytest.mark.parametrize("door", ["family", "portal"])
def test_requests_sent_without_waiting_are_answered_in_turn(running: Running, door: str) -> None:
    """L-04, pipelining: a thousand requests in one breath on each of four connections."""
    port, process = running.door(door)
    many = request("GET /nowhere HTTP/1.1") * 999 + request("GET /nowhere HTTP/1.1", "Connection: close")
    memory = Memory(process)

    def pipeline(_: int) -> int:
        with socket.create_connection(("127.0.0.1", port), timeout=60) as here:
            here.sendall(many)
            said = bytearray()
            while got := here.recv(65536):
                said += got
        return said.count(b"HTTP/1.1 4")

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(pipeline, range(4))) == [1000] * 4
    assert memory.more <= MOST_MORE


def test_fifty_sign_ins_at_once_are_all_answered_in_bounded_memory(running: Running) -> None:
    """L-03: argon2 at its real cost, one by one. The chat's p95 beside it is `./run bench portal`'s."""
    base, memory = running.settings.portal_url, Memory(running.portal)

    def sign_in(number: int) -> int:
        with httpx.Client(base_url=base, timeout=120, trust_env=False) as client:
            token = TOKEN.search(client.get("/sign-in").text)
            assert token
            email = f"nobody{number}@council.example"
            fields = {"csrf": token[1], "email": email, "password": "x" * 20, "code": "000000"}
            return client.post("/sign-in", data=fields).status_code

    with ThreadPoolExecutor(SIGN_INS) as threads:
        assert list(threads.map(sign_in, range(SIGN_INS))) == [403] * SIGN_INS
    # At 64 MB each, fifty at once would be over three thousand.
    assert 32 < memory.more <= MOST_MORE_SIGNING_IN
