"""A-01, A-07, W-01, P-12: whatever is wrong, and whoever else is there, the same work is done.

`./run bench security` has the timings.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pyotp
import pytest
import pytest_asyncio
from argon2 import PasswordHasher
from sqlalchemy import event

from bot.conversation.core import Core
from bot.conversation.engine_client import Chosen
from bot.errors import InviteRefused, SignInRefused
from bot.messages import Channel, Say
from bot.records import coming_back, conversations, drafts, invites, passwords, sending
from bot.records.database import Database
from bot.records.participants import Participant
from bot.records.sign_in import sign_in
from bot.settings import Settings
from bot.web import chatting
from bot.web.app import create_app
from tests.records.parts import words
from tests.stack import environment, knowledge
from tests.tables import make_tables
from tests.world import MEETING, NOW, PASSWORD, Worker, World, make_world, open_database

DIGITS, OTHER_DIGITS = "482915", "739164"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    database = open_database(f"sqlite:///{tmp_path}/records.db", tmp_path)
    make_tables(database)
    yield make_world(database)
    database.close()


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what argon2 was made to check, as it goes on."""
    checked: list[str] = []
    real = PasswordHasher.verify

    def verify(hasher: PasswordHasher, stored: str, text: str) -> bool:
        checked.append(stored)
        return real(hasher, stored, text)

    # With nothing stored the stand-in is hashed once and kept: that first time is not a refusal's cost.
    passwords.matches(None, "anything")
    monkeypatch.setattr(PasswordHasher, "verify", verify)
    return checked


def by_link(world: World, token: str, pin: str, later: timedelta = timedelta()) -> None:
    invites.claim_link(world.database, token, pin=pin, channel=Channel.WEB, address=None, now=NOW + later)


def by_code(world: World, code: str, later: timedelta = timedelta()) -> None:
    invites.claim_code(world.database, code, channel=Channel.WEB, address=None, now=NOW + later)


def issue(world: World) -> invites.IssuedInvite:
    with world.database.begin() as tx:
        return invites.issue(tx, world.ada.scope, world.parent.id, NOW, pin="2580")


def used(world: World) -> invites.IssuedInvite:
    issued = issue(world)
    by_link(world, issued.token, "2580")
    return issued


def revoked(world: World) -> invites.IssuedInvite:
    issued = issue(world)
    with world.database.begin() as tx:
        invites.revoke(tx, world.ada.scope, world.parent.id, NOW)
    return issued


def replaced(world: World) -> invites.IssuedInvite:
    issued = issue(world)
    issue(world)
    return issued


def dead(world: World) -> invites.IssuedInvite:
    issued = issue(world)
    for _ in range(invites.MOST_TRIES):
        with pytest.raises(InviteRefused):
            by_link(world, issued.token, "1111")
    return issued


GONE = (used, revoked, replaced, dead)


@pytest.mark.parametrize("gone", GONE, ids=lambda gone: gone.__name__)
def test_an_invite_that_is_gone_costs_what_an_unknown_one_costs(
    world: World, verified: list[str], gone: Callable[[World], invites.IssuedInvite]
) -> None:
    issued = gone(world)
    tries: list[Callable[[], None]] = [
        lambda: by_link(world, issued.token, "2580"),
        lambda: by_link(world, "A" * 22, "2580"),
        lambda: by_code(world, issued.code),
        lambda: by_code(world, "0000-0000-0000"),
    ]
    faults = set()
    for one in tries:
        verified.clear()
        with pytest.raises(InviteRefused) as refused:
            one()
        faults.add((type(refused.value), str(refused.value)))
        assert len(verified) == 1
    assert len(faults) == 1


def test_a_late_one_and_a_wrong_pin_cost_the_same(world: World, verified: list[str]) -> None:
    issued = issue(world)
    for pin, later in (("1111", timedelta()), ("2580", MEETING - NOW + timedelta(days=8))):
        verified.clear()
        with pytest.raises(InviteRefused):
            by_link(world, issued.token, pin, later)
        assert len(verified) == 1


def test_coming_back_checks_code_and_digits_whatever_is_wrong(world: World, verified: list[str]) -> None:
    here = world.arrive(world.parent, world.ada)
    code = coming_back.set_digits(world.database, here.scope, DIGITS, NOW)
    wrong = f"{code[:-1]}{'0' if code[-1] != '0' else '1'}"
    tries = [(code, OTHER_DIGITS), (wrong, DIGITS), (wrong, OTHER_DIGITS), ("0000-0000-0000", DIGITS)]
    faults = set()
    for typed, digits in tries:
        verified.clear()
        with pytest.raises(InviteRefused) as refused:
            coming_back.come_back(world.database, typed, digits, channel=Channel.WEB, address=None, now=NOW)
        faults.add((type(refused.value), str(refused.value)))
        assert len(verified) == 2
    assert len(faults) == 1


