"""What waits to be read: for whom it is listed, and for whom it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.errors import CannotOpen, NotFound
from bot.records import (
    audit,
    conversations,
    drafts,
    erase,
    reading,
    reading_notices,
    replies,
    sending,
    sent_answers,
    staff,
)
from bot.records.reading_notices import Wanted
from bot.records.replies import NewReply
from bot.records.scopes import Role, WorkerScope
from bot.records.sealing import PrivateHalf
from bot.records.sent_answers import SentAnswer
from bot.records.tables import ReadingNoticeRow
from tests.records.parts import words
from tests.world import NOW, World

WRONG = "parent.correction.wrong"


@pytest.fixture
def sent(world: World) -> World:
    """Everybody has sent; Ada's parent twice, a correction the second time."""
    for person, worker, questions in (
        (world.parent, world.ada, ["q", WRONG]),
        (world.teen, world.ada, ["q"]),
        (world.other_parent, world.bea, ["q"]),
        (world.far_parent, world.cai, [WRONG]),
    ):
        scope = world.arrive(person, worker).scope
        for number, question in enumerate(questions):
            at = NOW + timedelta(minutes=number)
            with world.database.begin() as tx:
                drafts.keep(tx, scope, f"{person.id}-{number}", [words(question, "a")], at)
                sending.send(tx, scope, at)
    return world


def manager(council: str = "oakshire") -> WorkerScope:
    return WorkerScope("whoever", council, Role.MANAGER)


def test_a_worker_sees_what_waits_in_their_own_cases(sent: World) -> None:
    """A-12: not a colleague's, not another council's; and which correct something, by the question alone."""
    with sent.database.read() as tx:
        found = reading.unread(tx, sent.ada.scope, [WRONG])
        assert {(one.participant_id, one.round, one.corrects) for one in found} == {
            (sent.parent.id, 1, False),
            (sent.parent.id, 2, True),
            (sent.teen.id, 1, False),
        }
        assert not any(one.corrects for one in reading.unread(tx, sent.ada.scope))
        assert [one.participant_id for one in reading.unread(tx, sent.bea.scope)] == [sent.other_parent.id]


def test_what_was_opened_says_by_whom_and_waits_no_more(sent: World) -> None:
    sent_answers.open_all(sent.database, sent.ada.scope, sent.ada.key, sent.parent.id, NOW)
    with sent.database.read() as tx:
        assert [one.participant_id for one in reading.unread(tx, sent.ada.scope)] == [sent.teen.id]
        states = reading.of_participant(tx, sent.ada.scope, sent.parent.id)
        assert [(one.round, one.opened_at, one.opened_by) for one in states] == [
            (1, NOW, "Ada"),
            (2, NOW, "Ada"),
        ]
        (untouched,) = reading.of_participant(tx, sent.ada.scope, sent.teen.id)
        assert (untouched.opened_at, untouched.opened_by) == (None, None)
        for stranger in (sent.bea.scope, sent.cai.scope, manager()):
            with pytest.raises(NotFound):
                reading.of_participant(tx, stranger, sent.parent.id)


def test_what_a_key_does_not_open_is_not_called_opened(sent: World) -> None:
    """A worker with a new password has a key that opens nothing yet: nobody is told that it was read."""
    with pytest.raises(CannotOpen):
        sent_answers.open_all(sent.database, sent.ada.scope, PrivateHalf.make(), sent.parent.id, NOW)
    with sent.database.read() as tx:
        assert {one.opened_at for one in reading.of_participant(tx, sent.ada.scope, sent.parent.id)} == {None}
        assert sent.parent.id in {one.participant_id for one in reading.unread(tx, sent.ada.scope)}
        assert "answers.opened" in {row.action for row in audit.of(tx, sent.parent.id)}


