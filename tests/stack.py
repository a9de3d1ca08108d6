"""The whole product on free ports of this machine: real engine, real records, both apps over real HTTP."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bot.content.model import Council
from bot.content.signing import SIGNED_FILE, Signature, Signatures, to_sign, words_hash
from bot.conversation.core import Core
from bot.conversation.engine_process import free_port
from bot.conversation.knowledge import Knowledge
from bot.demo.people import Family, Person, invite, make_family
from bot.records.database import Database
from bot.records.invites import IssuedInvite
from bot.records.process_lock import family_lock
from bot.secret_files import make_secrets
from bot.serve import family as serve_family
from bot.serve import portal as serve_portal
from bot.settings import Settings
from bot.talk import MovingClock, Talk
from tests.shared_engine import shared_engine
from tests.tables import make_tables

PORTS = ("ENGINE", "ACTION", "FAMILY", "PORTAL", "OPERATIONS", "PORTAL_OPERATIONS")


@cache
def knowledge() -> Knowledge:
    """Load content, catalogues and the rest once for all tests."""
    return Knowledge.load()


def environment(state: Path, **more: str) -> dict[str, str]:
    """Return settings for a state folder, on free ports; the secrets are made."""
    make_secrets(state)
    ports = {f"BEFOREHAND_{name}_PORT": str(free_port()) for name in PORTS}
    return {
        **ports,
        "BEFOREHAND_MODE": "test",
        "BEFOREHAND_STATE": str(state),
        "BEFOREHAND_FAMILY_URL": f"http://localhost:{ports['BEFOREHAND_FAMILY_PORT']}",
        "BEFOREHAND_PORTAL_URL": f"http://127.0.0.1:{ports['BEFOREHAND_PORTAL_PORT']}",
        **more,
    }


@dataclass(frozen=True, slots=True)
class Stack:
    """Everything running, and the invented family of `bot/demo/family.yml` in it."""

    settings: Settings
    database: Database
    core: Core
    family: Family

    def person(self, key: str) -> Person:
        """Return `mother`, `father` or `son`."""
        return next(one for one in self.family.people if one.key == key)

    async def invite(self, key: str) -> IssuedInvite:
        """Issue an invite for somebody of the family."""
        return await asyncio.to_thread(
            invite, self.database, self.family, self.person(key), datetime.now(UTC)
        )

    async def talk(self, key: str) -> Talk:
        """Come in as somebody of the family, by the terminal's door."""
        return await Talk.open(self.core, MovingClock(), self.family, self.person(key))


def sign_all(state: Path, known: Knowledge, council: str = "oakshire", languages: Sequence[str] = ()) -> None:
    """Sign every safety and notice item for a council, so that the languages are no drafts.

    Those of most conversations here, if none are given: English, Polish, and what only the tests know.
    """
    content, catalogues = known.texts.content, known.texts.catalogues
    ours = knowledge().texts.catalogues.offered
    usual = [code for code in catalogues.offered if code in ("en", "pl") or code not in ours]
    made = [
        Signature(
            council, item.id, code, words_hash(item, code, catalogues.text), "T. Est", "tests", "2026-11-01"
        )
        for code in languages or usual
        for item in to_sign(content.items.values())
    ]
    Signatures.load(state / SIGNED_FILE).sign(*made)


@contextlib.asynccontextmanager
async def running(
    state: Path,
    known: Knowledge | None = None,
    *,
    signed: bool = True,
    council: Council | None = None,
    own_engine: bool = False,
    **more: str,
) -> AsyncIterator[Stack]:
    """Start it all, and stop it all. Takes about two seconds: share it where tests do not disturb.

    `known` is what it knows, where that is more than the product's own content and languages. `signed`:
    people of the council have signed its words, as they must have before anything is said without a note.
    `council` is the family's, where that is another than the file's. `own_engine`: one that no other test
    uses, with its log under `state`; it takes five seconds more.
    """
    known = known or knowledge()
    engine = {} if own_engine else shared_engine()
    settings = Settings.load(environment(state, **engine, **more))
    if signed:
        sign_all(settings.state, known)
    database = Database.open(settings)
    make_tables(database)
    family = await asyncio.to_thread(make_family, database, "test", datetime.now(UTC), council=council)
    with family_lock(database, settings.state):
        async with (
            serve_family(settings, database, known) as core,
            serve_portal(settings, database, known),
        ):
            yield Stack(settings, database, core, family)
    database.close()
