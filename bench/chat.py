"""`./run bench chat`: a message into the web chat and its reply out, beside stock Rasa, in one call.

Everything is real: the family's process with its database on disk, the engine, forms over HTTP. Stock Rasa
answers the same kind of text over its REST channel with none of that around it.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil

from bench.engine import agreed, both
from bench.engine import texts as stock_texts
from bot.demo.people import make_family
from bot.records.database import Database
from tests.faults.core_process import CoreProcess
from tests.faults.test_core_killed import Writer, drained, kept, let_in

TURNS = 30
CROWD = 50
EACH = 6
WORDS = "We went to the park with the dog on Sunday and she laughed, number {number}"


def main(_: list[str]) -> int:
    """Print medians and ratios; 1 when an aim is missed."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> int:
    core = CoreProcess.of(folder)
    began = time.monotonic()
    settings = core.settings
    database = Database.open(settings)
    database.migrate()
    family = make_family(database, "test", datetime.now(UTC))
    writers = [let_in(database, family, number) for number in range(CROWD)]
    core.start()
    await asyncio.to_thread(core.wait_ready)
    print(f"core and engine ready {time.monotonic() - began:.1f} s after {CROWD} people were let in")
    try:
        alone, stock = await _alone(settings.family_url, writers[0])
        crowd = await _crowd(settings.family_url, writers)
        await drained(database)
        lost = sum(writer.acknowledged != _told(kept(database, writer), writer) for writer in writers)
        memory = _memory(core)
    finally:
        core.kill()
    return _report(alone, stock, crowd, lost, memory)


def _told(said: list[str], writer: Writer) -> list[str]:
    return [words for words in said if words in set(writer.acknowledged)]


async def _alone(base: str, writer: Writer) -> tuple[list[float], list[float]]:
    """One person's turns, each followed by a turn of stock Rasa."""
    ours: list[float] = []
    theirs: list[float] = []
    with tempfile.TemporaryDirectory() as folder, httpx.Client(timeout=60, trust_env=False) as http:
        async with _client(base, writer) as client:
            await client.get("/chat")
            with both(Path(folder), http) as sides:
                said = agreed(sides, stock_texts())
                turn = sides[0].begin()
                for number in range(TURNS):
                    ours.append(await _turn(client, writer, number))
                    start = time.perf_counter()
                    turn(said[number % len(said)])
                    theirs.append(time.perf_counter() - start)
    return ours, theirs


async def _crowd(base: str, writers: list[Writer]) -> list[float]:
    """Fifty people write at once."""
    times: list[float] = []

    async def one(writer: Writer) -> None:
        async with _client(base, writer) as client:
            await client.get("/chat")
            for number in range(EACH):
                times.append(await _turn(client, writer, 1000 + number))  # noqa: PERF401 - one after another

    await asyncio.gather(*(one(writer) for writer in writers))
    return times


def _client(base: str, writer: Writer) -> httpx.AsyncClient:
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


def _memory(core: CoreProcess) -> dict[str, float]:
    assert core._process is not None
    process = psutil.Process(core._process.pid)
    engine = sum(child.memory_info().rss for child in process.children(recursive=True))
    return {"core": process.memory_info().rss / 1e6, "engine": engine / 1e6}


def _report(
    alone: list[float], stock: list[float], crowd: list[float], lost: int, memory: dict[str, float]
) -> int:
    median, beside = statistics.median(alone) * 1000, statistics.median(stock) * 1000
    p95 = statistics.quantiles(crowd, n=20)[-1]
    print(f"one person, message in to page out: median {median:.0f} ms (aim: under 60)")
    print(f"    a bare turn of stock Rasa beside it: {beside:.0f} ms; ratio {beside / median:.1f}")
    print(f"{CROWD} people at once, {len(crowd)} turns: p95 {p95:.2f} s (aim: under 2), lost {lost}")
    print(
        f"memory: core {memory['core']:.0f} MB (aim: under 200), engine {memory['engine']:.0f} MB (under 350)"
    )
    met = median < 60 and p95 < 2 and lost == 0 and memory["core"] < 200 and memory["engine"] < 350
    return 0 if met else 1
