"""A family hears that somebody else is their worker now, by the name that is true when they hear it."""

from __future__ import annotations

from bot.conversation.knowledge import Knowledge
from bot.conversation.news import what_waits
from bot.records import cases, conversations, participants, reminders
from tests.world import NOW, Worker, World


def hand_over(world: World, old: Worker, new: Worker) -> None:
    with world.database.begin() as tx:
        cases.hand_over(tx, old.scope, world.case.id, new.id, old.key, NOW)


def heard(world: World, known: Knowledge, talk: conversations.Conversation) -> list[str]:
    with world.database.read() as tx:
        return [one.content for one in what_waits(tx, known, talk, NOW)[0]]


def test_it_waits_until_they_come_in_and_is_told_once(world: World, known: Knowledge) -> None:
    talk, other = world.arrive(world.parent, world.ada), world.arrive(world.other_parent, world.bea)
    assert heard(world, known, talk) == []
    hand_over(world, world.ada, world.bea)
    assert heard(world, known, talk) == ["notices.worker_changed"]
    assert heard(world, known, other) == []
    with world.database.read() as tx:
        around = participants.around(tx, talk.scope)
        (waiting,) = reminders.of_person(tx, talk.scope, NOW)
    assert around.workers[0].name == "Bea"
    with world.database.begin() as tx:
        reminders.done(tx, talk.scope, waiting.id, NOW)
    assert heard(world, known, talk) == []
    hand_over(world, world.bea, world.ada)
    assert heard(world, known, talk) == ["notices.worker_changed"]


def test_a_name_that_is_no_longer_true_is_not_told(world: World, known: Knowledge) -> None:
    talk = world.arrive(world.parent, world.ada)
    hand_over(world, world.ada, world.bea)
    hand_over(world, world.bea, world.ada)
    with world.database.read() as tx:
        assert len(reminders.of_person(tx, talk.scope, NOW)) == 2
    assert heard(world, known, talk) == ["notices.worker_changed"]
