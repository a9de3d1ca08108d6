"""Times around a meeting and typed-in figures, on both databases: by role, by council, by worker."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.errors import NotFound
from bot.records import audit, cases, drafts, indicators, practice, replies, sending, sent_answers
from bot.records.replies import NewReply
from bot.records.scopes import Role
from tests.records.parts import words
from tests.world import MEETING, NOW, Worker, World

YEAR = timedelta(days=365)
THEN = MEETING + timedelta(days=20)
PROMISE = NewReply(None, "I will ring the school.", date(2026, 11, 25), NOW + timedelta(days=3))


def prepare(world: World) -> None:
    """Ewa comes, sends, is read and written to; Mo and Jo come and send nothing; Kuba is never invited."""
    scope = world.arrive(world.parent, world.ada).scope
    with world.database.begin() as tx:
        drafts.keep(tx, scope, "turn", [words("q", "a")], NOW)
        sending.send(tx, scope, NOW)
        promise = replies.write(tx, world.ada.scope, world.parent.id, PROMISE, NOW)
        replies.answer(tx, scope, promise, "choices.promise_yes", NOW)
    sent_answers.open_all(world.database, world.ada.scope, world.ada.key, world.parent.id, NOW)
    world.arrive(world.other_parent, world.bea)
    world.arrive(world.far_parent, world.cai)


def own(world: World, worker: Worker) -> tuple[list[practice.Prepared], practice.Promises]:
    return practice.open_own(world.database, worker.scope, THEN - YEAR, THEN)


def test_a_worker_sees_their_own_people_and_promises_only(world: World) -> None:
    prepare(world)
    people, promises = own(world, world.ada)
    by = {one.audience: one for one in people}
    assert len(people) == 2
    assert (by["parent"].invited_at, by["parent"].sent_at, by["parent"].opened_at) == (NOW, NOW, NOW)
    assert by["parent"].replies == 1
    assert (by["young_person"].invited_at, by["young_person"].came_at) == (None, None)
    assert promises == practice.Promises(1, {"choices.promise_yes": 1})
    for other in (world.bea, world.cai):
        found, theirs = own(world, other)
        assert [(one.audience, one.sent_at, one.replies) for one in found] == [("parent", None, 0)]
        assert theirs == practice.Promises(0, {})


def test_a_case_that_was_handed_over_is_no_longer_theirs_to_count(world: World) -> None:
    prepare(world)
    with world.database.begin() as tx:
        cases.assign(tx, world.ada.scope, world.case.id, world.bea.id, world.ada.key, NOW)
    people, promises = own(world, world.ada)
    assert (len(people), promises.due) == (2, 1), "a colleague beside them counts nothing twice"
    with world.database.begin() as tx:
        cases.unassign(tx, world.ada.scope, world.case.id, world.ada.id, NOW)
    assert own(world, world.ada) == ([], practice.Promises(0, {}))
    people, promises = own(world, world.bea)
    assert [one.replies for one in people] == [0, 0, 0], "what Ada wrote is not Bea's"
    assert promises.due == 0


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.WORKER])
def test_nobody_else_opens_a_workers_signals(world: World, role: Role) -> None:
    """W-05: not even with that worker's own id."""
    prepare(world)
    with pytest.raises(NotFound):
        practice.open_own(world.database, replace(world.ada.scope, role=role), THEN - YEAR, THEN)


def test_opening_them_is_in_the_audit(world: World) -> None:
    prepare(world)
    own(world, world.ada)
    with world.database.read() as tx:
        rows = [row for row in audit.of(tx, world.ada.id) if row.action == "signals.opened"]
    assert [(row.actor, row.role) for row in rows] == [(world.ada.id, "worker")]


def test_meetings_that_have_not_been_are_not_counted(world: World) -> None:
    prepare(world)
    people, promises = practice.open_own(world.database, world.ada.scope, NOW - YEAR, NOW)
    assert people == []
    assert promises.due == 0


def test_a_council_is_counted_alone_and_by_who_may(world: World) -> None:
    prepare(world)
    with world.database.read() as tx:
        here = practice.of_council(tx, replace(world.ada.scope, role=Role.MANAGER), THEN)
        there = practice.of_council(tx, replace(world.cai.scope, role=Role.AUDITOR), THEN)
        assert sorted(one.audience for one in here) == ["parent", "parent", "young_person"]
        assert [one.audience for one in there] == ["parent"]
        for role in (Role.WORKER, Role.ADMIN):
            with pytest.raises(NotFound):
                practice.of_council(tx, replace(world.ada.scope, role=role), THEN)


def test_a_figure_is_dated_followed_and_taken_back(world: World) -> None:
    manager = replace(world.ada.scope, role=Role.MANAGER)
    far = replace(world.cai.scope, role=Role.MANAGER)
    for minutes, value in enumerate((Decimal("51.5"), Decimal("52.0"))):
        with world.database.begin() as tx:
            indicators.enter(tx, manager, "plans", 2026, value, NOW + timedelta(minutes=minutes))
    with world.database.begin() as tx:
        indicators.enter(tx, far, "plans", 2026, Decimal("9.0"), NOW)
    with world.database.read() as tx:
        (one,) = indicators.standing(tx, replace(manager, role=Role.AUDITOR))
        assert (one.name, one.year, one.value, one.by) == ("plans", 2026, Decimal("52.0"), "Ada")
        assert one.entered_at == NOW + timedelta(minutes=1)
    with world.database.begin() as tx:
        indicators.enter(tx, manager, "plans", 2026, None, NOW + timedelta(hours=1))
    with world.database.read() as tx:
        assert indicators.standing(tx, manager) == []
        assert audit.verify(tx).first_bad is None


@pytest.mark.parametrize("role", [Role.WORKER, Role.ADMIN, Role.AUDITOR])
def test_only_a_manager_types_figures_in(world: World, role: Role) -> None:
    scope = replace(world.ada.scope, role=role)
    with world.database.begin() as tx, pytest.raises(NotFound):
        indicators.enter(tx, scope, "plans", 2026, Decimal("1.0"), NOW)
    with world.database.read() as tx:
        if role is not Role.AUDITOR:
            with pytest.raises(NotFound):
                indicators.standing(tx, scope)
