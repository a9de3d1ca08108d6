"""Somebody in a real database, with the engine's model left out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest

from bot.content.model import Guide
from bot.messages import Channel
from bot.records import cases, invites, meetings, participants
from bot.records.participants import NewParticipant
from tests.stack import knowledge
from tests.tables import make_tables
from tests.walks.talks import KeptTalk
from tests.world import MEETING, NOW, World, make_world, open_database

Arrive = Callable[[Guide, str], KeptTalk]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("records")
    database = open_database(f"sqlite:///{folder}/records.db", folder)
    make_tables(database)
    yield make_world(database)
    database.close()


@pytest.fixture(scope="module")
def arrive(world: World) -> Iterator[Arrive]:
    """Return a maker of conversations: somebody new, who has come in before a meeting of the guide's kind."""
    with asyncio.Runner() as runner:

        def come_in(guide: Guide, nation: str) -> KeptTalk:
            scope = world.ada.scope
            with world.database.begin() as tx:
                case = cases.create(tx, scope, "Rowan", NOW).id
                meetings.set_meeting(
                    tx, scope, case, kind=guide.meetings[0], nation=nation, starts_at=MEETING,
                    place="Town Hall", mode="in_person", now=NOW,
                )  # fmt: skip
                new = NewParticipant(guide.audience, "Sam Rowan", "en", telegram_allowed=True)
                person = participants.create(tx, scope, case, new, NOW)
                issued = invites.issue(tx, scope, person.id, NOW, pin="2580")
            here = invites.claim_link(
                world.database, issued.token, pin="2580", channel=Channel.TERMINAL, address=None, now=NOW
            )
            return KeptTalk(
                knowledge(),
                guide,
                guide.meetings[0],
                nation,
                world=world,
                here=here,
                runner=runner,
                case=case,
            )

        yield come_in
