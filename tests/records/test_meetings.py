"""A meeting's day: what it is counted from, what a person was told of it, and who has had the report."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.errors import NotFound
from bot.records import meeting_news, meetings, participants, reports
from bot.records.participants import NewParticipant
from bot.records.scopes import ParticipantScope
from bot.records.tables import AuditRow
from tests.world import MEETING, NOW, World


def move(
    world: World, starts_at: datetime, kind: str = "initial_conference", now: datetime = NOW, **more: object
) -> None:
    with world.database.begin() as tx:
        meetings.set_meeting(
            tx, world.ada.scope, world.case.id, kind=kind, nation="scotland",
            starts_at=starts_at, place="Hall", mode="video", now=now, **more,  # type: ignore[arg-type]
        )  # fmt: skip


def news(world: World, scope: ParticipantScope, now: datetime = NOW) -> str | None:
    """What is to be said now; it is then told."""
    with world.database.begin() as tx:
        return meeting_news.tell(tx, scope, now)


def test_what_a_meeting_is_counted_from_is_kept_and_can_be_taken_back(world: World) -> None:
    move(world, MEETING, "review_conference", after="initial_conference", after_on=date(2026, 8, 31))
    talk = world.arrive(world.parent, world.ada)
    with world.database.read() as tx:
        held = participants.around(tx, talk.scope).meeting
    assert held is not None
    assert (held.kind, held.nation) == ("review_conference", "scotland")
    assert (held.after, held.after_on) == ("initial_conference", date(2026, 8, 31))
    move(world, MEETING, "review_conference")
    with world.database.read() as tx:
        held = participants.around(tx, talk.scope).meeting
    assert held is not None
    assert (held.after, held.after_on, held.moved_at) == (None, None, None)


def test_a_move_is_news_once_to_those_who_knew_another_time(world: World) -> None:
    talk, teen = world.arrive(world.parent, world.ada), world.arrive(world.teen, world.ada)
    assert news(world, talk.scope) is None
    move(world, MEETING + timedelta(days=1))
    assert news(world, talk.scope) == "moved"
    assert news(world, talk.scope) is None
    assert news(world, teen.scope) is None, "never told another time"
    move(world, MEETING + timedelta(days=2))
    assert news(world, teen.scope) == "moved"
    assert news(world, talk.scope) == "moved"


def test_another_place_alone_is_no_news(world: World) -> None:
    talk = world.arrive(world.parent, world.ada)
    assert news(world, talk.scope) is None
    move(world, MEETING)
    assert news(world, talk.scope) is None


def test_a_meeting_that_has_passed_is_news_once_and_again_after_a_new_one(world: World) -> None:
    talk = world.arrive(world.parent, world.ada)
    assert news(world, talk.scope, MEETING - timedelta(seconds=1)) is None
    assert news(world, talk.scope, MEETING) == "passed"
    assert news(world, talk.scope, MEETING + timedelta(days=1)) is None
    later = MEETING + timedelta(days=30)
    move(world, later)
    assert news(world, talk.scope, MEETING + timedelta(days=2)) == "moved"
    assert news(world, talk.scope, later + timedelta(hours=1)) == "passed"
    assert news(world, talk.scope, later + timedelta(hours=2)) is None


@pytest.mark.parametrize("kind", ["initial_conference", "review_conference"])
def test_a_meeting_after_the_one_before_has_been_is_a_new_one(world: World, kind: str) -> None:
    talk = world.arrive(world.parent, world.ada)
    assert news(world, talk.scope) is None
    after, later = MEETING + timedelta(days=1), MEETING + timedelta(days=90)
    move(world, later, kind, now=after)
    with world.database.begin() as tx:
        held = participants.around(tx, talk.scope).meeting
        assert held is not None
        assert held.moved_at is None
        assert meeting_news.has_next(tx, talk.scope)
    assert news(world, talk.scope, after) == "new"
    assert news(world, talk.scope, after) is None
    with world.database.begin() as tx:
        assert meeting_news.has_next(tx, talk.scope), "told of it, but not getting ready for it yet"
        meeting_news.prepare_for(tx, talk.scope)
        assert not meeting_news.has_next(tx, talk.scope)
    move(world, later + timedelta(days=1), kind, now=after)
    assert news(world, talk.scope, after) == "moved"


def test_another_kind_is_a_new_meeting_and_a_moved_one_is_not(world: World) -> None:
    talk, teen = world.arrive(world.parent, world.ada), world.arrive(world.teen, world.ada)
    assert news(world, talk.scope) is None
    move(world, MEETING + timedelta(days=1))
    with world.database.read() as tx:
        assert not meeting_news.has_next(tx, talk.scope)
    move(world, MEETING + timedelta(days=2), "core_group")
    with world.database.read() as tx:
        assert meeting_news.has_next(tx, talk.scope)
        assert not meeting_news.has_next(tx, teen.scope), "never began for another"
    assert news(world, talk.scope) == "new"


def test_there_is_no_news_without_a_meeting_or_a_conversation(world: World) -> None:
    with world.database.read() as tx, pytest.raises(NotFound):
        meeting_news.tell(tx, ParticipantScope(world.parent.id, "nobody"), NOW)
    talk = world.arrive(world.parent, world.ada)
    with world.database.read() as tx, pytest.raises(NotFound):
        meeting_news.tell(tx, ParticipantScope(world.other_parent.id, talk.id), NOW)


def test_the_report_is_noted_for_one_person_by_their_own_worker(world: World) -> None:
    with world.database.begin() as tx:
        before = participants.get(tx, world.ada.scope, world.parent.id)
        reports.note(tx, world.ada.scope, world.parent.id, had=True, on=date(2026, 11, 20), now=NOW)
        after = participants.get(tx, world.ada.scope, world.parent.id)
        other = participants.get(tx, world.ada.scope, world.teen.id)
    assert (before.report_had, before.report_on) == (None, None)
    assert (after.report_had, after.report_on) == (True, date(2026, 11, 20))
    assert (other.report_had, other.report_on) == (None, None)
    with world.database.begin() as tx:
        reports.note(tx, world.ada.scope, world.parent.id, had=False, on=date(2026, 11, 20), now=NOW)
        taken_back = participants.get(tx, world.ada.scope, world.parent.id)
    with world.database.read() as tx:
        events = tx.connection.execute(select(AuditRow.action)).scalars().all()
    assert (taken_back.report_had, taken_back.report_on) == (False, None)
    assert events.count("report.noted") == 2
    with world.database.begin() as tx, pytest.raises(NotFound):
        reports.note(tx, world.bea.scope, world.parent.id, had=True, on=date(2026, 11, 20), now=NOW)


def test_people_stand_in_the_order_in_which_they_were_added_also_at_one_moment(world: World) -> None:
    """Ids are random: by them alone eight people would stand otherwise in nearly every case."""
    names = ["Ewa Rowan", "Kuba Rowan", *(f"Person {number}" for number in range(8))]
    with world.database.begin() as tx:
        for name in names[2:]:
            new = NewParticipant("parent", name, "en")
            participants.create(tx, world.ada.scope, world.case.id, new, NOW)
    with world.database.read() as tx:
        of_case = participants.of_case(tx, world.ada.scope, world.case.id)
        listed = participants.listed(tx, world.ada.scope, [world.case.id])
    assert [one.name for one in of_case] == names
    assert [one.name for one in listed] == names
