"""A-10, S-02: from another machine no door of ours is open, not even one that would refuse.

The product runs in a network namespace of its own, and somebody knocks from a second one.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo.people import make_family
from bot.records.database import Database
from tests.faults.core_process import CoreProcess
from tests.tables import make_tables

HERE, THERE = "bh-here", "bh-there"
ADDRESS, VISITOR = "10.231.7.1", "10.231.7.2"
KNOCK = """
import socket, sys
for port in sys.argv[2:]:
    with socket.socket() as probe:
        probe.settimeout(1)
        print(port, probe.connect_ex((sys.argv[1], int(port))) == 0)
"""


def ip(*arguments: str, check: bool = True) -> None:
    subprocess.run(["/usr/sbin/ip", *arguments], check=check, capture_output=True)


def inside(space: str) -> tuple[str, ...]:
    return ("/usr/sbin/ip", "netns", "exec", space)


@pytest.fixture
def two_machines() -> Iterator[None]:
    """Two namespaces with one cable between them."""
    for space in (HERE, THERE):
        ip("netns", "del", space, check=False)
        ip("netns", "add", space)
        ip("-n", space, "link", "set", "lo", "up")
    ip("-n", HERE, "link", "add", "bh0", "type", "veth", "peer", "name", "bh1", "netns", THERE)
    for space, device, address in ((HERE, "bh0", ADDRESS), (THERE, "bh1", VISITOR)):
        ip("-n", space, "address", "add", f"{address}/30", "dev", device)
        ip("-n", space, "link", "set", device, "up")
    yield
    for space in (HERE, THERE):
        ip("netns", "del", space)


def open_doors(space: str, address: str, ports: list[str]) -> set[str]:
    """Those of the ports that somebody in that namespace can connect to."""
    knock = [*inside(space), sys.executable, "-c", KNOCK, address, *ports]
    said = subprocess.run(knock, check=True, capture_output=True, text=True, timeout=60).stdout
    answers = dict(line.split() for line in said.splitlines())
    assert set(answers) == set(ports)
    return {port for port, is_open in answers.items() if is_open == "True"}


@pytest.mark.usefixtures("two_machines")
def test_no_door_is_open_to_another_machine(tmp_path: Path) -> None:
    core = CoreProcess.of(tmp_path / "state")
    core.prefix = inside(HERE)
    settings = core.settings
    ports = [
        str(port)
        for port in (
            settings.family_port,
            settings.engine_port,
            settings.action_port,
            settings.operations_port,
        )
    ]
    prepare(core)
    core.start()
    listener = subprocess.Popen(
        [*inside(HERE), sys.executable, "-m", "http.server", "18999"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        ends = time.monotonic() + 60
        while open_doors(HERE, "127.0.0.1", ports) != set(ports):
            assert time.monotonic() < ends, core.output.read_text()[-2000:]
            time.sleep(0.5)
        assert open_doors(THERE, ADDRESS, ["18999"]) == {"18999"}, "the visitor cannot knock at all"
        assert open_doors(THERE, ADDRESS, ports) == set()
        assert open_doors(HERE, ADDRESS, ports) == set()
    finally:
        listener.kill()
        listener.wait()
        core.kill()


def prepare(core: CoreProcess) -> None:
    """Make the database that it serves."""
    database = Database.open(core.settings)
    make_tables(database)
    make_family(database, "test", datetime.now(UTC))
    database.close()
