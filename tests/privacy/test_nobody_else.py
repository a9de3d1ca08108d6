"""P-10: whoever talks here cannot learn whether anybody else was invited, has begun, or has sent.

Families with the same names, each with somebody else in another state, go one way through the real product.
"""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import pytest_asyncio

from bot.demo.people import Person
from bot.messages import Channel
from bot.records import cases, drafts, invites, meetings, participants, sending
from bot.records.participants import NewParticipant
from bot.web import throttle
from tests.privacy.people import DIGITS, PIN, issue
from tests.records.parts import words
from tests.stack import Stack, running
from tests.web.visitor import Visitor, client

pytestmark = pytest.mark.asyncio(loop_scope="module")
MEETING = datetime.now(UTC) + timedelta(days=12)
STATES = ("nobody", "invited", "begun", "sent")
OTHER = {"parent": "young_person", "young_person": "parent"}
OTHERS_WORDS = "kanarek that nobody else hears of"
# Everything on a page that is random.
RANDOM = (
    (re.compile(r'value="[A-Za-z0-9_-]{20,}"'), 'value="RANDOM"'),
    (re.compile(r'data-csrf="[^"]*"'), "data-csrf"),
    (re.compile(r"\b[0-9A-Z]{4}(-[0-9A-Z]{4}){1,2}\b"), "CODE"),
)
HEADERS_OF_CHANCE = {"date", "set-cookie", "content-length"}
ON_THE_WAY = (
    "en",
    "choices.next",
    "choices.have_read",
    "choices.skip_to_questions",
    "choices.start_good",
    "choices.skip_part",
    "choices.go_on_here",
    "choices.show_answers",
    "choices.nothing_to_change",
    "choices.share_worker_only",
    "choices.sharing_the_same",
    "choices.send",
)
ASKED = (
    "has anyone else answered?",
    "did my mum write something",
    "will they read what the others said",
    "who will see this?",
)
STEPS = 40


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    async with running(tmp_path_factory.mktemp("state")) as stack:
        yield stack


def a_case(stack: Stack, audience: str, state: str) -> Person:
    """Somebody, in a case where the other is in some state; names and days are the same in all of them."""
    now, scope = datetime.now(UTC), stack.family.scope
    with stack.database.begin() as tx:
        case = cases.create(tx, scope, "The Alder family (invented)", now)
        meetings.set_meeting(
            tx,
            scope,
            case.id,
            kind="initial_conference",
            nation="england",
            starts_at=MEETING,
            place="Room 5",
            mode="in_person",
            now=now,
        )
        made = participants.create(tx, scope, case.id, NewParticipant(audience, "Ada Alder", "en"), now)
        if state == "nobody":
            return Person(audience, audience, made.name, "en", made.id)
        new = NewParticipant(OTHER[audience], "Ben Alder", "en")
        other = participants.create(tx, scope, case.id, new, now)
        issued = invites.issue(tx, scope, other.id, now, pin=PIN)
    if state != "invited":
        talk = invites.claim_link(
            stack.database, issued.token, pin=PIN, channel=Channel.WEB, address=None, now=now
        )
        with stack.database.begin() as tx:
            drafts.keep(tx, talk.scope, "turn", [words("q", OTHERS_WORDS)], now)
        if state == "sent":
            with stack.database.begin() as tx:
                sending.send(tx, talk.scope, now)
    return Person(audience, audience, made.name, "en", made.id)


@pytest.fixture(autouse=True)
def _patient_door(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each way has two wrong tries; on a quick machine all ways together had more than a minute may have."""
    monkeypatch.setattr(throttle, "MOST_OF_ONE", 1000)


async def whole_way(stack: Stack, person: Person) -> list[httpx.Response]:
    """From a wrong PIN to a wrong return code, by way of every question, asking after the others."""
    issued = await asyncio.to_thread(issue, stack, person)
    async with client(stack) as http:
        visitor = Visitor(http)
        link = {"link": issued.token, "chosen": "en"}
        await visitor.post("/pin", link | {"pin": "000001"})
        await visitor.post("/pin", link | {"pin": PIN})
        digits = {"first": DIGITS, "second": DIGITS, "chosen": "en"}
        await visitor.post("/digits", {"csrf": visitor.csrf} | digits)
        await visitor.get("/chat")
        labels = [visitor.label(name) for name in ON_THE_WAY]
        for step in range(STEPS):
            here = [label for label in labels if f">{html.escape(label)}</button>" in visitor.page]
            if here:
                await visitor.press(here[0])
            else:
                await visitor.say(ASKED[step] if step < len(ASKED) else "skip")
        for words_said in ASKED:
            await visitor.say(words_said)
        await visitor.get("/no-such-page")
        await visitor.post("/exit", {})
        await visitor.post("/back", {"code": "0000-0000-0000", "digits": DIGITS, "chosen": "en"})
        return visitor.seen


def plain(response: httpx.Response) -> tuple[int, dict[str, str], str]:
    """An answer without what is random in it."""
    text = response.text
    for pattern, stands in RANDOM:
        text = pattern.sub(stands, text)
    headers = {name: value for name, value in response.headers.items() if name not in HEADERS_OF_CHANCE}
    return response.status_code, headers, text


@pytest.mark.parametrize(("audience", "states"), [("parent", STATES), ("young_person", ("nobody", "sent"))])
async def test_every_page_is_the_same_whoever_else_was_invited_has_begun_or_has_sent(
    stack: Stack, audience: str, states: tuple[str, ...]
) -> None:
    """P-10: the whole way with answers, refusals, questions after the others and what comes after sending."""
    ways = []
    for state in states:
        person = await asyncio.to_thread(a_case, stack, audience, state)
        seen = await whole_way(stack, person)
        assert OTHERS_WORDS not in "".join(one.text for one in seen)
        assert "Ben Alder" not in "".join(one.text for one in seen)
        ways.append([plain(one) for one in seen])
    alone = ways[0]
    assert len(alone) > STEPS
    for state, way in zip(states[1:], ways[1:], strict=True):
        assert len(way) == len(alone), state
        for number, (one, other) in enumerate(zip(alone, way, strict=True)):
            assert one == other, (state, number)
