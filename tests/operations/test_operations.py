"""Health and figures: true when all is well, false when it is not, and silent about everybody."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bot.messages import Channel, Inbound, InboundKind
from bot.operations.anchoring import Anchoring, anchoring
from bot.operations.app import Operations, create_app
from bot.records import inbox
from tests.tables import make_tables
from tests.world import NOW, World, make_world, open_database


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    database = open_database(f"sqlite:///{tmp_path}/records.db", tmp_path)
    make_tables(database)
    yield make_world(database)
    database.close()


async def ask(world: World, tmp_path: Path, path: str, *, engine: bool = True) -> httpx.Response:
    now = NOW + timedelta(minutes=10)
    app = create_app(Operations(world.database, tmp_path, lambda: now, lambda: engine))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
        return await client.get(path)


def take_away(world: World, folder: Path) -> None:
    """Put a folder where the database was."""
    world.database.close()
    for name in folder.glob("records.db*"):
        name.unlink()
    (folder / "records.db").mkdir()


async def test_all_is_well(world: World, tmp_path: Path) -> None:
    answer = await ask(world, tmp_path, "/health")
    assert answer.status_code == 200
    assert answer.json()["well"] is True
    assert set(answer.json()["checks"]) == {
        "database", "disk", "messages_in_time", "somebody_can_open", "keys_whole", "engine",
    }  # fmt: skip


async def test_an_engine_that_is_down_is_not_well(world: World, tmp_path: Path) -> None:
    answer = await ask(world, tmp_path, "/health", engine=False)
    assert answer.status_code == 503
    assert answer.json()["checks"]["engine"] is False


async def test_an_audit_that_is_not_anchored_is_not_well_where_an_anchor_is_set(
    world: World, tmp_path: Path
) -> None:
    job = Anchoring(world.database, lambda: NOW, tmp_path / "heads")
    app = create_app(Operations(world.database, tmp_path, lambda: NOW, None, job.is_in_time))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
        answer = await client.get("/health")
        assert (answer.status_code, answer.json()["checks"]["audit_anchored"]) == (503, False)
        async with anchoring(job):
            for _ in range(500):
                if job.written_at:
                    break
                await asyncio.sleep(0.01)
        assert (await client.get("/health")).json()["checks"]["audit_anchored"] is True


async def test_an_audit_that_is_anchored_nowhere_is_said_once_at_the_start(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    async with anchoring(Anchoring(world.database, lambda: NOW)):
        await asyncio.sleep(0.05)
    assert [record.message for record in caplog.records] == ["the audit is anchored nowhere"]


async def test_a_message_that_waits_too_long_is_not_well(world: World, tmp_path: Path) -> None:
    conversation = world.arrive(world.parent, world.ada)
    with world.database.begin() as tx:
        said = Inbound(Channel.WEB, "m", conversation.public_id, InboundKind.WORDS, NOW, words="canary words")
        inbox.accept(tx, said, conversation.id, NOW)
    answer = await ask(world, tmp_path, "/health")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {**answer.json()["checks"], "messages_in_time": False, "database": True}


async def test_a_database_that_is_away_is_not_well_and_has_no_figures(world: World, tmp_path: Path) -> None:
    take_away(world, tmp_path)
    assert (await ask(world, tmp_path, "/health")).json()["checks"]["database"] is False
    text = (await ask(world, tmp_path, "/metrics")).text
    assert "beforehand_database_up 0.0" in text
    assert "beforehand_inbox_waiting" not in text


async def test_metrics_hold_numbers_and_nothing_about_anybody(world: World, tmp_path: Path) -> None:
    conversation = world.arrive(world.parent, world.ada)
    with world.database.begin() as tx:
        said = Inbound(Channel.WEB, "m", conversation.public_id, InboundKind.WORDS, NOW, words="canary words")
        inbox.accept(tx, said, conversation.id, NOW)
    text = (await ask(world, tmp_path, "/metrics")).text
    assert "beforehand_inbox_waiting 1.0" in text
    assert "beforehand_turns" in text
    for private in ("canary", "Rowan", "Ewa", world.case.id, world.parent.id, conversation.id, "oakshire"):
        assert private not in text
