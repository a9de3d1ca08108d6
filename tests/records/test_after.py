"""After sending, on both databases: opened, replies, promises, wishes to delete, reminders told once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.errors import NotFound
from bot.messages import Channel
from bot.records import deletion, drafts, meetings, proofs, reminders, replies, sending, sent_answers
from bot.records.reminders import Reminder
from bot.records.replies import NewReply
from bot.records.scopes import ParticipantScope
from bot.records.tables import WorkerReplyRow
from tests.records.parts import words
from tests.world import MEETING, NOW, World

LATER = NOW + timedelta(hours=1)
WORDS = "I will ring the school."
PROMISE = NewReply(None, WORDS, date(2026, 11, 25), NOW + timedelta(days=3))


def sent(world: World) -> ParticipantScope:
    scope = world.arrive(world.parent, world.ada).scope
    with world.database.begin() as tx:
        drafts.keep(tx, scope, "turn", [words("q", "a")], NOW)
        sending.send(tx, scope, NOW)
    return scope


def due(world: World, scope: ParticipantScope, at: object = LATER) -> list[Reminder]:
    with world.database.read() as tx:
        return reminders.of_person(tx, scope, at)  # type: ignore[arg-type] # a time


def test_the_first_opening_is_to_be_told_once(world: World) -> None:
    scope = sent(world)
    assert due(world, scope) == []
    for at in (LATER, LATER + timedelta(hours=1)):
        sent_answers.open_all(world.database, world.ada.scope, world.ada.key, world.parent.id, at)
    (one,) = due(world, scope, LATER + timedelta(days=1))
    assert (one.kind, one.about) == ("opened_told", "1")
    with world.database.begin() as tx:
        assert proofs.opened_untold(tx, scope) == LATER
        proofs.told_opened(tx, scope, LATER)
        reminders.done(tx, scope, one.id, LATER)
    with world.database.read() as tx:
        assert proofs.opened_untold(tx, scope) is None
        assert reminders.of_person(tx, scope, LATER + timedelta(days=9)) == []


def test_a_persons_own_receipts_and_nobody_elses(world: World) -> None:
    mine, other = sent(world), world.arrive(world.teen, world.ada).scope
    with world.database.read() as tx:
        (receipt,) = proofs.own_receipts(tx, mine)
        assert (receipt.round, receipt.answers) == (1, 1)
        assert proofs.own_receipts(tx, other) == []


def test_a_promise_is_told_asked_about_and_answered(world: World) -> None:
    scope = sent(world)
    with world.database.begin() as tx:
        reply_id = replies.write(tx, world.ada.scope, world.parent.id, PROMISE, NOW)
    assert [one.kind for one in due(world, scope)] == ["reply_waiting"]
    assert [one.kind for one in due(world, scope, NOW + timedelta(days=4))] == [
        "reply_waiting",
        "promise_due",
    ]
    with world.database.begin() as tx:
        said = replies.to_tell(tx, scope, reply_id)
        assert said is not None
        assert (said.by, said.words, said.due_on) == ("Ada", WORDS, PROMISE.due_on)
        replies.told(tx, scope, reply_id, LATER)
        replies.asked(tx, scope, reply_id, LATER)
        replies.answer(tx, scope, reply_id, "choices.promise_partly", LATER)
    (seen,) = replies.open_all(world.database, world.ada.scope, world.ada.key, world.parent.id, LATER)
    assert (seen.words, seen.answer, seen.told_at) == (WORDS, "choices.promise_partly", LATER)


def test_words_are_let_go_once_said_and_the_workers_record_stays(world: World) -> None:
    scope = sent(world)
    with world.database.begin() as tx:
        plain = replies.write(tx, world.ada.scope, world.parent.id, NewReply(None, WORDS), NOW)
        promise = replies.write(tx, world.ada.scope, world.parent.id, PROMISE, NOW)
        for one in (plain, promise):
            replies.told(tx, scope, one, NOW)
    with world.database.begin() as tx:
        assert replies.let_go(tx, NOW + timedelta(hours=23)) == 0
        assert replies.let_go(tx, NOW + timedelta(hours=25)) == 1
        assert replies.to_tell(tx, scope, plain) is None
        assert replies.to_tell(tx, scope, promise) is not None
        replies.answer(tx, scope, promise, "choices.promise_yes", NOW)
        assert replies.let_go(tx, NOW + timedelta(hours=25)) == 1
    opened = replies.open_all(world.database, world.ada.scope, world.ada.key, world.parent.id, LATER)
    assert [one.words for one in opened] == [WORDS, WORDS]


def test_words_lie_nowhere_in_the_clear(world: World) -> None:
    sent(world)
    with world.database.begin() as tx:
        replies.write(tx, world.ada.scope, world.parent.id, NewReply(None, WORDS), NOW)
    with world.database.read() as tx:
        row = tx.connection.execute(select(WorkerReplyRow.__table__)).one()
    assert WORDS.encode() not in b"".join(value for value in row if isinstance(value, bytes))


def test_nobody_else_writes_reads_or_answers(world: World) -> None:
    scope = sent(world)
    other = world.arrive(world.teen, world.ada).scope
    with world.database.begin() as tx:
        reply_id = replies.write(tx, world.ada.scope, world.parent.id, PROMISE, NOW)
        plain = replies.write(tx, world.ada.scope, world.parent.id, NewReply(None, WORDS), NOW)
    for stranger in (world.bea, world.cai):
        with world.database.begin() as tx, pytest.raises(NotFound):
            replies.write(tx, stranger.scope, world.parent.id, PROMISE, NOW)
        with pytest.raises(NotFound):
            replies.open_all(world.database, stranger.scope, stranger.key, world.parent.id, NOW)
    with world.database.begin() as tx:
        assert replies.to_tell(tx, other, reply_id) is None
        for who, which in ((other, reply_id), (scope, plain), (scope, "x" * 22)):
            with pytest.raises(NotFound):
                replies.answer(tx, who, which, "choices.promise_yes", NOW)


def test_a_wish_to_delete_is_asked_once_and_answered_once(world: World) -> None:
    scope = sent(world)
    with world.database.begin() as tx:
        wish = deletion.ask(tx, scope, NOW)
        assert deletion.ask(tx, scope, LATER) == wish
        with pytest.raises(NotFound):
            deletion.keep(tx, world.bea.scope, world.parent.id, "court", LATER)
        with pytest.raises(NotFound):
            deletion.keep(tx, world.ada.scope, world.parent.id, "because", LATER)
        deletion.speak_first(tx, world.ada.scope, world.parent.id, LATER)
    with world.database.begin() as tx:
        (seen,) = deletion.of_participant(tx, world.ada.scope, world.parent.id)
        assert (seen.asked_at, seen.answered_at, seen.answer) == (NOW, LATER, "speak_first")
        again = deletion.ask(tx, scope, LATER)
        assert again.id != wish.id
    assert [(one.kind, one.about) for one in due(world, scope)] == [("deletion_answered", wish.id)]
    with world.database.begin() as tx:
        deletion.keep(tx, world.ada.scope, world.parent.id, "court", LATER)
        with pytest.raises(NotFound):
            deletion.keep(tx, world.ada.scope, world.parent.id, "court", LATER)
    with world.database.read() as tx:
        seen = deletion.of_participant(tx, world.ada.scope, world.parent.id)
    assert {(one.answer, one.reason, one.is_open) for one in seen} == {("must_keep", "court", False)}
    # Both wishes were decided at once, and the decision is told once.
    assert [(one.kind, one.about) for one in due(world, scope)] == [("deletion_answered", again.id)]


def test_a_meeting_that_moves_is_told_to_whoever_came_in_and_again_when_it_moves_again(world: World) -> None:
    scope = sent(world)
    for days in (1, 2):
        at = NOW + timedelta(hours=days)
        with world.database.begin() as tx:
            meetings.set_meeting(
                tx, world.ada.scope, world.case.id, kind="initial_conference", nation="england",
                starts_at=MEETING + timedelta(days=days), place="Town Hall", mode="in_person", now=at,
            )  # fmt: skip
        (one,) = due(world, scope, at)
        assert (one.kind, one.tries) == ("meeting_moved", 0)
        with world.database.begin() as tx:
            reminders.done(tx, scope, one.id, at)
    other = world.arrive(world.teen, world.ada).scope
    assert due(world, other, NOW + timedelta(days=1)) == []


def test_a_reminder_wanted_twice_is_one_and_is_tried_at_most_twice_days_apart(world: World) -> None:
    scope = sent(world)
    for _ in range(3):
        with world.database.begin() as tx:
            reminders.want(tx, scope.participant_id, "report_asked", "2026-11-26 3", NOW)
    (one,) = due(world, scope)
    at = NOW
    for tries in range(4):
        (one,) = due(world, scope, at + timedelta(days=9))
        assert one.may_be_tried(at) == (tries < 2)
        with world.database.begin() as tx:
            reminders.tried(tx, scope, one.id, at)
        (one,) = due(world, scope, at + timedelta(days=9))
        assert not one.may_be_tried(at + timedelta(days=1))
        at += timedelta(days=2)
    with world.database.begin() as tx:
        reminders.not_tried(tx, scope, at - timedelta(days=2))
        assert reminders.of_person(tx, scope, at)[0].tries == 3


def test_only_who_lives_in_the_channel_is_reached(world: World) -> None:
    here = world.arrive(world.parent, world.ada, "4711").scope
    web = world.arrive(world.teen, world.ada).scope
    with world.database.begin() as tx:
        for scope in (here, web):
            reminders.want(tx, scope.participant_id, "reply_waiting", "x", NOW)
    with world.database.read() as tx:
        assert reminders.people_due(tx, Channel.TELEGRAM, NOW) == [here]
        assert reminders.people_due(tx, Channel.TELEGRAM, NOW - timedelta(hours=1)) == []
        assert {one.scope for one in reminders.standing(tx, NOW)} == {here, web}
