"""The engine may die, hang or talk nonsense: what people said is kept, and everybody gets to the end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.channels.terminal import Burst, Press, Words
from bot.conversation.engine_client import EngineClient
from bot.conversation.engine_process import free_port
from bot.demo.show import hold
from bot.errors import RecordsRefused
from bot.messages import InboundKind
from bot.records import conversations, drafts, inbox, outbox
from bot.records.drafts import Part
from bot.serving import serving
from bot.talk import Spoken, Talk
from tests.stack import Stack, running

FIRST = "parent.good.ordinary_moment"
TO_FIRST_QUESTION = [
    Press("en"),
    Press("choices.next"),
    Press("choices.have_read"),
    Press("choices.have_read"),
    Press("choices.skip_to_questions"),
    Press("choices.start_good"),
    Press("choices.next"),
]
KILLS = 6
PAUSE_BETWEEN = 0.25
GOLDEN = Path(__file__).parents[1] / "journeys" / "golden" / "parent.en.script"
EXPECTED = GOLDEN.with_suffix(".json")


async def to_first_question(talk: Talk) -> None:
    await talk.begin()
    for step in TO_FIRST_QUESTION:
        await all_of(talk, step)


async def all_of(talk: Talk, step: Words | Press | Burst) -> list[Spoken]:
    return [spoken async for spoken in talk.take(step)]


def contents(spoken: list[Spoken]) -> list[str]:
    return [reply.content for one in spoken for reply in one.replies]


def parts(stack: Stack, talk: Talk) -> list[Part]:
    with stack.database.read() as tx:
        here = conversations.get(tx, talk.conversation_id)
        return [part for part in drafts.load(tx, here.scope) if part.kind == "words"]


async def test_every_conversation_reaches_its_end_though_the_engine_is_killed(tmp_path: Path) -> None:
    """F-02"""
    script = GOLDEN.read_text(encoding="utf-8").splitlines()
    # The kept conversation is one of a council that has signed nothing.
    async with running(tmp_path, signed=False, own_engine=True) as stack:
        talks = [await stack.talk(key) for key in ("mother", "father")]
        kills = 0

        async def hold_all(talk: Talk) -> list[str]:
            said: list[str] = []
            async for spoken in hold(talk, script):
                said.extend(contents([spoken]))
                await asyncio.sleep(PAUSE_BETWEEN)
            return said

        async def kill_until_done(done: asyncio.Event) -> None:
            nonlocal kills
            while not done.is_set():
                await asyncio.sleep(PAUSE_BETWEEN * 7)
                await stack.core.engine.kill()
                kills += 1
                await stack.core.engine.ready()

        done = asyncio.Event()
        killing = asyncio.create_task(kill_until_done(done))
        held = await asyncio.gather(*(hold_all(talk) for talk in talks))
        done.set()
        await killing
        undisturbed = [
            reply["content"] for turn in json.loads(EXPECTED.read_text("utf-8")) for reply in turn["replies"]
        ]
        assert kills >= KILLS
        for said in held:
            assert [item for item in said if item != "notices.engine_late"] == undisturbed


async def test_a_crash_between_the_reply_and_the_commit_advances_the_form_once(tmp_path: Path) -> None:
    """F-03"""
    async with running(tmp_path, own_engine=True) as stack:
        talk = await stack.talk("father")
        await to_first_question(talk)
        commit, crashed = stack.core.store.commit, []

        def crash_once(waiting: object, chosen: object) -> None:
            if not crashed:
                crashed.append(True)
                raise RecordsRefused("A crash, made by a test.", remedy="None.")
            commit(waiting, chosen)  # type: ignore[arg-type]

        object.__setattr__(stack.core.worker, "store", _With(stack.core.store, crash_once))
        spoken = await all_of(talk, Words("We baked bread together on Sunday morning"))
        assert crashed
        assert contents(spoken) == ["parent.good.child_would_say"]
        assert [part.value for part in parts(stack, talk)] == ["We baked bread together on Sunday morning"]


class _With:
    """A store with another commit."""

    def __init__(self, store: object, commit: Callable[..., None]) -> None:
        self._store, self.commit = store, commit

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


async def test_while_the_engine_is_down_everything_is_kept_and_one_notice_is_given(tmp_path: Path) -> None:
    """F-09"""
    async with running(tmp_path, own_engine=True) as stack:
        talk = await stack.talk("father")
        await to_first_question(talk)
        keep_running = stack.core.engine._start
        object.__setattr__(stack.core.engine, "_stopping", True)
        await stack.core.engine.kill()
        rows = [
            await talk._accept(f"We went for a walk on evening {n}", InboundKind.WORDS, None)
            for n in range(3)
        ]
        await asyncio.sleep(4)
        late = await talk._collect()
        assert [reply.content for reply in late] == ["notices.engine_late"]
        object.__setattr__(stack.core.engine, "_stopping", False)
        await keep_running()
        await stack.core.engine.ready()
        for row in rows:
            assert await stack.core.answered(row, 60)
        assert [part.value for part in parts(stack, talk)] == [
            f"We went for a walk on evening {n}" for n in range(3)
        ]


async def _nothing(_: Request) -> Response:
    return JSONResponse({"turn": "x", "replies": [], "state": {}})


async def _error(_: Request) -> Response:
    return JSONResponse({"error": "B421"}, 500)


async def _garbage(_: Request) -> Response:
    return PlainTextResponse("[[[")


async def _hang(_: Request) -> Response:
    await asyncio.sleep(5)
    return PlainTextResponse("")


@pytest.mark.parametrize("answer", [_nothing, _error, _garbage, _hang])
async def test_a_faulty_engine_is_tried_three_times_then_the_message_is_parked(
    tmp_path: Path, answer: Callable[[Request], Awaitable[Response]]
) -> None:
    """F-10"""
    async with running(tmp_path, own_engine=True) as stack:
        talk, other = await stack.talk("father"), await stack.talk("mother")
        await to_first_question(talk)
        await to_first_question(other)
        real = stack.core.worker.engine
        port = free_port()
        async with serving(Starlette(routes=[Route("/{path:path}", answer, methods=["POST"])]), port):
            broken = EngineClient(f"http://127.0.0.1:{port}", b"k" * 32, 0.5)
            stack.core.worker.engine = broken
            spoken = await all_of(talk, Words("We baked bread together on Sunday morning"))
            await broken.close()
            stack.core.worker.engine = real
        assert contents(spoken) == ["notices.parked"]
        again = await all_of(other, Words("We baked bread together on Sunday morning"))
        assert contents(again) == ["parent.good.child_would_say"]
        with stack.database.read() as tx:
            assert inbox.waiting(tx) == 0
            assert outbox.waiting_for(tx, talk.conversation_id) == []


async def test_five_messages_at_once_are_one_answer_of_five_parts(tmp_path: Path) -> None:
    async with running(tmp_path, own_engine=True) as stack:
        talk = await stack.talk("father")
        await to_first_question(talk)
        five = ("we went to the park", "with the dog", "she fell", "and laughed", "then we had chips")
        spoken = await all_of(talk, Burst(five))
        kept = parts(stack, talk)
        assert [part.value for part in kept] == list(five)
        assert {part.question for part in kept} == {FIRST}
        assert contents(spoken).count("notices.added_to_earlier") == 4


async def test_a_message_that_looks_like_a_command_is_kept_to_the_letter(tmp_path: Path) -> None:
    """I-03"""
    said = "  /he hit me with a belt "
    async with running(tmp_path, own_engine=True) as stack:
        talk = await stack.talk("father")
        await to_first_question(talk)
        spoken = await all_of(talk, Words(said))
        assert "parent.good.child_would_say" in contents(spoken)
        assert [part.value for part in parts(stack, talk)] == [said]
        log = (stack.settings.state / "log" / "engine.log").read_text()
        assert "belt" not in log
