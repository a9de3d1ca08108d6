"""`./run demo`: both apps with an invented family, and what to open printed once."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from bot import documents
from bot.channels.terminal import read_script
from bot.conversation.core import Core
from bot.conversation.engine_process import free_port
from bot.conversation.knowledge import Knowledge
from bot.demo.people import FAMILY, Family, Login, Person, invite, make_family
from bot.errors import SettingsRefused
from bot.records import install, participants
from bot.records.database import Database
from bot.records.process_lock import family_lock
from bot.records.scopes import Role, WorkerScope
from bot.secret_files import make_secrets
from bot.serve import family as serve_family
from bot.serve import portal as serve_portal
from bot.serve import until_told_to_stop
from bot.settings import Settings
from bot.talk import MovingClock, Spoken, Talk

MADE = "family.json"


async def show(state: Path, *, stop_at_once: bool) -> None:
    """Serve the demonstration until told to stop. Keeps its own state, apart from any real one."""
    began = time.monotonic()
    settings = demo_settings(state / "demo")
    database = Database.open(settings)
    database.migrate()
    known = Knowledge.load()
    with family_lock(database, settings.state):
        async with serve_family(settings, database, known) as core, serve_portal(settings, database, known):
            family = await asyncio.to_thread(_family, settings, database)
            await _send_earlier(core, family)
            for line in await asyncio.to_thread(_lines, settings, database, family):
                click.echo(line)
            click.echo(f"\nReady in {time.monotonic() - began:.0f} seconds. Ctrl-C ends it.")
            if not stop_at_once:
                await until_told_to_stop()


def demo_settings(state: Path) -> Settings:
    """Return settings for a state folder of the demonstration's own, with free ports for the engine."""
    make_secrets(state)
    kept = {name: value for name, value in os.environ.items() if name.startswith("BEFOREHAND_")}
    return Settings.load(
        {
            "BEFOREHAND_ENGINE_PORT": str(free_port()),
            "BEFOREHAND_ACTION_PORT": str(free_port()),
            **kept,
            "PATH": os.environ.get("PATH", ""),
            "BEFOREHAND_MODE": "demo",
            "BEFOREHAND_STATE": str(state),
        }
    )


def _family(settings: Settings, database: Database) -> Family:
    """Return the family, made the first time and read from the state folder after that."""
    path = settings.state / MADE
    with database.read() as tx:
        is_made = install.get(tx) is not None
    if is_made:
        return made_family(settings.state)
    family = make_family(database, "demo", datetime.now(UTC))
    path.touch(mode=0o600)
    path.write_text(json.dumps(asdict(family)), encoding="utf-8")
    return family


def made_family(state: Path) -> Family:
    """Return the family that was made in this state folder. Raises SettingsRefused before the first start."""
    try:
        made: dict[str, object] = json.loads((state / MADE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsRefused(
            "The demonstration was not started here yet.", remedy="Run ./run demo first."
        ) from None
    scope = made["scope"]
    if not isinstance(scope, dict) or "colleagues" not in made:
        raise SettingsRefused(
            "The demonstration in this folder was made by an older version.",
            remedy="Delete .state/demo, and start again.",
        )
    return Family(
        worker=Login(**made["worker"]),  # type: ignore[arg-type] # our own file
        colleagues=tuple(Login(**one) for one in made["colleagues"]),  # type: ignore[attr-defined] # our own file
        scope=WorkerScope(scope["staff_id"], scope["council"], Role(scope["role"])),
        case_id=str(made["case_id"]),
        people=tuple(Person(**one) for one in made["people"]),  # type: ignore[attr-defined] # our own file
    )


async def _send_earlier(core: Core, family: Family) -> None:
    """Hold the conversation that the file names, once, through the same door as everybody."""
    plan = documents.read(FAMILY).value["already_sent"]
    person = next(one for one in family.people if one.key == plan["who"])
    if _status(core.database, family, person) != "not_invited":
        return
    click.echo(f"Holding one conversation, so that there is something to read ({person.name}).")
    click.echo("One message of it sounds like danger: the log says so, and there is an alert to see ...")
    script = FAMILY.with_name(plan["script"])
    talk = await Talk.open(core, MovingClock(), family, person)
    async for _ in hold(talk, script.read_text(encoding="utf-8").splitlines()):
        pass


async def hold(talk: Talk, lines: list[str]) -> AsyncIterator[Spoken]:
    """Hold a whole script; yields every turn."""
    yield await talk.begin()
    for step in read_script(lines):
        async for spoken in talk.take(step):
            yield spoken


def _lines(settings: Settings, database: Database, family: Family) -> list[str]:
    lines = [
        "",
        "Everybody here is invented, and the wording is a draft that nobody has checked.",
        "",
        f"The social worker signs in at {settings.portal_url}",
        f"    e-mail    {family.worker.email}",
        f"    password  {family.worker.password}",
        f"    code now  {family.worker.code()}   (a new one: ./run demo-code)",
        "",
        "Colleagues sign in there too (./run demo-code E-MAIL gives the code)",
        *(f"    {one.email:24}  {one.password}  {one.role.replace('_', ' ')}" for one in family.colleagues),
        "",
        f"Families open {settings.family_url}",
    ]
    for person in family.people:
        if _status(database, family, person) not in ("not_invited", "invited"):
            lines.append(f"  {person.name}: has been here already; the social worker can invite again")
            continue
        issued = invite(database, family, person, datetime.now(UTC))
        lines += [
            f"  {person.name} ({person.audience.replace('_', ' ')}, {person.language})",
            f"    link  {settings.family_url}/j#{issued.token}   PIN {issued.pin}",
            f"    or without a link, the spoken code  {issued.code}",
        ]
    return lines


def _status(database: Database, family: Family, person: Person) -> str:
    with database.read() as tx:
        return participants.get(tx, family.scope, person.participant_id).status
