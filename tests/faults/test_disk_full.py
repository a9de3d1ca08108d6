"""F-05: the disk that the database lies on is full. Nothing is acknowledged, and nothing that was is lost."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.postgres import Server, running_server
from tests.privacy.people import Names, come_in, issue, make_person
from tests.telegram.caller import Caller
from tests.telegram.conftest import Office, office, post_on
from tests.telegram.phone import Phone
from tests.web.visitor import Visitor, client

MEGABYTE = 2**20
# Room for PostgreSQL's own first files and one log segment more; SQLite needs a tenth of it.
SIZE = 200 * MEGABYTE
LONG = "We made pancakes on Sunday and Maja helped to stir them. " * 50
MOST_TRIES = 400
AGAIN = 4


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of its own, that a test can fill, where PostgreSQL's account may go too."""
    place = Path(tempfile.mkdtemp(prefix="bh-disk-"))
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=755", "bh-small-disk", str(place)], check=True
    )
    try:
        yield place
    finally:
        # Whatever a process still holds goes with it.
        subprocess.run(["umount", "--lazy", str(place)], check=True)
        place.rmdir()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(
    request: pytest.FixtureRequest, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[dict[str, str], Server | None]]:
    """Settings for a database on the small disk; everything else lies elsewhere."""
    if request.param == "sqlite":
        (small_disk / "records").mkdir(mode=0o700)
        yield {"BEFOREHAND_DATABASE_URL": f"sqlite:///{small_disk}/records/records.db"}, None
        return
    monkeypatch.setattr(tempfile, "tempdir", str(small_disk))
    with running_server() as server:
        monkeypatch.setattr(tempfile, "tempdir", None)
        yield {"BEFOREHAND_DATABASE_URL": server.url(server.create())}, server


@contextlib.asynccontextmanager
async def full(disk: Path) -> AsyncIterator[None]:
    """Nothing more fits on the disk, until the block ends."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    yield
    filler.unlink()


@contextlib.asynccontextmanager
async def calling(here: Office) -> AsyncIterator[Caller]:
    """Telegram, which posts what a phone writes."""
    caller = Caller(here.stack.settings.family_port)
    posting = asyncio.create_task(post_on(here, caller))
    yield caller
    posting.cancel()
    await caller.client.aclose()


async def write(phone: Phone, caller: Caller) -> tuple[list[str], list[dict[str, Any]]]:
    """Write until AGAIN messages were refused; return what was acknowledged, and what was not."""
    acknowledged: list[str] = []
    refused: list[dict[str, Any]] = []
    for number in range(MOST_TRIES):
        words = f"{number}: {LONG}"
        update = phone.message(words)
        (status,) = await caller.post(update)
        if status == 200:
            acknowledged.append(words)
            continue
        assert status == 503
        refused.append(update)
        if len(refused) >= AGAIN:
            return acknowledged, refused
    raise AssertionError("the disk was never full")


async def test_a_full_disk_acknowledges_nothing_and_loses_nothing(
    place: tuple[dict[str, str], Server | None], small_disk: Path, tmp_path: Path
) -> None:
    """F-05: 503 while it is full, nobody is told that anything is kept; then each is taken, once."""
    settings, server = place
    async with (
        office(tmp_path, BEFOREHAND_TELEGRAM_WEBHOOK="yes", **settings) as here,
        calling(here) as caller,
        client(here.stack) as http,
    ):
        phone, visitor = await here.at_first_question(), Visitor(http)
        await come_in(visitor, issue(here.stack, make_person(here.stack, Names("Somebody (invented)"))))
        async with full(small_disk):
            acknowledged, refused = await write(phone, caller)
            heard = len(phone.heard())
            said = await http.post(
                "/say", data=visitor.words_form() | {"words": LONG}, follow_redirects=False
            )
            assert said.status_code == 503
            await asyncio.sleep(1)
            assert len(phone.heard()) == heard, "somebody was told something of what is not kept"
        if server is not None:
            await asyncio.to_thread(server.start_again)
        for update in refused:
            await until_taken(caller, update)
            assert await caller.post(update) == [200], "the same once more is acknowledged, not kept twice"
        await phone.hears()
        kept = Counter(part.value for part in here.parts(phone))
        assert kept == Counter([*acknowledged, *(one["message"]["text"] for one in refused)])
        await visitor.say("It is kept now")
        assert visitor.status == 200


async def until_taken(caller: Caller, update: dict[str, Any]) -> None:
    """Send it again as Telegram does, until it is taken."""
    for _ in range(200):
        if await caller.post(update) == [200]:
            return
        await asyncio.sleep(0.3)
    raise AssertionError("it was never taken")
