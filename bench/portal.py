"""`./run bench portal`: a whole case opened, a long list, and fifty sign-ins at once beside people who write.

Everything is real: both processes with one database on disk, the engine, argon2 at its real cost, forms
over HTTP. Beside each figure stands a page that opens nothing, so that a busy machine can be told from a slow
page.
"""

from __future__ import annotations

import asyncio
import os
import re
import statistics
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import httpx
import psutil
import pyotp

from bench.chat import _client, _turn
from bench.processes import started
from bot.demo.people import Family, make_family
from bot.messages import Channel
from bot.records import cases, drafts, invites, meetings, participants, sending, staff
from bot.records.database import Database
from bot.records.drafts import NewPart
from bot.records.participants import NewParticipant
from bot.records.scopes import Role, WorkerScope
from bot.services.texts import Texts
from tests.faults.core_process import CoreProcess
from tests.faults.test_core_killed import Writer, let_in
from tests.portal.office import PASSWORD, make_texts

PEOPLE, ANSWERS, CASES, SIGN_INS, TIMES, WRITERS, EACH = 6, 300, 2000, 50, 40, 8, 8
PIN = "2580"
LONG_ENOUGH = "Wczoraj upiekłam z Kubą naleśniki i śmialiśmy się. " * 4
TOKEN = re.compile(r'name="csrf" value="([^"]*)"')


