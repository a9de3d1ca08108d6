"""`./run talk`: a conversation in a folder of its own that is gone afterwards."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

import click

from bot.channels.terminal import Restart, printed, read_script, turn_object
from bot.conversation.core import Core
from bot.conversation.knowledge import Knowledge
from bot.conversation.values import DEFAULT_MEETING, DEFAULT_NATION
from bot.demo.people import FAMILY, Family, Person, make_family
from bot.demo.show import demo_settings
from bot.errors import ChannelRefused
from bot.language.normalise import normalise
from bot.records import participants, sent_answers, staff_sessions
from bot.records.database import Database
from bot.records.participants import NewParticipant
from bot.records.sign_in import sign_in
from bot.talk import MovingClock, Spoken, Talk

PROMPT = "\nyou> "
HINT = "A button stands as [id] and its words: to press it, type !choose and the id. Ctrl-C ends.\n"


async def run_talk(
    audience: str,
    language: str,
    script: TextIO | None,
    *,
    as_json: bool,
    report: bool,
    meeting: str | None = None,
    council: str | None = None,
) -> int:
    """Hold the conversation; return 0 only if every turn had a reply.

    Raises ContentRefused if there is no such council, or no guide for that meeting there.
    """
    state = Path(tempfile.mkdtemp(prefix="beforehand-talk-"))
    try:
        held = await Held.open(state, audience, language, meeting, council)
        complete = True
        async for spoken in held.turns(script):
            complete = complete and bool(spoken.replies)
            _show(spoken, as_json=as_json, echo=script is not None)
        if report:
            for line in await asyncio.to_thread(held.report):
                click.echo(line)
        await held.close()
        return 0 if complete else 1
    finally:
        shutil.rmtree(state, ignore_errors=True)


@dataclass(slots=True)
class Held:
    """One conversation with everything under it, so that `!restart-core` can begin again in place."""

    clock: MovingClock
    database: Database
    known: Knowledge
    core: Core
    family: Family
    person: Person
    talk: Talk
    running: AsyncExitStack

    @classmethod
    async def open(
        cls,
        state: Path,
        audience: str,
        language: str,
        meeting: str | None = None,
        council: str | None = None,
        known: Knowledge | None = None,
    ) -> Held:
        """Begin in an empty folder. `known` is what somebody who holds several has loaded already."""
        settings = demo_settings(state / "demo")
        clock = MovingClock()
        database = Database.open(settings)
        database.migrate()
        known = known or Knowledge.load()
        where = None if council is None else known.texts.content.council(council)
        if meeting is not None or where is not None:
            nation = where.nation if where is not None else DEFAULT_NATION
            known.texts.content.guide_for(audience, meeting or DEFAULT_MEETING, nation)
        family = await asyncio.to_thread(
            make_family, database, "demo", clock(), FAMILY, council=where, kind=meeting
        )
        person = await asyncio.to_thread(_participant, database, family, audience, language, clock())
        core = Core.build(settings, database, known, clock)
        running = AsyncExitStack()
        await running.enter_async_context(core.running())
        talk = await Talk.open(core, clock, family, person)
        return cls(clock, database, known, core, family, person, talk, running)

    async def turns(self, script: TextIO | None) -> AsyncIterator[Spoken]:
        """Yield every turn of the script, or of what is typed until the input ends."""
        yield await self.talk.begin()
        for step in read_script(_typed() if script is None else script):
            if isinstance(step, Restart) and step.what == "core":
                await self._restart()
                continue
            try:
                async for spoken in self.talk.take(step):
                    yield spoken
            except ChannelRefused as refused:
                if script is not None:
                    raise
                click.echo(str(refused), err=True)

    async def _restart(self) -> None:
        await self.close()
        self.core = Core.build(self.core.settings, self.database, self.known, self.clock)
        await self.running.enter_async_context(self.core.running())
        self.talk.core = self.core

    async def close(self) -> None:
        """End it. What was not answered waits in the records."""
        await self.running.aclose()

    def report(self) -> Iterable[str]:
        """Yield what the worker reads, if anything was sent."""
        login = self.family.worker
        signed_in = sign_in(
            self.database,
            email=login.email,
            password=login.password,
            code=login.code(),
            client="127.0.0.1",
            now=self.clock(),
        )
        session = staff_sessions.resume(self.database, signed_in.token, self.clock())
        assert session is not None  # noqa: S101 - opened a moment ago
        answers = sent_answers.open_all(
            self.database, session.scope, session.key, self.person.participant_id, self.clock()
        )
        for answer in answers:
            helper = "   (helper)" if answer.by else ""
            yield f"\n{answer.asked}   [{answer.sharing}]{helper}"
            yield from (f"    {part}" for part in answer.parts)
        if not answers:
            yield "Nothing was sent."


def _participant(database: Database, family: Family, audience: str, language: str, now: datetime) -> Person:
    with database.begin() as tx:
        new = NewParticipant(audience, "Somebody (invented)", language)
        made = participants.create(tx, family.scope, family.case_id, new, now)
    return Person("you", audience, made.name, language, made.id)


def _typed() -> Iterable[str]:
    sys.stderr.write(HINT)
    while True:
        sys.stderr.write(PROMPT)
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            return
        yield line


def _show(spoken: Spoken, *, as_json: bool, echo: bool) -> None:
    if as_json:
        click.echo(
            json.dumps(turn_object(spoken.said, spoken.replies, spoken.milliseconds), ensure_ascii=False)
        )
        return
    if echo and spoken.said is not None:
        # As it is kept: nothing in a script may steer the terminal.
        click.echo(f"\nyou> {normalise(spoken.said)}")
    for reply in spoken.replies:
        click.echo(f"\n{printed(reply)}")
