"""A notice whose words have changed is shown again, once, and not before it is a good time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation.changed_notices import changed_notices
from bot.conversation.knowledge import Knowledge
from bot.conversation.store import Store
from bot.messages import Channel, Inbound, InboundKind
from bot.records import inbox, notices
from bot.records.conversations import Conversation
from bot.services.turn import Turn
from tests.world import NOW, World

WHO = "arrival.who_sees"


@pytest.fixture
def here(world: World) -> Conversation:
    return world.arrive(world.parent, world.ada)


@pytest.fixture
def turn(world: World, here: Conversation, known: Knowledge) -> Turn:
    """A turn of somebody who has come back and said that it is a good time."""
    inbound = Inbound(Channel.WEB, "m1", here.address or "", InboundKind.WORDS, NOW, "yes", None, None)
    with world.database.begin() as tx:
        inbox.accept(tx, inbound, here.id, NOW)
    store = Store(world.database, known, lambda: NOW, is_draft=lambda _council, _language: False)
    store.take(1)
    waiting = store.next(here.id)
    assert waiting is not None
    waiting.turn.position.guide = "parent_initial_conference"
    waiting.turn.good_time = True
    return waiting.turn


def said(world: World, here: Conversation, turn: Turn) -> list[str]:
    with world.database.begin() as tx:
        return [say.content for say in changed_notices(tx, here.scope, turn, NOW)]


def have_seen(world: World, here: Conversation, version: str) -> None:
    with world.database.begin() as tx:
        notices.seen(tx, here.scope, WHO, version, "en", NOW - timedelta(days=1))


def test_what_was_shown_in_other_words_is_shown_again_once(
    world: World, here: Conversation, turn: Turn
) -> None:
    have_seen(world, here, "an older wording")
    assert said(world, here, turn) == ["notices.notice_changed", WHO]
    assert said(world, here, turn) == []


def test_the_same_words_are_not_shown_again(world: World, here: Conversation, turn: Turn) -> None:
    have_seen(world, here, turn.content.item(WHO).version)
    assert said(world, here, turn) == []


def test_what_was_never_shown_is_the_guides_to_show(world: World, here: Conversation, turn: Turn) -> None:
    assert said(world, here, turn) == []


def test_it_waits_for_a_good_time(world: World, here: Conversation, turn: Turn) -> None:
    have_seen(world, here, "an older wording")
    turn.good_time = False
    assert said(world, here, turn) == []
