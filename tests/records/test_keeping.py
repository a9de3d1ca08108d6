"""The audit chain, alerts, notices, retention."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import StatementError

from bot.errors import NotFound, RecordsRefused
from bot.messages import Channel, Inbound, InboundKind
from bot.records import (
    alert_notices,
    alerts,
    alerts_seen,
    audit,
    drafts,
    inbox,
    meetings,
    notices,
    retention,
    web_sessions,
)
from bot.records.database import Database
from bot.records.tables import AuditRow
from tests.records.parts import words
from tests.world import MEETING, NOW, World

WORDS = "he has a knife ł"


def append(database: Database, about: str = "x") -> None:
    with database.begin() as tx:
        audit.append(tx, actor="a", role="r", action="case.created", about=about, now=NOW)


def test_eight_writers_make_one_chain(database: Database) -> None:
    """R-06: 8 writers of 1,000 rows each, forty transactions of twenty-five."""

    def write(writer: int) -> None:
        for _ in range(40):
            with database.begin() as tx:
                for number in range(25):
                    audit.append(
                        tx, actor=f"w{writer}", role="r", action="case.created", about=f"c{number}", now=NOW
                    )

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(8)))
    with database.read() as tx:
        verdict = audit.verify(tx)
        assert (verdict.rows, verdict.first_bad) == (8000, None)
        last = tx.connection.execute(
            select(AuditRow.hash).order_by(AuditRow.seq.desc()).limit(1)
        ).scalar_one()
        assert verdict.head == last.hex()


@pytest.mark.parametrize(
    ("fault", "first_bad"),
    [("edit", 3), ("delete", 3), ("insert", 3), ("reorder", 3), ("empty", 1)],
)
def test_the_first_bad_row_is_named(database: Database, fault: str, first_bad: int) -> None:
    """R-01 to R-04, by somebody who could switch the triggers off."""
    for number in range(6):
        append(database, f"case-{number}")
    with database.begin() as tx:
        _without_triggers(database, tx.connection)
        here = update(AuditRow)
        match fault:
            case "edit":
                tx.connection.execute(here.where(AuditRow.seq == 3).values(actor="b"))
            case "delete":
                tx.connection.execute(delete(AuditRow).where(AuditRow.seq == 3))
            case "insert":
                for seq in (6, 5, 4, 3):
                    tx.connection.execute(here.where(AuditRow.seq == seq).values(seq=seq + 1))
                row = tx.connection.execute(select(AuditRow.__table__).where(AuditRow.seq == 2)).one()
                tx.connection.execute(AuditRow.__table__.insert().values(**row._asdict() | {"seq": 3}))
            case "reorder":
                for old, new in ((3, 30), (4, 3), (30, 4)):
                    tx.connection.execute(here.where(AuditRow.seq == old).values(seq=new))
            case "empty":
                tx.connection.execute(delete(AuditRow).where(AuditRow.seq == 1))
    with database.read() as tx:
        assert audit.verify(tx).first_bad == first_bad


def test_a_cut_tail_shows_against_a_head_kept_outside(database: Database) -> None:
    """R-05."""
    for number in range(4):
        append(database, f"case-{number}")
    with database.read() as tx:
        kept = audit.verify(tx)
    with database.begin() as tx:
        _without_triggers(database, tx.connection)
        tx.connection.execute(delete(AuditRow).where(AuditRow.seq == 4))
    with database.read() as tx:
        cut = audit.verify(tx)
    assert cut.first_bad is None
    assert (cut.rows, cut.head) != (kept.rows, kept.head)


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'b'", "DELETE FROM audit"])
def test_the_database_itself_refuses_changes_to_the_audit(database: Database, statement: str) -> None:
    append(database)
    with pytest.raises(Exception, match=r"B3[02]0"), database.begin() as tx:
        tx.connection.execute(text(statement))
    with database.read() as tx:
        assert audit.verify(tx).rows == 1


@pytest.mark.parametrize(
    "event",
    [
        {"action": "case.talked_about"},
        {"about": "he hit me"},
        {"about": "ł"},
        {"about": ""},
        {"actor": "a" * 65},
        {"outcome": "perhaps"},
    ],
)
def test_only_declared_events_and_ids_get_in(database: Database, event: dict[str, str]) -> None:
    whole = {"actor": "a", "role": "r", "action": "case.created", "about": "x", "outcome": "done"}
    with pytest.raises(ValueError, match="audit event"), database.begin() as tx:
        audit.append(tx, **whole | event, now=NOW)  # type: ignore[arg-type]


def _without_triggers(database: Database, connection: object) -> None:
    statements = ["ALTER TABLE audit DISABLE TRIGGER USER"]
    if database.is_sqlite:
        statements = ["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"]
    for statement in statements:
        connection.execute(text(statement))  # type: ignore[attr-defined]


def test_an_alert_is_read_by_the_workers_of_the_case_and_seen_is_told(world: World) -> None:
    talk = world.arrive(world.parent, world.ada)
    with world.database.begin() as tx:
        alert_id = alerts.record(tx, talk.scope, kind="weapon", level="now", words=WORDS, now=NOW)
        drafts.delete_all(tx, talk.scope)
        (notice,) = alert_notices.due(tx, NOW)
        assert (notice.alert_id, notice.council, notice.emails) == (
            alert_id,
            "oakshire",
            ("ada@oakshire.example",),
        )
        (state,) = alerts.for_person(tx, talk.scope)
        assert (state.notice, state.seen_at, state.told_seen) == ("pending", None, False)
    for stranger in (world.bea, world.cai):
        with world.database.read() as tx:
            assert alerts.mine(tx, stranger.scope) == []
        with pytest.raises(NotFound):
            alerts.open_alert(world.database, stranger.scope, stranger.key, alert_id, NOW)
        with pytest.raises(NotFound), world.database.begin() as tx:
            alerts.handled(tx, stranger.scope, alert_id, NOW)
    later = NOW + timedelta(minutes=9)
    opened = alerts.open_alert(world.database, world.ada.scope, world.ada.key, alert_id, NOW)
    again = alerts.open_alert(world.database, world.ada.scope, world.ada.key, alert_id, later)
    assert opened.words == again.words == WORDS
    assert again.summary.seen_at == NOW
    assert WORDS not in repr(opened)
    with world.database.begin() as tx:
        assert alerts.for_person(tx, talk.scope)[0].seen_at == NOW
        assert alerts_seen.seen_untold(tx, NOW) == [(alert_id, talk.id, NOW)]
        alerts_seen.mark_told(tx, talk.scope, alert_id, NOW)
        assert alerts_seen.seen_untold(tx, NOW) == []
        assert alerts.for_person(tx, talk.scope)[0].told_seen
        alerts.handled(tx, world.ada.scope, alert_id, NOW)
        assert alerts.mine(tx, world.ada.scope)[0].handled_at == NOW
        actions = [(row.actor, row.action) for row in audit.of(tx, alert_id)]
    assert actions[:1] == [("nobody", "alert.raised")]
    assert actions.count((world.ada.id, "alert.opened")) == 2


def test_in_a_chat_seen_is_told_only_while_the_person_is_there(world: World) -> None:
    talk = world.arrive(world.parent, world.ada, "chat-1")
    with world.database.begin() as tx:
        alert_id = alerts.record(tx, talk.scope, kind="weapon", level="now", words=WORDS, now=NOW)
    alerts.open_alert(world.database, world.ada.scope, world.ada.key, alert_id, NOW)
    later = NOW + timedelta(hours=9)
    with world.database.begin() as tx:
        assert alerts_seen.seen_untold(tx, later) == []
        said = Inbound(Channel.TELEGRAM, "9", "chat-1", InboundKind.WORDS, later, words="I am back")
        inbox.accept(tx, said, talk.id, later)
    with world.database.read() as tx:
        assert [one[0] for one in alerts_seen.seen_untold(tx, later + timedelta(minutes=2))] == [alert_id]
        assert alerts_seen.seen_untold(tx, later + timedelta(minutes=11)) == []


def test_a_notice_is_tried_again_until_it_went_or_there_is_nobody(world: World) -> None:
    talk = world.arrive(world.parent, world.ada)
    soon = NOW + timedelta(seconds=30)
    with world.database.begin() as tx:
        one, two = (
            alerts.record(tx, talk.scope, kind=kind, level="now", words=WORDS, now=NOW)
            for kind in ("weapon", "self_harm")
        )
        alert_notices.failed(tx, one, soon, NOW)
        alert_notices.nobody(tx, two, NOW)
        assert alert_notices.due(tx, NOW) == []
        (again,) = alert_notices.due(tx, soon)
        assert (again.alert_id, again.tries) == (one, 1)
        alert_notices.sent(tx, one, soon)
        assert alert_notices.due(tx, soon) == []
        states = {state.id: state.notice for state in alerts.for_person(tx, talk.scope)}
    assert states == {one: "sent", two: "nobody"}


def test_the_notice_each_person_saw_is_kept(world: World) -> None:
    mother, teen = world.arrive(world.parent, world.ada), world.arrive(world.teen, world.ada)
    later = NOW + timedelta(days=1)
    with world.database.begin() as tx:
        notices.seen(tx, mother.scope, "arrival.limits", "v1", "pl", NOW)
        notices.seen(tx, mother.scope, "arrival.limits", "v2", "en", later)
        last = notices.last_seen(tx, mother.scope, "arrival.limits")
        assert last == notices.NoticeSeen("arrival.limits", "v2", "en", later)
        assert notices.last_seen(tx, teen.scope, "arrival.limits") is None
        seen = notices.of_participant(tx, world.ada.scope, world.parent.id)
        assert [notice.item_version for notice in seen] == ["v1", "v2"]
        with pytest.raises(NotFound):
            notices.of_participant(tx, world.bea.scope, world.parent.id)


def test_of_two_wordings_that_were_shown_at_the_same_time_the_later_is_the_last(world: World) -> None:
    """Ids are random, so eight of them in any order would be luck."""
    mother = world.arrive(world.parent, world.ada)
    for number in range(8):
        with world.database.begin() as tx:
            notices.seen(tx, mother.scope, "arrival.limits", str(number), "pl", NOW)
            last = notices.last_seen(tx, mother.scope, "arrival.limits")
            assert last is not None
            assert last.item_version == str(number)
    with world.database.begin() as tx:
        shown = notices.of_participant(tx, world.ada.scope, world.parent.id)
    assert [one.item_version for one in shown] == [str(number) for number in range(8)]


def test_a_moved_meeting_says_when_it_was_moved(world: World) -> None:
    def put(starts_at: object, place: str) -> meetings.Meeting:
        with world.database.begin() as tx:
            return meetings.set_meeting(
                tx,
                world.ada.scope,
                world.case.id,
                kind="initial_conference",
                nation="england",
                starts_at=starts_at,  # type: ignore[arg-type]
                place=place,
                mode="video",
                now=NOW,
            )

    assert put(MEETING, "Annex").moved_at is None
    moved = put(MEETING + timedelta(days=1), "Annex")
    assert moved.moved_at == NOW
    assert put(MEETING + timedelta(days=1), "Hall").moved_at == NOW
    with world.database.read() as tx:
        again = meetings.of_case(tx, world.case.id)
    assert again is not None
    assert (again.id, again.place, again.starts_at) == (moved.id, "Hall", moved.starts_at)
    with pytest.raises(StatementError, match="zone"):
        put(MEETING.replace(tzinfo=None), "Hall")


def test_what_is_over_is_swept_once_at_its_border(world: World) -> None:
    """P-15 in part: unsent drafts a week after the meeting, sessions, invites."""
    talk = world.arrive(world.parent, world.ada)
    with world.database.begin() as tx:
        drafts.keep(tx, talk.scope, "t", [words("q.one", "unsent")], NOW)
        web_sessions.create(tx, talk.scope, NOW)
    week = MEETING + timedelta(days=7)
    assert retention.run(world.database, week - timedelta(seconds=1)).conversations_with_drafts == 0
    swept = retention.run(world.database, week)
    assert swept.conversations_with_drafts == 1
    again = retention.run(world.database, week)
    assert set(vars_of(again)) == {0}
    with world.database.read() as tx:
        assert drafts.load(tx, talk.scope) == []
        assert audit.verify(tx).first_bad is None


def vars_of(swept: retention.Swept) -> list[int]:
    return [getattr(swept, name) for name in swept.__slots__]


def test_a_fault_of_the_database_says_nothing_of_the_values(world: World) -> None:
    secret = "kanarek-9Z"
    with pytest.raises(RecordsRefused) as found, world.database.begin() as tx:
        tx.connection.execute(text("SELECT :v FROM nowhere"), {"v": secret})
    shown = f"{found.value!r} {found.value} {found.value.__cause__}"
    assert secret not in shown
    assert found.value.__suppress_context__