def test_what_is_sent_while_the_rest_is_read_is_not_called_opened(
    sent: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is the person told so: only what was read carries the mark."""
    with sent.database.read() as tx:
        held = conversations.of_participant(tx, sent.parent.id)
    assert held is not None
    scope, really_read = held.scope, sent_answers.read

    def meanwhile(*args: Any) -> list[SentAnswer]:
        found = really_read(*args)
        with sent.database.begin() as tx:
            drafts.keep(tx, scope, "later", [words("q", "more")], NOW)
            sending.send(tx, scope, NOW)
        return found

    monkeypatch.setattr(sent_answers, "read", meanwhile)
    sent_answers.open_all(sent.database, sent.ada.scope, sent.ada.key, sent.parent.id, NOW)
    with sent.database.read() as tx:
        states = reading.of_participant(tx, sent.ada.scope, sent.parent.id)
    assert [(one.round, one.opened_at) for one in states] == [(1, NOW), (2, NOW), (3, None)]


def test_a_manager_sees_the_council_and_nobody_else_does(sent: World) -> None:
    """W-05, A-12: names and times of all the council's families, and of no other council's."""
    with sent.database.read() as tx:
        here = reading.of_council(tx, manager())
        assert {one.participant_id for one in here} == {sent.parent.id, sent.teen.id, sent.other_parent.id}
        assert {one.workers[0].name for one in here} == {"Ada", "Bea"}
        assert [one.participant_id for one in reading.of_council(tx, manager("elmford"))] == [
            sent.far_parent.id
        ]
        for role in set(Role) - {Role.MANAGER}:
            with pytest.raises(NotFound):
                reading.of_council(tx, replace(sent.ada.scope, role=role))
        assert len(reading.everywhere(tx)) == 5


def test_a_case_whose_worker_left_still_waits(sent: World) -> None:
    with sent.database.begin() as tx:
        staff.disable(tx, sent.bea.id, NOW)
    with sent.database.read() as tx:
        (left,) = [one for one in reading.of_council(tx, manager()) if one.case_id != sent.case.id]
    assert left.workers == ()


def test_a_look_never_goes_back_and_is_each_workers_own(sent: World) -> None:
    for at in (NOW, NOW - timedelta(days=1)):
        with sent.database.begin() as tx:
            reading.looked(tx, sent.ada.scope, at)
    with sent.database.read() as tx:
        assert reading.last_look(tx, sent.ada.scope) == NOW
        assert reading.last_look(tx, sent.bea.scope) is None


def test_a_notice_is_kept_once_and_goes_once(sent: World) -> None:
    """Wanted twice it is one; tried, it waits; sent, it is in the audit and never due again."""
    one = Wanted(sent.ada.id, sent.parent.id, 1, "today", date(2026, 11, 24))
    moved = replace(one, by_day=date(2026, 11, 30))
    for _ in range(2):
        with sent.database.begin() as tx:
            reading_notices.want(tx, [one, moved])
    with sent.database.begin() as tx:
        first, second = reading_notices.due(tx, NOW)
        assert (first.wanted, second.wanted) == (one, moved)
        reading_notices.trying(tx, [first, second], NOW + timedelta(minutes=10))
    with sent.database.begin() as tx:
        assert reading_notices.due(tx, NOW + timedelta(minutes=9)) == []
        again = reading_notices.due(tx, NOW + timedelta(minutes=10))
        assert [due.tries for due in again] == [1, 1]
        reading_notices.sent(tx, again[:1], NOW)
    with sent.database.begin() as tx:
        reading_notices.want(tx, [one])
        assert [due.wanted for due in reading_notices.due(tx, NOW + timedelta(days=1))] == [moved]
        assert [row.action for row in audit.of(tx, sent.parent.id)].count("reading.reminded") == 1


def test_notices_go_with_the_person(sent: World) -> None:
    with sent.database.begin() as tx:
        reading_notices.want(tx, [Wanted(sent.ada.id, sent.parent.id, 1, "late", date(2026, 11, 24))])
    erase.participant(sent.database, sent.parent.id, NOW)
    with sent.database.read() as tx:
        assert tx.connection.execute(select(ReadingNoticeRow.id)).all() == []


def test_the_answer_to_a_promise_waits_for_the_workers_of_the_case(sent: World) -> None:
    scope = sent.arrive(sent.teen, sent.ada).scope
    with sent.database.begin() as tx:
        new = NewReply("replies.ready.read", due_on=NOW.date(), ask_at=NOW)
        promise = replies.write(tx, sent.ada.scope, sent.teen.id, new, NOW)
        assert replies.answered_unseen(tx, sent.ada.scope) == []
        replies.answer(tx, scope, promise, "choices.promise_no", NOW)
    with sent.database.read() as tx:
        assert [one.participant_id for one in replies.answered_unseen(tx, sent.ada.scope)] == [sent.teen.id]
        assert replies.answered_unseen(tx, sent.bea.scope) == []
    replies.open_all(sent.database, sent.ada.scope, sent.ada.key, sent.teen.id, NOW)
    with sent.database.read() as tx:
        assert replies.answered_unseen(tx, sent.ada.scope) == []
