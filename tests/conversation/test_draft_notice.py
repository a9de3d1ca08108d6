"""A language that nobody at the council has checked says so: once, after it is chosen, beside no harm."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation.draft_notice import DRAFT, draft_notice
from bot.conversation.engine_client import Chosen
from bot.conversation.knowledge import Knowledge
from bot.conversation.store import Store, Waiting
from bot.messages import Channel, Inbound, InboundKind, Say
from bot.records import inbox, notices, outbox
from bot.records.conversations import Conversation
from bot.services.staged import EndSitting, SetLanguage
from bot.services.turn import Turn
from tests.world import NOW, World

READ_THIS = Say("arrival.who_sees", asks=True)


@pytest.fixture
def here(world: World) -> Conversation:
    return world.arrive(world.parent, world.ada)


def next_turn(world: World, here: Conversation, known: Knowledge, drafts: set[str], number: int) -> Waiting:
    """A turn of somebody who has been greeted, and reads who will see what they write."""
    store = store_of(world, known, drafts)
    now = NOW + timedelta(minutes=number)
    inbound = Inbound(
        Channel.WEB, f"m{number}", here.address or "", InboundKind.WORDS, now, "yes", None, None
    )
    with world.database.begin() as tx:
        inbox.accept(tx, inbound, here.id, now)
    store.take(1)
    waiting = store.next(here.id)
    assert waiting is not None
    waiting.turn.position.guide = "parent_initial_conference"
    waiting.turn.position.question = "arrival.who_sees"
    return waiting


def store_of(world: World, known: Knowledge, drafts: set[str]) -> Store:
    return Store(
        world.database,
        known,
        lambda: NOW,
        is_draft=lambda council, language: (council, language) in {("oakshire", one) for one in drafts},
        owner="one",
    )


@pytest.fixture
def turn(world: World, here: Conversation, known: Knowledge) -> Turn:
    return next_turn(world, here, known, {"en", "pl"}, 1).turn


def said(world: World, here: Conversation, turn: Turn, *, is_draft: bool = True) -> list[str]:
    with world.database.begin() as tx:
        return [say.content for say in draft_notice(tx, here.scope, turn, [READ_THIS], is_draft, NOW)]


def test_it_is_said_once_in_each_language(world: World, here: Conversation, turn: Turn) -> None:
    assert said(world, here, turn) == [DRAFT]
    assert said(world, here, turn) == []
    turn.stage(SetLanguage("en"))
    assert said(world, here, turn) == [DRAFT]
    turn.stage(SetLanguage("pl"))
    assert said(world, here, turn) == []


def test_a_signed_language_says_nothing(world: World, here: Conversation, turn: Turn) -> None:
    assert said(world, here, turn, is_draft=False) == []


@pytest.mark.parametrize("when", ["choosing", "greeting", "at the side", "harm", "leaving", "nothing open"])
def test_it_waits_for_its_moment(world: World, here: Conversation, turn: Turn, when: str) -> None:
    match when:
        case "choosing":
            turn.position.question = "arrival.language"
        case "greeting":
            turn.position.question = "arrival.welcome"
        case "at the side":
            turn.position.return_to, turn.position.question = "arrival.welcome", "side.good_time"
        case "harm":
            turn.sore = True
        case "leaving":
            turn.stage(EndSitting())
        case _:
            turn.position.question = ""
    assert said(world, here, turn) == []


def test_it_is_not_said_by_itself(world: World, here: Conversation, turn: Turn) -> None:
    with world.database.begin() as tx:
        assert draft_notice(tx, here.scope, turn, [], True, NOW) == []


def told(world: World, here: Conversation) -> list[str]:
    with world.database.read() as tx:
        return [row.say.content for row in outbox.waiting_for(tx, here.id)]


def test_it_comes_before_the_turns_own_words_and_the_worker_sees_that_it_was_shown(
    world: World, here: Conversation, known: Knowledge
) -> None:
    for number in (1, 2):
        waiting = next_turn(world, here, known, {"pl"}, number)
        store_of(world, known, {"pl"}).commit(waiting, Chosen((READ_THIS,), {}))
    assert told(world, here) == [DRAFT, "arrival.who_sees", "arrival.who_sees"]
    with world.database.read() as tx:
        shown = notices.of_participant(tx, world.ada.scope, world.parent.id)
    assert [(one.item, one.language) for one in shown] == [(DRAFT, "pl")]


def test_a_council_that_has_signed_says_nothing_of_it(
    world: World, here: Conversation, known: Knowledge
) -> None:
    waiting = next_turn(world, here, known, {"en"}, 1)
    store_of(world, known, {"en"}).commit(waiting, Chosen((READ_THIS,), {}))
    assert told(world, here) == ["arrival.who_sees"]
