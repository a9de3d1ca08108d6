"""Telegram, the engine and everything between them, once for each file of tests."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from bot.channels import telegram_pace
from bot.content.model import Council
from bot.conversation.knowledge import Knowledge
from bot.messages import Channel
from bot.records import conversations, drafts, inbox, participants, tables
from bot.records.conversations import Conversation
from bot.records.drafts import Part
from bot.records.invites import IssuedInvite, issue
from bot.records.participants import NewParticipant
from tests.stack import Stack, running
from tests.telegram.caller import Caller
from tests.telegram.phone import Phone
from tests.telegram_server import TOKEN, TelegramServer, telegram_server

DIGITS = "482915"


@dataclass(slots=True)
class Office:
    """Makes people, invites and phones, and looks into the records."""

    stack: Stack
    server: TelegramServer
    _chats: itertools.count[int] = field(default_factory=lambda: itertools.count(41))

    def phone(self, language: str = "en") -> Phone:
        return Phone(self.server, next(self._chats), self.is_settled, language)

    def invite(self, audience: str = "parent", *, allowed: bool = True) -> IssuedInvite:
        """Invite somebody new."""
        now = datetime.now(UTC)
        scope, case_id = self.stack.family.scope, self.stack.family.case_id
        new = NewParticipant(audience, "Nobody (invented)", "en", telegram_allowed=allowed)
        with self.stack.database.begin() as tx:
            person = participants.create(tx, scope, case_id, new, now)
            return issue(tx, scope, person.id, now, pin=None)

    async def arrived(self) -> Phone:
        """A parent on the phone, past PIN and digits."""
        phone, invite = self.phone(), self.invite()
        await phone.does(phone.message(f"/start {invite.token}"))
        for typed in (invite.pin, DIGITS, DIGITS):
            await phone.writes(typed)
        return phone

    async def at_first_question(self) -> Phone:
        """A parent to whom the first question of the guide was put."""
        phone = await self.arrived()
        for label in TO_FIRST_QUESTION:
            await phone.presses(label)
        assert self.about(phone) == "parent.good.ordinary_moment"
        phone.reads_first = True
        return phone

    def here(self, phone: Phone) -> Conversation | None:
        with self.stack.database.read() as tx:
            return conversations.by_address(tx, Channel.TELEGRAM, str(phone.chat))

    def about(self, phone: Phone) -> str:
        here = self.here(phone)
        assert here is not None
        return str((here.state or {}).get("slots", {}).get("question"))

    def parts(self, phone: Phone) -> list[Part]:
        here = self.here(phone)
        assert here is not None
        with self.stack.database.read() as tx:
            return [part for part in drafts.load(tx, here.scope) if part.kind == "words"]

    def rows(self) -> int:
        """Messages that ever came in."""
        with self.stack.database.read() as tx:
            return tx.connection.execute(select(func.count()).select_from(tables.InboxRow)).scalar_one()

    def is_settled(self) -> bool:
        """Whether every message is answered and every answer delivered."""
        row = tables.OutboxRow
        owed = select(func.count()).select_from(row).where(row.delivered_at.is_(None))
        with self.stack.database.read() as tx:
            return inbox.waiting(tx) == 0 and tx.connection.execute(owed).scalar_one() == 0


TO_FIRST_QUESTION = [
    "English",
    "Next",
    "I have read this",
    "I have read this",
    "Skip to the questions",
    "What is working well",
    "Next",
]


@contextlib.asynccontextmanager
async def office(
    state: Path,
    *,
    pace: float = 0.02,
    known: Knowledge | None = None,
    council: Council | None = None,
    **more: str,
) -> AsyncIterator[Office]:
    """Start everything with Telegram switched on. `pace` is in seconds between messages to a chat."""
    token = state / "telegram.token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    async with (
        _paced(pace),
        telegram_server() as server,
        running(
            state / "state",
            known,
            council=council,
            BEFOREHAND_TELEGRAM_TOKEN_FILE=str(token),
            BEFOREHAND_TELEGRAM_API=server.url,
            **more,
        ) as stack,
    ):
        yield Office(stack, server)


@contextlib.asynccontextmanager
async def _paced(pace: float) -> AsyncIterator[None]:
    with mock.patch.object(telegram_pace, "EACH_CHAT", pace):
        yield


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def polled(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    async with office(tmp_path_factory.mktemp("polled")) as made:
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hooked(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    async with office(tmp_path_factory.mktemp("hooked"), BEFOREHAND_TELEGRAM_WEBHOOK="yes") as made:
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def caller(hooked: Office) -> AsyncIterator[Caller]:
    made = Caller(hooked.stack.settings.family_port)
    # Updates that a phone puts to the server are what Telegram posts.
    posting = asyncio.create_task(post_on(hooked, made))
    yield made
    posting.cancel()
    await made.client.aclose()


async def post_on(hooked: Office, caller: Caller) -> None:
    while True:
        while hooked.server.waiting:
            assert await caller.post(hooked.server.waiting.popleft()) == [200]
        await asyncio.sleep(0.02)
