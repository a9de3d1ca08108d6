"""What is over goes by itself while the family process runs."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta

import pytest

from bot.conversation import sweeping as module
from bot.conversation.sweeping import sweeping
from bot.errors import CannotOpen
from bot.records import drafts, retention
from bot.records.drafts import Part
from tests.records.parts import words
from tests.world import MEETING, NOW, World


async def test_an_unsent_draft_goes_a_week_after_the_meeting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "EVERY_SECONDS", 0.02)
    talk = world.arrive(world.parent, world.ada)
    with world.database.begin() as tx:
        drafts.keep(tx, talk.scope, "t", [words("q.one", "unsent")], NOW)
    now = [NOW]
    async with sweeping(world.database, lambda: now[0]):
        await asyncio.sleep(0.2)
        assert len(_kept(world, talk.scope)) == 1
        now[0] = MEETING + timedelta(days=7)
        for _ in range(500):
            # The key goes right after the rows: whoever reads in between cannot open them.
            with contextlib.suppress(CannotOpen):
                if not _kept(world, talk.scope):
                    break
            await asyncio.sleep(0.02)
        assert _kept(world, talk.scope) == []
    world.database.close()


async def test_a_sweep_under_way_is_finished_before_the_block_ends(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ended = asyncio.Event(), []
    loop = asyncio.get_running_loop()
    real = retention.run

    def slow(*how: object) -> retention.Swept:
        loop.call_soon_threadsafe(begun.set)
        swept = real(*how)  # type: ignore[arg-type]
        ended.append(swept)
        return swept

    monkeypatch.setattr(retention, "run", slow)
    async with sweeping(world.database, lambda: NOW):
        await begun.wait()
    assert len(ended) == 1
    world.database.close()


def _kept(world: World, scope: object) -> list[Part]:
    with world.database.read() as tx:
        return drafts.load(tx, scope)  # type: ignore[arg-type]
