"""A meeting that moved or passed is said at the next turn, once, and not before it is a good time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.conversation.engine_client import Chosen
from bot.conversation.knowledge import Knowledge
from bot.conversation.store import Store
from bot.conversation.values import values_of
from bot.messages import Channel, Inbound, InboundKind, Say
from bot.records import inbox, meetings, outbox, participants
from bot.records.conversations import Conversation
from bot.services.ask import GOOD_TIME
from tests.world import MEETING, NOW, World


class Talk:
    """One person's turns, with the engine left out: it always says "OK."."""

    def __init__(self, world: World, known: Knowledge) -> None:
        self.world, self.now, self.number = world, NOW, 0
        self.conversation: Conversation = world.arrive(world.parent, world.ada)
        self.store = Store(
            world.database, known, lambda: self.now, is_draft=lambda _council, _language: False
        )

    def turn(self, *, question: str = "parent.good.ordinary_moment") -> list[str]:
        """Send a message at `now`; return the ids of what is said."""
        self.number += 1
        kind, words = InboundKind.WORDS, "hello"
        address = self.conversation.address or ""
        inbound = Inbound(Channel.WEB, f"m{self.number}", address, kind, self.now, words, None, None)
        with self.world.database.begin() as tx:
            inbox.accept(tx, inbound, self.conversation.id, self.now)
        self.store.take(1)
        waiting = self.store.next(self.conversation.id)
        assert waiting is not None
        waiting.turn.position.question = question
        before = self.said()
        self.store.commit(waiting, Chosen((Say("notices.thanks"),), {"slots": {}}))
        self.store.release(self.conversation.id)
        return self.said()[len(before) :]

    def said(self) -> list[str]:
        with self.world.database.read() as tx:
            return [row.say.content for row in outbox.waiting_for(tx, self.conversation.id)]

    def move(self, starts_at: datetime, kind: str = "initial_conference") -> None:
        with self.world.database.begin() as tx:
            meetings.set_meeting(
                tx, self.world.ada.scope, self.world.case.id, kind=kind, nation="england",
                starts_at=starts_at, place="Hall", mode="video", now=self.now,
            )  # fmt: skip


@pytest.fixture
def talk(world: World, known: Knowledge) -> Talk:
    return Talk(world, known)


def test_a_moved_meeting_is_said_at_the_next_turn_and_only_there(talk: Talk) -> None:
    assert talk.turn() == ["notices.thanks"]
    talk.move(MEETING + timedelta(days=1))
    assert talk.turn() == ["notices.meeting_moved", "notices.thanks"]
    assert talk.turn() == ["notices.thanks"]


def test_it_waits_until_it_is_a_good_time(talk: Talk) -> None:
    assert talk.turn() == ["notices.thanks"]
    talk.move(MEETING + timedelta(days=1))
    assert talk.turn(question=GOOD_TIME) == ["notices.thanks"]
    assert talk.turn() == ["notices.meeting_moved", "notices.thanks"]


def test_a_meeting_that_has_passed_is_said_once_and_the_talk_goes_on(talk: Talk) -> None:
    assert talk.turn() == ["notices.thanks"]
    talk.now = MEETING + timedelta(hours=3)
    assert talk.turn() == ["notices.meeting_passed", "notices.thanks"]
    assert talk.turn() == ["notices.thanks"]


def test_a_next_meeting_is_said_with_its_name_and_not_as_a_move(talk: Talk, known: Knowledge) -> None:
    assert talk.turn() == ["notices.thanks"]
    talk.now = MEETING + timedelta(days=1)
    talk.move(MEETING + timedelta(days=90), "review_conference")
    assert talk.turn() == ["notices.meeting_new", "notices.thanks"]
    assert talk.turn() == ["notices.thanks"]
    with talk.world.database.read() as tx:
        around = participants.around(tx, talk.conversation.scope)
    values = values_of(known, around, "en")
    (said,) = known.renderer.replies(Say("notices.meeting_new"), values, lambda _: [])
    assert "review child protection conference" in said.text
    assert "Wednesday 24 February" in said.text


@pytest.mark.parametrize("language", ["en", "pl"])
def test_the_new_day_is_the_one_that_is_said(talk: Talk, known: Knowledge, language: str) -> None:
    talk.move(MEETING + timedelta(days=1))
    with talk.world.database.read() as tx:
        around = participants.around(tx, talk.conversation.scope)
    replies = known.renderer.replies(
        Say("notices.meeting_moved"), values_of(known, around, language), lambda _: []
    )
    assert {"en": "Friday 27 November", "pl": "piątek, 27 listopada"}[language] in replies[0].text
