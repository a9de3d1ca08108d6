"""Feedback, on both databases: apart from the case, never sent, counted for those who may count."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.errors import NotFound
from bot.records import audit, drafts, feedback, reminders, sending, sent_answers
from bot.records.scopes import Role
from bot.records.tables import FeedbackInvitedRow, FeedbackRow
from tests.records.parts import words
from tests.world import NOW, World

ONE, TWO = "feedback.pf1", "feedback.pf2"
AGREE, NOT = "choices.agree", "choices.disagree"


def test_a_row_holds_nothing_to_join_it_by(world: World) -> None:
    scope = world.arrive(world.parent, world.ada).scope
    with world.database.begin() as tx:
        feedback.keep(tx, scope, {ONE: AGREE}, "pl", NOW)
    with world.database.read() as tx:
        row = tx.connection.execute(select(FeedbackRow.__table__)).one()
    assert (row.council, row.meeting, row.month) == ("oakshire", "initial_conference", "2026-11")
    assert (row.audience, row.language, row.channel) == ("parent", "pl", "web")
    held = " ".join(str(value) for value in row)
    for told in (scope.participant_id, scope.conversation_id, world.case.id, AGREE, "2026-11-2"):
        assert told not in held
    assert {column.name for column in FeedbackRow.__table__.columns} == {
        "id", "council", "meeting", "month", "audience", "language", "channel", "answers_box",
    }  # fmt: skip
    assert not FeedbackRow.__table__.foreign_keys


def test_drafts_of_it_are_gone_and_the_rest_stays(world: World) -> None:
    scope = world.arrive(world.parent, world.ada).scope
    with world.database.begin() as tx:
        reminders.want(tx, scope.participant_id, "feedback", "2026-11-26", NOW)
        drafts.keep(tx, scope, "turn", [words("q", "mine"), words(ONE, AGREE, kind="choice")], NOW)
        feedback.keep(tx, scope, {ONE: AGREE}, "pl", NOW)
    with world.database.read() as tx:
        assert [part.question for part in drafts.load(tx, scope)] == ["q"]
        assert reminders.of_person(tx, scope, NOW) == []


def test_what_was_begun_and_not_given_is_never_sent_to_the_worker(world: World) -> None:
    scope = world.arrive(world.parent, world.ada).scope
    with world.database.begin() as tx:
        drafts.keep(tx, scope, "turn", [words(ONE, NOT, kind="choice"), words("q", "mine")], NOW)
        assert sending.send(tx, scope, NOW).answers == 1
    sent = sent_answers.open_all(world.database, world.ada.scope, world.ada.key, world.parent.id, NOW)
    assert [answer.question for answer in sent] == ["q"]


def give_everywhere(world: World) -> None:
    people = [(world.parent, world.ada), (world.other_parent, world.bea), (world.far_parent, world.cai)]
    for person, worker in people:
        scope = world.arrive(person, worker).scope
        with world.database.begin() as tx:
            feedback.count_invited(tx, scope, "en", NOW)
            feedback.keep(tx, scope, {ONE: AGREE, TWO: NOT}, "en", NOW)


def test_what_was_given_is_counted_for_the_council_alone(world: World) -> None:
    give_everywhere(world)
    manager = replace(world.ada.scope, role=Role.MANAGER)
    with world.database.read() as tx:
        given = feedback.given(tx, manager, "2026-12")
        assert [one.answers for one in given] == [{ONE: AGREE, TWO: NOT}] * 2
        assert feedback.invited(tx, manager, "2026-12") == [feedback.Invited("2026-11", "parent", "en")] * 2
        assert feedback.given(tx, manager, "2026-11") == feedback.invited(tx, manager, "2026-11") == []
        assert AGREE not in repr(given)


@pytest.mark.parametrize("role", [one for one in Role if one not in feedback.MAY_COUNT])
def test_who_works_with_families_or_accounts_counts_nothing(world: World, role: Role) -> None:
    """W-05: of one answer a count would be that answer."""
    give_everywhere(world)
    scope = replace(world.ada.scope, role=role)
    with world.database.read() as tx:
        for count in (feedback.given, feedback.invited):
            with pytest.raises(NotFound):
                count(tx, scope, "2026-12")
    with pytest.raises(NotFound):
        feedback.open_counts(world.database, scope, "2026-12", NOW)


def test_counting_is_in_the_audit_before_anything_is_counted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_everywhere(world)
    auditor = replace(world.ada.scope, role=Role.AUDITOR)
    assert len(feedback.open_counts(world.database, auditor, "2026-12", NOW)[0]) == 2
    with world.database.read() as tx:
        (row,) = audit.of(tx, "oakshire")
        assert (row.action, row.role) == ("feedback.counted", "auditor")
    monkeypatch.delitem(audit.ACTIONS, "feedback.counted")
    with pytest.raises(ValueError, match="not declared"):
        feedback.open_counts(world.database, auditor, "2026-12", NOW)


def test_being_asked_is_counted_once_and_names_nobody(world: World) -> None:
    scope = world.arrive(world.parent, world.ada).scope
    with world.database.begin() as tx:
        reminders.want(tx, scope.participant_id, "feedback", "2026-11-26", NOW)
        (one,) = reminders.of_person(tx, scope, NOW)
        assert reminders.offered(tx, scope, one.id, NOW)
        assert not reminders.offered(tx, scope, one.id, NOW + timedelta(days=1))
        feedback.count_invited(tx, scope, "pl", NOW)
    with world.database.read() as tx:
        row = tx.connection.execute(select(FeedbackInvitedRow.__table__)).one()
    assert {column.name for column in FeedbackInvitedRow.__table__.columns} == {
        "id", "council", "month", "audience", "language",
    }  # fmt: skip
    assert not FeedbackInvitedRow.__table__.foreign_keys
    held = " ".join(str(value) for value in row)
    assert not any(told in held for told in (scope.participant_id, scope.conversation_id, "2026-11-2"))
