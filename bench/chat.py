"""`./run bench chat`: a message into the web chat and its reply out, beside stock Rasa, in one call.

Everything is real: the family's process with its database on disk, the engine, forms over HTTP. Beside it
the same with two languages in the place of sixteen; and stock Rasa, which answers the same kind of text over
its REST channel with none of that around it.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil

from bench.engine import agreed, both
from bench.engine import texts as stock_texts
from bot.demo.people import make_family
from bot.records.database import Database
from tests.faults.core_process import CoreProcess
from tests.faults.languages_cli import ALL
from tests.faults.test_core_killed import Writer, drained, kept, let_in

TURNS = 30
CROWD = 50
EACH = 6
WORDS = "We went to the park with the dog on Sunday and she laughed, number {number}"


def main(_: list[str]) -> int:
    """Print medians and ratios; 1 when an aim is missed."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measure(Path(folder)))


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of each turn: one person's with sixteen languages and with two, stock Rasa's, and a crowd's;
    answers lost; MB of either core and of the engine at the end, and how much `more` the one took when ready.
    """

    alone: list[float]
    with_two: list[float]
    stock: list[float]
    crowd: list[float]
    lost: int
    core: float
    core_with_two: float
    engine: float
    more: float


async def _measure(folder: Path) -> int:
    with _running(folder / "sixteen", ALL, CROWD) as sixteen, _running(folder / "two", "en,pl", 1) as two:
        more = _memory(sixteen.core)[0] - _memory(two.core)[0]
        alone, with_two, stock = await _alone(sixteen, two)
        crowd = await _crowd(sixteen)
        await drained(sixteen.database)
        lost = sum(
            writer.acknowledged != _told(kept(sixteen.database, writer), writer) for writer in sixteen.writers
        )
        core, engine = _memory(sixteen.core)
        core_with_two, _ = _memory(two.core)
    return _report(Measured(alone, with_two, stock, crowd, lost, core, core_with_two, engine, more))


@dataclass(frozen=True, slots=True)
class Running:
    """A core that is up, and the people who were let in."""

    core: CoreProcess
    database: Database
    writers: list[Writer]


@contextmanager
def _running(folder: Path, languages: str, people: int) -> Iterator[Running]:
    folder.mkdir()
    core = CoreProcess.of(folder)
    core.languages = languages
    began = time.monotonic()
    database = Database.open(core.settings)
    database.migrate()
    family = make_family(database, "test", datetime.now(UTC))
    writers = [let_in(database, family, number) for number in range(people)]
    core.start()
    try:
        core.wait_ready()
        taken = time.monotonic() - began
        print(f"core ({languages}) and engine ready {taken:.1f} s after {people} people were let in")
        yield Running(core, database, writers)
    finally:
        core.kill()


def _told(said: list[str], writer: Writer) -> list[str]:
    return [words for words in said if words in set(writer.acknowledged)]


async def _alone(sixteen: Running, two: Running) -> tuple[list[float], list[float], list[float]]:
    """One person's turns with sixteen languages, each followed by one with two and one of stock Rasa."""
    ours: list[float] = []
    with_two: list[float] = []
    theirs: list[float] = []
    with tempfile.TemporaryDirectory() as folder, httpx.Client(timeout=60, trust_env=False) as http:
        async with _client(sixteen, sixteen.writers[0]) as client, _client(two, two.writers[0]) as other:
            await client.get("/chat")
            await other.get("/chat")
            with both(Path(folder), http) as sides:
                said = agreed(sides, stock_texts())
                turn = sides[0].begin()
                for number in range(TURNS):
                    ours.append(await _turn(client, sixteen.writers[0], number))
                    with_two.append(await _turn(other, two.writers[0], number))
                    start = time.perf_counter()
                    turn(said[number % len(said)])
                    theirs.append(time.perf_counter() - start)
    return ours, with_two, theirs


async def _crowd(running: Running) -> list[float]:
    """Fifty people write at once."""
    times: list[float] = []

    async def one(writer: Writer) -> None:
        async with _client(running, writer) as client:
            await client.get("/chat")
            for number in range(EACH):
                times.append(await _turn(client, writer, 1000 + number))  # noqa: PERF401 - one after another

    await asyncio.gather(*(one(writer) for writer in running.writers))
    return times


def _client(running: Running, writer: Writer) -> httpx.AsyncClient:
    base = running.core.settings.family_url
    headers = {"Origin": base, "Sec-Fetch-Site": "same-origin"}
    return httpx.AsyncClient(
        base_url=base, cookies={"notes": writer.token}, headers=headers, timeout=60, trust_env=False
    )


async def _turn(client: httpx.AsyncClient, writer: Writer, number: int) -> float:
    """Post a message and fetch the page with its reply; seconds."""
    words = WORDS.format(number=number)
    form = {
        "csrf": writer.csrf,
        "message": os.urandom(16).hex(),
        "about": "parent.good.ordinary_moment",
        "words": words,
    }
    start = time.perf_counter()
    posted = await client.post("/say", data=form)
    page = await client.get("/chat")
    took = time.perf_counter() - start
    assert posted.status_code == 303, posted.status_code
    assert page.status_code == 200, page.status_code
    writer.acknowledged.append(words)
    return took


def _memory(core: CoreProcess) -> tuple[float, float]:
    """MB of core, and of what it started."""
    assert core._process is not None
    process = psutil.Process(core._process.pid)
    engine = sum(child.memory_info().rss for child in process.children(recursive=True))
    return process.memory_info().rss / 1e6, engine / 1e6


def _report(found: Measured) -> int:
    median, two, beside = (
        statistics.median(times) * 1000 for times in (found.alone, found.with_two, found.stock)
    )
    p95 = statistics.quantiles(found.crowd, n=20)[-1]
    print(f"one person, message in to page out: median {median:.0f} ms (aim: under 60)")
    print(
        f"    with two languages: {two:.0f} ms; sixteen take {median / two:.2f} times that (aim: under 1.3)"
    )
    print(f"    a bare turn of stock Rasa beside it: {beside:.0f} ms; ratio {beside / median:.1f}")
    print(
        f"{CROWD} people at once, {len(found.crowd)} turns: p95 {p95:.2f} s (aim: under 2), lost {found.lost}"
    )
    print(f"memory after that: core {found.core:.0f} MB (aim: under 260), engine {found.engine:.0f} MB (350)")
    print(f"    core with two languages: {found.core_with_two:.0f} MB (aim: under 200)")
    print(f"    when ready, sixteen take {found.more:.1f} MB more (aim: under 60)")
    fast = median < 60 and median / two < 1.3 and p95 < 2
    small = found.core_with_two < 200 and found.more < 60 and found.core < 260 and found.engine < 350
    return 0 if fast and small and found.lost == 0 else 1
