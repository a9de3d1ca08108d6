"""P-15: what ends, ends at its border and not a second before; what is kept longer says why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, update

from bot.errors import NotFound
from bot.messages import Channel, Inbound, InboundKind, Recording, Say
from bot.records import (
    alerts,
    audit,
    deletion,
    drafts,
    ending,
    erase,
    inbox,
    invites,
    meetings,
    outbox,
    parked,
    recordings,
    replies,
    retention,
    sending,
    sent_answers,
    sent_recordings,
    staff_sessions,
    web_sessions,
)
from bot.records.backup.contents import counts
from bot.records.outbox import Outgoing
from bot.records.recordings import voice_note
from bot.records.replies import NewReply
from bot.records.scopes import ParticipantScope
from bot.records.tables import CaseRow, ParticipantRow, SignInFailureRow, StaffSessionRow, Table
from tests.records.parts import words
from tests.sounds import wav
from tests.world import MEETING, NOW, World

WEEKS = timedelta(weeks=4)
KEPT = {"oakshire": WEEKS}
SPOKEN = Recording("wav", 2, wav())
SECOND = timedelta(seconds=1)
TABLES = [name for name in Table.metadata.tables if name != "audit"]


def rows(world: World) -> dict[str, int]:
    with world.database.read() as tx:
        return counts(tx, TABLES)


def actions(world: World, about: str) -> list[str]:
    with world.database.read() as tx:
        return [row.action for row in audit.of(tx, about)]


def sent(world: World, at: datetime = NOW) -> ParticipantScope:
    """The parent sends, and their worker reads it."""
    scope = world.arrive(world.parent, world.ada).scope
    with world.database.begin() as tx:
        drafts.keep(tx, scope, "turn", [words("q", "a")], at)
        sending.send(tx, scope, at)
    sent_answers.open_all(world.database, world.ada.scope, world.ada.key, world.parent.id, at)
    return scope


def outbox_body(world: World) -> datetime:
    talk = world.arrive(world.parent, world.ada)
    with world.database.begin() as tx:
        (row,) = outbox.add(tx, talk.id, [Outgoing(Say("notices.late"))], NOW)
        outbox.delivered(tx, row, NOW, keep=True)
    return NOW + timedelta(hours=24)


def web_session(world: World) -> datetime:
    talk = world.arrive(world.parent, world.ada)
    with world.database.begin() as tx:
        web_sessions.create(tx, talk.scope, NOW)
    return NOW + timedelta(minutes=10)


def staff_session(world: World) -> datetime:
    # The three who signed in when the world was made.
    with world.database.begin() as tx:
        tx.connection.execute(update(StaffSessionRow).values(touched_at=NOW, created_at=NOW))
    return NOW + staff_sessions.IDLE


def failure(world: World) -> datetime:
    with world.database.begin() as tx:
        tx.connection.execute(insert(SignInFailureRow).values(who=b"x", failures=1, last_at=NOW))
    return NOW + timedelta(days=1)


def invite(world: World) -> datetime:
    with world.database.begin() as tx:
        issued = invites.issue(tx, world.ada.scope, world.parent.id, NOW, pin="2580")
    return issued.expires_at + timedelta(days=7)


def draft(world: World) -> datetime:
    talk = world.arrive(world.parent, world.ada)
    with world.database.begin() as tx:
        note = voice_note("n1", SPOKEN)
        drafts.keep(tx, talk.scope, "t", [replace(words("q.one", "unsent"), voice=note)], NOW)
        recordings.keep(tx, talk.scope, "n1", SPOKEN.sound)
    return MEETING + timedelta(days=7)


def reply(world: World) -> datetime:
    talk = world.arrive(world.parent, world.ada)
    with world.database.begin() as tx:
        one = replies.write(tx, world.ada.scope, world.parent.id, NewReply(None, "I will ring."), NOW)
        replies.told(tx, talk.scope, one, NOW)
    return NOW + timedelta(hours=24)


def unclaimed_chat(world: World) -> datetime:
    with world.database.begin() as tx:
        said = Inbound(Channel.TELEGRAM, "1", "chat-9", InboundKind.WORDS, NOW, words="hello")
        inbox.done(tx, inbox.accept(tx, said, None, NOW).id, NOW)
        (row,) = outbox.add_unclaimed(tx, Channel.TELEGRAM, "chat-9", [Outgoing(Say("notices.late"))], NOW)
        outbox.delivered(tx, row, NOW)
    return NOW + timedelta(days=7)


# What ends, how many of it there are, and whether its rows go or only what they hold.
ENDS: dict[str, tuple[Callable[[World], datetime], int, dict[str, int]]] = {
    "outbox_bodies": (outbox_body, 1, {}),
    "web_sessions": (web_session, 1, {"web_session": 1}),
    "staff_sessions": (staff_session, 3, {"staff_session": 3}),
    "sign_in_failures": (failure, 1, {"sign_in_failure": 1}),
    "invites": (invite, 1, {"invite": 1}),
    "conversations_with_drafts": (draft, 1, {"draft_part": 1, "draft_recording": 1}),
    "replies": (reply, 1, {}),
    "unclaimed": (unclaimed_chat, 2, {"inbox": 1, "outbox": 1}),
}


def test_there_is_a_border_for_each_kind_that_is_swept() -> None:
    # What two officers opened ends in test_break_glass, used challenges in test_security_keys, the$
    # audit's rows in test_audit_ending.
    elsewhere = {"people", "cases", "break_glass", "used_challenges", "audit_rows"}
    assert {*ENDS, *elsewhere} == set(retention.Swept.__slots__)


@pytest.mark.parametrize("name", ENDS)
def test_each_ends_at_its_border_once_and_is_written_down(world: World, name: str) -> None:
    """P-15: a second before nothing, at the border exactly that, and again nothing."""
    make, many, gone = ENDS[name]
    border = make(world)
    retention.run(world.database, border - SECOND, KEPT)
    before = rows(world)
    about = world.parent.id if name == "conversations_with_drafts" else name
    noted = len(actions(world, about))
    swept = asdict(retention.run(world.database, border, KEPT))
    after = rows(world)
    assert swept[name] == many
    if name != "staff_sessions":
        assert {one: before[one] - after[one] for one in TABLES if before[one] != after[one]} == gone
    assert len(actions(world, about)) == noted + 1
    assert set(asdict(retention.run(world.database, border, KEPT)).values()) == {0}
    assert rows(world) == after
    assert len(actions(world, about)) == noted + 1


def test_what_was_sent_ends_with_its_person_so_long_after_the_meeting(world: World) -> None:
    """P-15: everything of the case goes, row by row counted; the neighbours and another council stay."""
    sent(world)
    border = MEETING + WEEKS
    early = retention.run(world.database, border - SECOND, KEPT)
    assert (early.people, early.cases) == (0, 0)
    before = rows(world)
    swept = retention.run(world.database, border, {"oakshire": WEEKS, "elmford": WEEKS + SECOND})
    assert (swept.people, swept.cases) == (3, 2)
    after = rows(world)
    # Elmford's own time is a second longer: its case is the one that is left.
    assert {name: after[name] for name in ("participant", "case", "meeting")} == dict.fromkeys(
        ("participant", "case", "meeting"), 1
    )
    assert (before["participant"], before["sent_answer"], before["sending"]) == (4, 1, 1)
    for name in ("sent_answer", "sending", "conversation", "reminder", "draft_part"):
        assert after[name] == 0, name
    assert actions(world, world.parent.id)[-1] == "participant.expired"
    assert actions(world, world.case.id)[-1] == "case.expired"
    again = retention.run(world.database, border, KEPT)
    assert set(asdict(again).values()) == {0}
    assert rows(world) == after
    assert actions(world, world.parent.id).count("participant.expired") == 1


def test_a_council_that_has_set_nothing_keeps_everything(world: World) -> None:
    sent(world)
    for kept in (None, {}, {"elmford": WEEKS}):
        swept = retention.run(world.database, MEETING + timedelta(days=9000), kept)
        assert swept.people == (1 if kept else 0)
    with world.database.read() as tx:
        assert ending.of(tx, world.ada.scope, world.parent.id, None).until is None
        assert tx.connection.execute(select(func.count()).select_from(ParticipantRow)).scalar_one() == 3


def test_the_count_begins_with_what_came_last(world: World) -> None:
    def until() -> datetime | None:
        with world.database.read() as tx:
            return ending.of(tx, world.ada.scope, world.parent.id, WEEKS).until

    assert until() == MEETING + WEEKS
    late = MEETING + timedelta(days=3)
    scope = sent(world, late)
    assert until() == late + WEEKS
    with world.database.begin() as tx:
        one = alerts.record(tx, scope, kind="weapon", level="now", words="x", now=late + SECOND)
        alerts.handled(tx, world.ada.scope, one, late + SECOND)
    assert until() == late + SECOND + WEEKS
    later = MEETING + timedelta(days=90)
    with world.database.begin() as tx:
        meetings.set_meeting(
            tx, world.ada.scope, world.case.id, kind="review_conference", nation="england",
            starts_at=later, place="", mode="in_person", now=late,
        )  # fmt: skip
    assert until() == later + WEEKS


def test_what_nobody_read_an_open_alert_and_a_hold_keep_it_and_say_so(world: World) -> None:
    scope = world.arrive(world.parent, world.ada).scope
    border = MEETING + WEEKS
    with world.database.begin() as tx:
        drafts.keep(tx, scope, "turn", [words("q", "a")], NOW)
        sending.send(tx, scope, NOW)
        alert = alerts.record(tx, scope, kind="weapon", level="now", words="x", now=NOW)
        ending.hold(tx, world.ada.scope, world.parent.id, "court", NOW)

    def keeps() -> tuple[str, ...]:
        retention.run(world.database, border, KEPT)
        with world.database.read() as tx:
            return ending.of(tx, world.ada.scope, world.parent.id, WEEKS).keeps

    assert keeps() == ("held", "unread", "alert")
    sent_answers.open_all(world.database, world.ada.scope, world.ada.key, world.parent.id, NOW)
    assert keeps() == ("held", "alert")
    with world.database.begin() as tx:
        alerts.handled(tx, world.ada.scope, alert, NOW)
    assert keeps() == ("held",)
    with world.database.begin() as tx:
        assert tx.connection.execute(select(CaseRow.id).where(CaseRow.id == world.case.id)).first()
        ending.release(tx, world.ada.scope, world.parent.id, NOW)
    with pytest.raises(NotFound):
        keeps()
    assert actions(world, world.parent.id)[-2:] == ["participant.released", "participant.expired"]


def test_a_voice_note_that_nobody_heard_keeps_it_although_all_else_was_opened(world: World) -> None:
    scope, ada, person = world.arrive(world.parent, world.ada).scope, world.ada, world.parent.id
    border = MEETING + WEEKS
    with world.database.begin() as tx:
        part = replace(words("q", "a"), voice=voice_note("n1", SPOKEN))
        drafts.keep(tx, scope, "turn", [part], NOW)
        recordings.keep(tx, scope, "n1", SPOKEN.sound)
        sending.send(tx, scope, NOW)
    sent_answers.open_all(world.database, ada.scope, ada.key, person, NOW)
    assert sent_recordings.open_for_copy(world.database, ada.scope, ada.key, person, NOW)
    retention.run(world.database, border, KEPT)
    with world.database.read() as tx:
        assert ending.of(tx, ada.scope, person, WEEKS).keeps == ("unheard",)
    sent_recordings.open_one(world.database, ada.scope, ada.key, person, "n1", NOW)
    retention.run(world.database, border, KEPT)
    with world.database.read() as tx, pytest.raises(NotFound):
        ending.of(tx, ada.scope, person, WEEKS)


def test_a_message_that_could_not_be_placed_keeps_it_until_somebody_opens_it(world: World) -> None:
    talk, ada, person = world.arrive(world.parent, world.ada), world.ada, world.parent.id
    border = MEETING + WEEKS
    inbound = Inbound(talk.channel, "m", talk.address or "", InboundKind.WORDS, NOW, "words")
    with world.database.begin() as tx:
        inbox.accept(tx, inbound, talk.id, NOW)
        row = inbox.next_for(tx, talk.id, NOW)
        assert row is not None
        parked.park(tx, row, NOW)
        assert not deletion.is_read(tx, ada.scope, person)
    retention.run(world.database, border, KEPT)
    with world.database.read() as tx:
        assert ending.of(tx, ada.scope, person, WEEKS).keeps == ("parked",)
    assert parked.open_all(world.database, ada.scope, ada.key, person, NOW)
    with world.database.read() as tx:
        assert deletion.is_read(tx, ada.scope, person)
    retention.run(world.database, border, KEPT)
    with world.database.read() as tx, pytest.raises(NotFound):
        ending.of(tx, ada.scope, person, WEEKS)


def test_nobody_elses_records_are_held_or_looked_at(world: World) -> None:
    for stranger in (world.bea, world.cai):
        with world.database.begin() as tx, pytest.raises(NotFound):
            ending.hold(tx, stranger.scope, world.parent.id, "court", NOW)
        with world.database.begin() as tx, pytest.raises(NotFound):
            ending.release(tx, stranger.scope, world.parent.id, NOW)
        with world.database.read() as tx, pytest.raises(NotFound):
            ending.of(tx, stranger.scope, world.parent.id, WEEKS)


def test_somebody_who_is_held_between_the_list_and_the_erasing_stays(world: World) -> None:
    sent(world)
    border = MEETING + WEEKS
    with world.database.read() as tx:
        listed = ending.over(tx, KEPT, border)
    assert world.parent.id in listed
    with world.database.begin() as tx:
        ending.hold(tx, world.ada.scope, world.parent.id, "complaint", border)
    erased = erase.expired(
        world.database, listed, border, lambda tx, one: ending.is_over(tx, one, KEPT, border)
    )
    assert erased == len(listed) - 1
    with world.database.read() as tx:
        assert ending.of(tx, world.ada.scope, world.parent.id, WEEKS).keeps == ("held",)
