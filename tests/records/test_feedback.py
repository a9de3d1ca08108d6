"""Feedback, on both databases: apart from the case, never sent, counted for those who may count."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.errors import NotFound
from bot.records import drafts, feedback, reminders, sending, sent_answers
from bot.records.scopes import Role
from bot.records.tables import FeedbackRow
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


def test_counts_by_statement_council_and_month(world: World) -> None:
    people = [(world.parent, world.ada), (world.other_parent, world.bea), (world.far_parent, world.cai)]
    for person, worker in people:
        scope = world.arrive(person, worker).scope
        with world.database.begin() as tx:
            feedback.keep(tx, scope, {ONE: AGREE, TWO: NOT}, "en", NOW)
    teen = world.arrive(world.teen, world.ada).scope
    with world.database.begin() as tx:
        feedback.keep(tx, teen, {"feedback.young_person.why": "choices.feedback_yes"}, "en", NOW)
        feedback.keep(tx, teen, {ONE: AGREE}, "en", NOW - timedelta(days=90))
    manager = replace(world.ada.scope, role=Role.MANAGER)
    with world.database.read() as tx:
        parents, young = feedback.counts(tx, manager, "2026-11", "2026-11")
        assert (parents.audience, parents.people) == ("parent", 2)
        assert parents.choices == {ONE: {AGREE: 2}, TWO: {NOT: 2}}
        assert (young.audience, young.people) == ("young_person", 1)
        assert feedback.counts(tx, manager, "2027-01", "2027-12") == []
        with pytest.raises(NotFound):
            feedback.counts(tx, world.ada.scope, "2026-11", "2026-11")