def main(_: list[str]) -> int:
    """Print medians and ratios; 1 when an aim is missed."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> int:
    core = CoreProcess.of(folder)
    settings = core.settings
    database = Database.open(settings)
    database.migrate()
    now = datetime.now(UTC)
    family = make_family(database, "test", now)
    writers = [let_in(database, family, number) for number in range(WRITERS)]
    secret, scope = _colleague(database, family, now)
    whole = _whole_case(database, make_texts(), scope, now)
    _many_cases(database, scope, now)
    core.start()
    await asyncio.to_thread(core.wait_ready)
    command = [sys.executable, "-m", "bot.cli", "serve", "portal"]
    try:
        environ, health = os.environ | core.environ, f"{settings.portal_url}/sign-in"
        with started(command, folder, environ, health) as (process, _):
            opened = await asyncio.to_thread(_pages, settings.portal_url, secret, whole)
            crowd = await _sign_ins(settings.portal_url, settings.family_url, process, writers)
    finally:
        core.kill()
    return _report(opened, crowd)


def _colleague(database: Database, family: Family, now: datetime) -> tuple[str, WorkerScope]:
    """Make somebody with no case, whose list and sign-in are measured."""
    council = family.scope.council
    with database.begin() as tx:
        link = staff.add(
            tx, council=council, email="bench@council.example", name="Bench (invented)", role=Role.WORKER,
            role_label="", now=now,
        )  # fmt: skip
        owner = staff.look_up_link(tx, link.token, now)
    early = now - timedelta(minutes=10)
    claimed = staff.claim_link(database, link.token, PASSWORD, pyotp.TOTP(owner.totp_secret).at(early), early)
    return owner.totp_secret, WorkerScope(claimed.staff_id, council, Role.WORKER)


def _whole_case(database: Database, texts: Texts, scope: WorkerScope, now: datetime) -> str:
    """Six people of one case who sent three hundred answers between them."""
    with database.begin() as tx:
        case = cases.create(tx, scope, "Whole", now)
        meetings.set_meeting(
            tx, scope, case.id, kind="initial_conference", nation="england",
            starts_at=now + timedelta(days=9), place="Town Hall", mode="in_person", now=now,
        )  # fmt: skip
    items = texts.content.items.values()
    asked = [item for item in items if item.kind == "question" and item.answer == "words"]
    assert len(asked) >= ANSWERS // PEOPLE
    for number in range(PEOPLE):
        with database.begin() as tx:
            new = NewParticipant("parent", f"Person {number} (invented)", "pl")
            person = participants.create(tx, scope, case.id, new, now)
            issued = invites.issue(tx, scope, person.id, now, pin=PIN)
        talk = invites.claim_link(database, issued.token, pin=PIN, channel=Channel.WEB, address=None, now=now)
        with database.begin() as tx:
            for item in islice(asked, ANSWERS // PEOPLE):
                said = "\n".join(texts.messages(item.id, "pl"))
                part = NewPart(item.id, item.version, "pl", said, "words", LONG_ENOUGH)
                drafts.keep(tx, talk.scope, f"turn-{item.id}", [part], now)
                drafts.set_sharing(tx, talk.scope, "read_out", item.id, now)
            sending.send(tx, talk.scope, now)
    return case.id


def _many_cases(database: Database, scope: WorkerScope, now: datetime) -> None:
    with database.begin() as tx:
        for number in range(CASES - 1):
            case = cases.create(tx, scope, f"Case {number}", now)
            meetings.set_meeting(
                tx, scope, case.id, kind="initial_conference", nation="england",
                starts_at=now + timedelta(hours=number + 1), place="Town Hall", mode="in_person", now=now,
            )  # fmt: skip
            for name in ("A", "B"):
                participants.create(tx, scope, case.id, NewParticipant("parent", name, "en"), now)


def _pages(base: str, secret: str, case: str) -> dict[str, float]:
    """Medians in seconds."""
    with httpx.Client(base_url=base, timeout=60, trust_env=False) as client:
        assert _enter(client, "bench@council.example", pyotp.TOTP(secret).now()) == httpx.codes.SEE_OTHER
        return {
            name: _median(client, path, holds)
            for name, path, holds in (
                ("plain", "/cases/new", "Make"),
                ("case", f"/cases/{case}/side-by-side", "naleśniki"),
                ("list", "/cases", "Case 0<"),
            )
        }


def _median(client: httpx.Client, path: str, holds: str) -> float:
    times = []
    for _ in range(TIMES):
        began = time.perf_counter()
        page = client.get(path)
        times.append(time.perf_counter() - began)
        assert page.status_code == httpx.codes.OK, page.status_code
        assert holds in page.text
    return statistics.median(times)


def _enter(client: httpx.Client, email: str, code: str) -> int:
    token = TOKEN.search(client.get("/sign-in").text)
    assert token
    fields = {"csrf": token[1], "email": email, "password": PASSWORD, "code": code}
    return client.post("/sign-in", data=fields).status_code


async def _sign_ins(
    portal: str, family: str, process: psutil.Process, writers: list[Writer]
) -> dict[str, float]:
    """People write, first alone and then while fifty sign in, with passwords that cost what right ones do.

    Of their turns only those count that began while somebody was still signing in.
    """
    alone = [took for _, took in await _writing(family, writers, 0)]
    before, most = process.memory_info().rss, [0]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            most[0] = max(most[0], process.memory_info().rss)

    def one(number: int) -> tuple[float, float]:
        with httpx.Client(base_url=portal, timeout=120, trust_env=False) as client:
            began = time.perf_counter()
            assert _enter(client, f"nobody{number}@council.example", "000000") == httpx.codes.FORBIDDEN
            ended = time.perf_counter()
            return ended, ended - began

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        beside, *times = await asyncio.gather(
            _writing(family, writers, 100), *(asyncio.to_thread(one, number) for number in range(SIGN_INS))
        )
    finally:
        done.set()
        watcher.join()
    last = max(ended for ended, _ in times)
    return {
        "memory": (most[0] - before) / 2**20,
        "sign_in": _p95([took for _, took in times]),
        "alone": _p95(alone),
        "beside": _p95([took for began, took in beside if began < last]),
    }


async def _writing(base: str, writers: list[Writer], first: int) -> list[tuple[float, float]]:
    """When each turn began, and how long it took."""
    times: list[tuple[float, float]] = []

    async def one(writer: Writer) -> None:
        async with _client(base, writer) as client:
            await client.get("/chat")
            for number in range(EACH):
                began = time.perf_counter()
                times.append((began, await _turn(client, writer, first + number)))

    await asyncio.gather(*(one(writer) for writer in writers))
    return times


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _report(opened: dict[str, float], crowd: dict[str, float]) -> int:
    case, listed, plain = (opened[name] * 1000 for name in ("case", "list", "plain"))
    ratio = crowd["beside"] / crowd["alone"]
    print(f"a page that opens nothing: median {plain:.0f} ms")
    print(f"a case of {PEOPLE} people and {ANSWERS} answers, unsealed: median {case:.0f} ms (aim: under 150)")
    print(f"    {case / plain:.1f} times the page that opens nothing")
    print(f"the list of {CASES} cases: median {listed:.0f} ms (aim: under 100)")
    print(f"    {listed / plain:.1f} times the page that opens nothing")
    print(f"{SIGN_INS} sign-ins at once: {crowd['memory']:.0f} MB more (aim: at most 256), "
          f"p95 {crowd['sign_in']:.1f} s (under 15)")  # fmt: skip
    print(f"    the chat's p95 {crowd['alone']:.2f} s alone, {crowd['beside']:.2f} s beside them: "
          f"{ratio:.2f} times (aim: at most 1.5)")  # fmt: skip
    met = case < 150 and listed < 100 and crowd["memory"] <= 256 and crowd["sign_in"] < 15 and ratio <= 1.5
    return 0 if met else 1
