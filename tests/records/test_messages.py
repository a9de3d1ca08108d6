"""Inbox, leases, outbox: once, in order, one at a time, and empty afterwards."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.errors import Conflict, NotFound
from bot.messages import Channel, Inbound, InboundKind, Say
from bot.records import in_chat, inbox, leases, outbox, parked, tables, versions
from bot.records.conversations import Conversation
from bot.records.inbox import Accepted
from bot.records.outbox import Outgoing
from bot.records.parked import Unopened
from tests.world import NOW, Worker, World

SOON, LATER = NOW + timedelta(seconds=5), NOW + timedelta(seconds=9)


def inbound(talk: Conversation | None, external_id: str, said: str = "words", address: str = "9") -> Inbound:
    where = talk.address if talk and talk.address else address
    return Inbound(
        channel=Channel.TELEGRAM,
        external_id=external_id,
        address=where,
        kind=InboundKind.WORDS,
        received_at=NOW,
        words=said,
        about="q.one",
    )


def accept(world: World, talk: Conversation | None, external_id: str, said: str = "words") -> Accepted:
    with world.database.begin() as tx:
        return inbox.accept(tx, inbound(talk, external_id, said), talk and talk.id, NOW)


def test_a_message_is_kept_once_however_often_it_comes(world: World) -> None:
    """D-01 at record level: five at once are one row."""
    talk = world.arrive(world.parent, world.ada, address="4711")
    with ThreadPoolExecutor(5) as threads:
        results = list(threads.map(lambda _: accept(world, talk, "u1"), range(5)))
    assert sum(result.is_new for result in results) == 1
    assert len({result.id for result in results}) == 1
    with world.database.begin() as tx:
        inbox.done(tx, results[0].id, NOW)
    assert not accept(world, talk, "u1").is_new


def test_messages_come_back_whole_and_in_order(world: World) -> None:
    talk = world.arrive(world.parent, world.ada, address="4711")
    said = ["  /first ", "druga ł اب", "\n", ""]
    for number, text in enumerate(said):
        accept(world, talk, f"u{number}", text)
    found = []
    while True:
        with world.database.begin() as tx:
            row = inbox.next_for(tx, talk.id, NOW)
            if row is None:
                break
            assert row.inbound == inbound(talk, f"u{len(found)}", row.inbound.words or "")
            found.append(row.inbound.words)
            inbox.done(tx, row.id, NOW)
    assert found == said
    with world.database.read() as tx:
        assert tx.connection.execute(select(tables.InboxRow.body_box)).scalars().all() == [None] * 4
        assert [mark.done for mark in inbox.marks(tx, talk.scope, NOW)] == [True] * 4
        assert inbox.waiting(tx) == 0


def test_a_failed_message_holds_up_its_own_conversation_only(world: World) -> None:
    talk, other = world.arrive(world.parent, world.ada, "1"), world.arrive(world.teen, world.ada, "2")
    first = accept(world, talk, "a")
    accept(world, talk, "b")
    accept(world, other, "c")
    with world.database.begin() as tx:
        assert inbox.failed(tx, first.id, SOON) == 1
        assert inbox.next_for(tx, talk.id, NOW) is None
        assert leases.take(tx, "w", NOW) == [other.id]
        assert leases.take(tx, "w", NOW) == []
        assert leases.take(tx, "w", SOON) == [talk.id]
        row = inbox.next_for(tx, talk.id, SOON)
        assert row is not None
        assert (row.id, row.tries) == (first.id, 1)
        parked.park(tx, row, SOON)
        after = inbox.next_for(tx, talk.id, SOON)
        assert after is not None
        assert after.inbound.external_id == "b"
    messages = parked.open_all(world.database, world.ada.scope, world.ada.key, world.parent.id, NOW)
    assert [(one.words, one.about) for one in messages] == [("words", "q.one")]


def test_a_parked_message_is_unopened_until_one_of_its_own_workers_opens_it(world: World) -> None:
    """W-06: the colleague next door and another council neither see that it waits nor take it off."""
    talk = world.arrive(world.parent, world.ada, "1")

    def lose(external_id: str, at: datetime) -> None:
        accept(world, talk, external_id)
        with world.database.begin() as tx:
            row = inbox.next_for(tx, talk.id, SOON)
            assert row is not None
            parked.park(tx, row, at)

    def unopened(worker: Worker) -> dict[str, Unopened]:
        with world.database.read() as tx:
            return parked.unopened(tx, worker.scope)

    assert unopened(world.ada) == {}
    lose("a", NOW)
    lose("b", SOON)
    assert unopened(world.ada) == {world.parent.id: Unopened(2, NOW, SOON)}
    for stranger in (world.bea, world.cai):
        assert unopened(stranger) == {}
        with pytest.raises(NotFound):
            parked.open_all(world.database, stranger.scope, stranger.key, world.parent.id, SOON)
    assert unopened(world.ada)[world.parent.id].count == 2
    assert len(parked.open_all(world.database, world.ada.scope, world.ada.key, world.parent.id, SOON)) == 2
    assert unopened(world.ada) == {}
    lose("c", LATER)
    assert unopened(world.ada) == {world.parent.id: Unopened(1, LATER, LATER)}
    with world.database.begin() as tx:
        versions.downgrade(tx.connection, "0015")
    world.database.migrate()
    # What was opened before there was a column for it is known from the audit, and what was not, too.
    assert unopened(world.ada) == {world.parent.id: Unopened(1, LATER, LATER)}


def test_a_conversation_is_leased_to_one_worker(world: World) -> None:
    talks = [world.arrive(world.parent, world.ada, "1"), world.arrive(world.teen, world.ada, "2")]
    talks.append(world.arrive(world.other_parent, world.bea, "3"))
    for number, talk in enumerate(talks):
        accept(world, talk, f"u{number}")

    def take(owner: str) -> list[str]:
        with world.database.begin() as tx:
            return leases.take(tx, owner, NOW)

    with ThreadPoolExecutor(8) as threads:
        taken = [one for some in threads.map(take, [f"w{n}" for n in range(8)]) for one in some]
    # A row that somebody else is just taking is passed over, so one more look may be needed.
    while more := take("late"):
        taken += more
    assert sorted(taken) == sorted(talk.id for talk in talks)


def test_a_lease_ends_by_itself_and_cannot_be_used_after(world: World) -> None:
    talk = world.arrive(world.parent, world.ada, "1")
    accept(world, talk, "u")
    over = NOW + timedelta(seconds=60)
    with world.database.begin() as tx:
        assert leases.take(tx, "one", NOW) == [talk.id]
        assert leases.take(tx, "two", over - timedelta(seconds=1)) == []
        leases.hold(tx, talk.id, "one", NOW)
        assert leases.take(tx, "two", over) == [talk.id]
    with pytest.raises(Conflict), world.database.begin() as tx:
        leases.hold(tx, talk.id, "one", over)
    with world.database.begin() as tx:
        leases.release(tx, talk.id, "one")
        assert leases.take(tx, "three", over) == []
        leases.release(tx, talk.id, "two")
        assert leases.take(tx, "three", over) == [talk.id]
        assert leases.release_all(tx) == 1
        assert leases.take(tx, "four", over) == [talk.id]


def test_an_unclaimed_chat_waits_beside_the_conversations(world: World) -> None:
    accept(world, None, "u1", "hello?")
    with world.database.begin() as tx:
        assert leases.take(tx, "w", NOW) == []
        (row,) = inbox.unclaimed(tx, NOW)
        assert (row.inbound.words, row.inbound.address) == ("hello?", "9")
        with pytest.raises(ValueError, match="unclaimed"):
            parked.park(tx, row, NOW)
        outbox.add_unclaimed(tx, Channel.TELEGRAM, "9", [Outgoing(Say("notices.unknown_chat"))], NOW)
        inbox.done(tx, row.id, NOW)
        (due,) = outbox.due(tx, Channel.TELEGRAM, NOW)
        assert (due.address, due.say.content, due.conversation_id) == ("9", "notices.unknown_chat", None)
        outbox.delivered(tx, due.id, NOW)
        assert outbox.due(tx, Channel.TELEGRAM, NOW) == []


def say(content: str, question: str | None = None) -> Outgoing:
    return Outgoing(Say(content, {"count": "3"}, ("control:skip",)), question)


def add(world: World, talk: Conversation, *says: Outgoing, at: datetime = NOW) -> None:
    with world.database.begin() as tx:
        outbox.add(tx, talk.id, says, at)


def test_replies_go_out_in_order_and_one_that_fails_holds_up_its_own(world: World) -> None:
    talk, other = world.arrive(world.parent, world.ada, "1"), world.arrive(world.teen, world.ada, "2")
    add(world, talk, say("a.one"), say("a.two", "q.two"))
    add(world, other, say("b.one"))
    with world.database.begin() as tx:
        first, third = outbox.due(tx, Channel.TELEGRAM, NOW)
        assert (first.say.content, third.say.content) == ("a.one", "b.one")
        assert first.say == Say("a.one", {"count": "3"}, ("control:skip",))
        assert (first.address, first.language, first.participant_id) == ("1", "pl", world.parent.id)
        assert outbox.due(tx, Channel.WEB, NOW) == []
        assert outbox.retry(tx, first.id, SOON) == 1
        assert [row.say.content for row in outbox.due(tx, Channel.TELEGRAM, NOW)] == ["b.one"]
        outbox.part_delivered(tx, first.id, "m1", SOON)
        assert outbox.due(tx, Channel.TELEGRAM, SOON)[0].parts_done == 1
        outbox.delivered(tx, first.id, SOON)
        assert outbox.due(tx, Channel.TELEGRAM, SOON)[0].say.content == "a.two"
        assert in_chat.hideable(tx, talk.id, Channel.TELEGRAM, SOON) == ["m1"]
        assert in_chat.hideable(tx, other.id, Channel.TELEGRAM, SOON) == []
        assert in_chat.hideable(tx, talk.id, Channel.TELEGRAM, SOON + timedelta(hours=48)) == []


def test_words_are_about_the_last_question_delivered_before_them(world: World) -> None:
    talk = world.arrive(world.parent, world.ada, "1")
    add(world, talk, say("q.one", "q.one"), say("x"), say("q.two", "q.two"))
    with world.database.begin() as tx:
        one, _, two = outbox.waiting_for(tx, talk.id)
        assert outbox.question_before(tx, talk.id, NOW) is None
        outbox.delivered(tx, one.id, NOW)
        outbox.delivered(tx, two.id, SOON)
        assert outbox.question_before(tx, talk.id, SOON - timedelta(seconds=1)) == "q.one"
        assert outbox.question_before(tx, talk.id, SOON) == "q.two"
        bodies = tx.connection.execute(
            select(tables.OutboxRow.body_box).order_by(tables.OutboxRow.seq)
        ).scalars()
        assert [body is None for body in bodies] == [True, False, True]


def test_a_sitting_can_be_shown_until_it_ends_or_a_day_has_gone(world: World) -> None:
    talk = world.arrive(world.parent, world.ada)
    add(world, talk, say("before"), at=NOW - timedelta(hours=2))
    with world.database.begin() as tx:
        for row in outbox.waiting_for(tx, talk.id):
            outbox.delivered(tx, row.id, NOW - timedelta(hours=2), keep=True)
    add(world, talk, say("one"), say("two"))
    with world.database.begin() as tx:
        assert [row.say.content for row in outbox.sitting(tx, talk.scope, NOW)] == ["one", "two"]
        outbox.delivered(tx, outbox.waiting_for(tx, talk.id)[0].id, NOW, keep=True)
        assert [row.say.content for row in outbox.sitting(tx, talk.scope, NOW)] == ["one", "two"]
        assert outbox.empty_old(tx, NOW + timedelta(hours=22)) == 1
        outbox.end_sitting(tx, talk.scope, NOW)
        assert [row.say.content for row in outbox.sitting(tx, talk.scope, NOW)] == ["two"]


def test_what_waits_follows_the_person_to_another_channel(world: World) -> None:
    talk = world.arrive(world.parent, world.ada, "1")
    add(world, talk, say("late"))
    moved = world.arrive(world.parent, world.ada)
    with world.database.begin() as tx:
        assert outbox.due(tx, Channel.TELEGRAM, NOW) == []
        (row,) = outbox.due(tx, Channel.WEB, NOW)
        assert (row.say.content, row.address) == ("late", moved.public_id)
        outbox.give_up(tx, row.id, NOW)
        assert outbox.due(tx, Channel.WEB, NOW) == []


def test_a_message_is_known_again_by_its_own_name_in_its_own_conversation(world: World) -> None:
    talk, other = world.arrive(world.parent, world.ada), world.arrive(world.teen, world.ada)
    found = []
    for number, (here, message) in enumerate(((talk, "9/1"), (talk, "9/2"), (other, "9/1"), (talk, "9/1"))):
        one = replace(inbound(here, f"e{number}"), message=message, revision=number)
        with world.database.begin() as tx:
            accepted = inbox.accept(tx, one, here.id, NOW + timedelta(seconds=number))
        with world.database.begin() as tx:
            row = inbox.get(tx, accepted.id)
            assert row is not None
            assert (row.inbound.message, row.inbound.revision) == (message, number)
            found.append(inbox.came_before(tx, row))
            inbox.done(tx, accepted.id, NOW)
    assert found == [None, None, None, NOW]
