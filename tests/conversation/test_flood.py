"""L-01: one chat sends a thousand messages in a minute. All are kept, and others are served in turn."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import func, select

from bot.conversation.engine_client import Chosen, EngineClient
from bot.conversation.intake import SLOW_DOWN, Intake
from bot.conversation.knowledge import Knowledge
from bot.conversation.pace import MOST_IN_SPAN
from bot.conversation.store import Store
from bot.conversation.worker import ConversationWorker
from bot.messages import Channel, Inbound, InboundKind, Say
from bot.records import outbox, tables
from bot.records.conversations import Conversation
from tests.world import NOW, World

FLOOD, SECONDS = 1000, 60
PAGE_BYTES, MOST_GROWTH = 4096, 50 * 1024 * 1024
# However many of the thousand are answered while the other's one message is taken up.
FEW = 25


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


class Engine:
    """Answers everything with one sentence, and notes whose turn it was."""

    def __init__(self) -> None:
        self.turns: list[str] = []

    async def choose(self, turn: str, *_: object, **__: object) -> Chosen:
        self.turns.append(turn)
        return Chosen((Say("notices.thanks"),), {"slots": {}})


def resident() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1]) * PAGE_BYTES


def message(talk: Conversation, number: int, at: datetime) -> Inbound:
    external = f"{talk.address}-{number}"
    return Inbound(Channel.WEB, external, talk.address or "", InboundKind.WORDS, at, f"word {number}")


def slowed(world: World, talk: Conversation) -> int:
    with world.database.read() as tx:
        return [row.say.content for row in outbox.waiting_for(tx, talk.id)].count(SLOW_DOWN)


def kept(world: World, talk: Conversation) -> int:
    row = tables.InboxRow
    with world.database.read() as tx:
        count = select(func.count()).select_from(row).where(row.conversation_id == talk.id)
        return int(tx.connection.execute(count).scalar_one())


@pytest.mark.asyncio
async def test_whoever_floods_waits_for_themselves_and_nobody_waits_for_them(
    world: World, known: Knowledge
) -> None:
    """L-01"""
    clock, engine = Clock(), Engine()
    flooder, other = world.arrive(world.parent, world.ada), world.arrive(world.other_parent, world.bea)
    worker = ConversationWorker(
        Store(world.database, known, clock, is_draft=lambda _council, _language: False),
        cast("EngineClient", cast("Any", engine)),
        known.buttons,
    )
    intake = Intake(world.database, known, clock, worker.wake)
    await intake.accept(message(flooder, 0, clock.now))
    before = resident()
    for number in range(1, FLOOD):
        clock.now = NOW + timedelta(seconds=SECONDS * number / FLOOD)
        await intake.accept(message(flooder, number, clock.now))
    assert resident() - before < MOST_GROWTH
    (arrived,) = intake.pace._arrived.values()
    assert len(arrived) == MOST_IN_SPAN + 1
    row = await intake.accept(message(other, 1, clock.now))
    running = asyncio.create_task(worker.run())
    assert await worker.answered(row, 60)
    worker.stop()
    await running
    assert engine.turns.index(row.id) < FEW
    assert kept(world, flooder) == FLOOD
    assert slowed(world, flooder) == 1
    assert slowed(world, other) == 0