@pytest.mark.parametrize("wrong", ["user", "password", "code"])
def test_sign_in_checks_one_password_whatever_is_wrong(world: World, verified: list[str], wrong: str) -> None:
    now = NOW + timedelta(minutes=5)
    right = pyotp.TOTP(world.ada.totp_secret).at(now)
    with pytest.raises(SignInRefused) as refused:
        sign_in(
            world.database,
            email="nobody@oakshire.example" if wrong == "user" else world.ada.email,
            password="not the password" if wrong == "password" else PASSWORD,
            code=f"{(int(right) + 1) % 1_000_000:06}" if wrong == "code" else right,
            client="somewhere",
            now=now,
        )
    assert len(verified) == 1
    assert refused.value.message == "Sign-in was refused."


# P-12: what the database is asked for one person does not hang on whether another exists or has sent.


@dataclass(slots=True)
class Watched:
    """An app without an engine, and every statement that goes to its database."""

    world: World
    core: Core
    http: httpx.AsyncClient
    said: list[str]

    async def asks(self, page: Awaitable[httpx.Response]) -> tuple[httpx.Response, list[str]]:
        self.said.clear()
        answer = await page
        return answer, list(self.said)

    def turn(self, conversation_id: str) -> list[str]:
        """What it takes to answer a message, but for the engine itself."""
        self.said.clear()
        store = self.core.store
        assert store.take(1) == [conversation_id]
        while (waiting := store.next(conversation_id)) is not None:
            store.commit(waiting, Chosen((Say("notices.thanks"),), {"slots": {}}))
        store.release(conversation_id)
        return list(self.said)


@pytest_asyncio.fixture
async def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Watched]:
    monkeypatch.setattr(chatting, "LATE_AFTER", 0.01)
    settings = Settings.load(environment(tmp_path / "state"))
    database = Database.open(settings)
    make_tables(database)
    core = Core.build(settings, database, knowledge())
    transport = httpx.ASGITransport(create_app(core, settings, database))
    said: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        said.append(statement)

    world = make_world(database)
    event.listen(database.engine, "before_cursor_execute", note)
    base = settings.family_url
    async with httpx.AsyncClient(transport=transport, base_url=base, headers={"origin": base}) as http:
        yield Watched(world, core, http, said)
    database.close()


def teen_is_away(world: World) -> None:
    """Nobody has invited the teenager."""


def teen_is_invited(world: World) -> None:
    with world.database.begin() as tx:
        invites.issue(tx, world.ada.scope, world.teen.id, NOW, pin="2580")


def teen_has_begun(world: World) -> None:
    talk = world.arrive(world.teen, world.ada)
    with world.database.begin() as tx:
        drafts.keep(tx, talk.scope, "turn", [words("q", "a")], NOW)


def teen_has_sent(world: World) -> None:
    talk = world.arrive(world.teen, world.ada)
    with world.database.begin() as tx:
        drafts.keep(tx, talk.scope, "turn", [words("q", "a")], NOW)
        sending.send(tx, talk.scope, NOW)


async def parents_way(here: Watched, person: Participant, worker: Worker) -> list[tuple[int, list[str]]]:
    """From the link to the exit, with everything that may be refused; the statements of each step."""
    with here.world.database.begin() as tx:
        # The app goes by the time that it is.
        issued = invites.issue(tx, worker.scope, person.id, datetime.now(UTC), pin="2580")
    http, steps = here.http, []

    async def step(page: Awaitable[httpx.Response]) -> str:
        answer, said = await here.asks(page)
        steps.append((answer.status_code, said))
        return answer.text

    link = {"link": issued.token, "chosen": "en"}
    await step(http.post("/pin", data=link | {"pin": "1111"}))
    await step(http.post("/pin", data=link | {"pin": "2580"}))
    csrf = token(await step(http.get("/digits")))
    await step(http.post("/digits", data={"csrf": csrf, "first": DIGITS, "second": DIGITS, "chosen": "en"}))
    csrf = token(await step(http.get("/chat")))
    for number, words_said in enumerate(("We read together", "has my son answered?", "who else is here?")):
        form = {"csrf": csrf, "message": f"m{number}", "about": "", "words": words_said}
        await step(http.post("/say", data=form))
        await step(http.get("/chat"))
    with here.world.database.read() as tx:
        talk = conversations.of_participant(tx, person.id)
    assert talk is not None
    steps.append((0, here.turn(talk.id)))
    await step(http.get("/chat"))
    await step(http.post("/exit"))
    await step(http.post("/back", data={"code": "0000-0000-0000", "digits": DIGITS, "chosen": "en"}))
    http.cookies.clear()
    return steps


def token(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]*)"', page)
    assert found is not None
    return found[1]


@pytest.mark.asyncio
@pytest.mark.parametrize("teen", [teen_is_away, teen_is_invited, teen_has_begun, teen_has_sent])
async def test_the_same_is_asked_of_the_database_whoever_else_is_in_the_case(
    watched: Watched, teen: Callable[[World], None]
) -> None:
    """P-12: compared with a parent in a case where nobody else is."""
    world = watched.world
    teen(world)
    alone = await parents_way(watched, world.other_parent, world.bea)
    beside = await parents_way(watched, world.parent, world.ada)
    assert [status for status, _ in beside] == [status for status, _ in alone]
    assert sum(len(said) for _, said in alone) > 100
    assert beside == alone
