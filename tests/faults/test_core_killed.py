"""The family's process is killed while people write. What was acknowledged is kept, once and in order."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from bot.demo.people import Family, invite, make_family
from bot.messages import Channel
from bot.records import cases, conversations, drafts, inbox, participants, recordings, web_sessions
from bot.records.database import Database
from bot.records.participants import NewParticipant
from bot.services.arrival import Arrival
from tests.faults.core_process import CoreProcess, engine_of
from tests.sounds import wav
from tests.tables import make_tables

UPDATES = 1000
PEOPLE = 10
KILLS = 50
IN_FLIGHT = 30
VOICES, NOTES, VOICE_KILLS = 3, 10, 6
ABOUT = "parent.good.ordinary_moment"
SEED = 20261123


@dataclass(slots=True)
class Writer:
    """Somebody who writes one message after another, and sends each again until it is acknowledged."""

    address: str
    conversation_id: str
    token: str
    csrf: str
    acknowledged: list[str] = field(default_factory=list)
    sent_again: int = 0
    in_flight: bool = False

    async def write(self, base: str, count: int) -> None:
        headers = {"Origin": base, "Sec-Fetch-Site": "same-origin"}
        async with httpx.AsyncClient(
            base_url=base, cookies={"notes": self.token}, headers=headers, timeout=15, trust_env=False
        ) as client:
            for number in range(count):
                await self._deliver(client, f"part {number} of what I want to say")

    async def speak(self, base: str, count: int) -> None:
        """Say it instead: each voice note is told from the next by what is in its sound."""
        headers = {"Origin": base, "Sec-Fetch-Site": "same-origin"}
        async with httpx.AsyncClient(
            base_url=base, cookies={"notes": self.token}, headers=headers, timeout=15, trust_env=False
        ) as client:
            for number in range(count):
                await self._deliver(client, f"part {number} of what I say", spoken=True)

    async def _deliver(self, client: httpx.AsyncClient, words: str, *, spoken: bool = False) -> None:
        form = {"csrf": self.csrf, "message": uuid4().hex, "about": ABOUT}
        while True:
            self.in_flight = True
            try:
                if spoken:
                    sound = wav(2, words.encode())
                    reply = await client.post("/voice", data=form, files={"voice": ("a", sound)})
                else:
                    reply = await client.post("/say", data=form | {"words": words})
            except httpx.HTTPError:
                reply = None
            finally:
                self.in_flight = False
            if reply is not None and reply.status_code == 303:
                assert reply.headers["location"].startswith("/chat")
                self.acknowledged.append(words)
                return
            self.sent_again += 1
            await asyncio.sleep(0.2)


def let_in(database: Database, family: Family, number: int) -> Writer:
    """Add somebody to the case and open a web session for them."""
    now = datetime.now(UTC)
    with database.begin() as tx:
        new = NewParticipant("parent", f"Person {number} (invented)", "en")
        person = participants.create(tx, family.scope, family.case_id, new, now)
        assert cases.get(tx, family.scope, family.case_id).workers
    issued = invite(database, family, _Named(person.id), now)  # type: ignore[arg-type]
    claimed = Arrival(database).claim_link(
        issued.token, issued.pin, channel=Channel.WEB, address=None, now=now
    )
    Arrival(database).choose_digits(claimed.conversation_id, "482915", now=now)
    with database.begin() as tx:
        scope = conversations.get(tx, claimed.conversation_id).scope
        token = web_sessions.create(tx, scope, now)
        session = web_sessions.resume(tx, token, now)
        assert session is not None
    return Writer(claimed.public_id, claimed.conversation_id, token, session.csrf)


@dataclass(frozen=True, slots=True)
class _Named:
    participant_id: str


@pytest.fixture
def core(tmp_path: Path) -> Iterator[CoreProcess]:
    process = CoreProcess.of(tmp_path)
    yield process
    process.kill()


async def begun(core: CoreProcess, people: int) -> tuple[Database, list[Writer], str]:
    """Set up records and people, start the process, and open every conversation by its page."""
    settings = core.settings
    database = Database.open(settings)
    make_tables(database)
    family = make_family(database, "test", datetime.now(UTC))
    writers = [let_in(database, family, number) for number in range(people)]
    core.start()
    await asyncio.to_thread(core.wait_ready)
    for writer in writers:
        async with httpx.AsyncClient(cookies={"notes": writer.token}, timeout=30, trust_env=False) as client:
            assert (await client.get(f"{settings.family_url}/chat")).status_code == 200
    return database, writers, settings.family_url


async def drained(database: Database) -> None:
    for _ in range(600):
        with database.read() as tx:
            if not inbox.waiting(tx):
                return
        await asyncio.sleep(0.1)
    raise AssertionError("messages still wait")


def kept(database: Database, writer: Writer) -> list[str]:
    with database.read() as tx:
        scope = conversations.get(tx, writer.conversation_id).scope
        return [part.value for part in drafts.load(tx, scope) if part.kind == "words"]


async def test_killing_core_loses_doubles_and_reorders_nothing(core: CoreProcess) -> None:
    """F-01, D-01: 1,000 updates, 50 kills at random moments, checked against the senders' own ledger."""
    rng = random.Random(SEED)
    engine = await engine_of(core.settings)
    in_flight = 0
    try:
        database, writers, base = await begun(core, PEOPLE)
        writing = [asyncio.create_task(one.write(base, UPDATES // PEOPLE)) for one in writers]
        for _ in range(KILLS):
            await asyncio.sleep(rng.uniform(0.05, 1.2))
            in_flight += any(writer.in_flight for writer in writers)
            core.kill()
            core.start()
            await asyncio.to_thread(core.wait_ready)
        await asyncio.gather(*writing)
        await drained(database)
        for writer in writers:
            assert kept(database, writer) == writer.acknowledged
            assert len(writer.acknowledged) == UPDATES // PEOPLE
        assert in_flight >= IN_FLIGHT
        assert sum(writer.sent_again for writer in writers) > 0
    finally:
        await engine.stop()


def heard(database: Database, writer: Writer) -> list[str]:
    """What is said in the sounds that are kept, in order."""
    with database.read() as tx:
        scope = conversations.get(tx, writer.conversation_id).scope
        voices = [part.voice for part in drafts.load(tx, scope) if part.voice]
        sounds = [recordings.load(tx, scope, voice.id) for voice in voices]
    return [re.findall(rb"part \d+ of what I say", sound)[0].decode() for sound in sounds]


async def test_killing_core_loses_and_doubles_no_voice_note(core: CoreProcess) -> None:
    """F-01, D-01: the sound is in the inbox before it is acknowledged, and in one answer after."""
    rng = random.Random(SEED)
    engine = await engine_of(core.settings)
    try:
        database, writers, base = await begun(core, VOICES)
        speaking = [asyncio.create_task(one.speak(base, NOTES)) for one in writers]
        # However fast the machine, each kill meets a note on its way: otherwise nothing would be shown.
        for _ in range(VOICE_KILLS):
            while not any(one.in_flight for one in writers):  # noqa: ASYNC110 - as soon as one is
                await asyncio.sleep(0)
            await asyncio.sleep(rng.uniform(0, 0.005))
            core.kill()
            core.start()
            await asyncio.to_thread(core.wait_ready)
        assert not all(task.done() for task in speaking)
        await asyncio.gather(*speaking)
        await drained(database)
        for writer in writers:
            assert heard(database, writer) == writer.acknowledged
            assert len(writer.acknowledged) == NOTES
        assert sum(writer.sent_again for writer in writers) > 0
    finally:
        await engine.stop()


async def test_being_told_to_stop_ends_within_ten_seconds_and_loses_nothing(core: CoreProcess) -> None:
    """F-15"""
    engine = await engine_of(core.settings)
    try:
        database, writers, base = await begun(core, PEOPLE)
        writing = [asyncio.create_task(one.write(base, 20)) for one in writers]
        await asyncio.sleep(1.5)
        assert await asyncio.to_thread(core.stop) <= 10
        core.start()
        await asyncio.to_thread(core.wait_ready)
        await asyncio.gather(*writing)
        await drained(database)
        for writer in writers:
            assert kept(database, writer) == writer.acknowledged
    finally:
        await engine.stop()
