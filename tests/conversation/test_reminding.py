"""What we start: at safe times only, neutral words only, at most twice, and never doubled by a kill."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.conversation.delivery import Delivery
from bot.conversation.reminding import NEWS, STARTED_BY_US, Reminding
from bot.errors import RecordsRefused
from bot.messages import Channel
from bot.records import contact, drafts, outbox, reminders, replies, sending
from bot.records.contact import Contact
from bot.records.replies import NewReply
from bot.records.scopes import ParticipantScope
from bot.services.safe_times import safe_times
from tests.records.parts import words
from tests.stack import knowledge
from tests.world import NOW, World

SAFE = Contact(tuple(range(7)), time(9), time(10), reminders=True, may_write=True)
# What must stand in nothing that goes out unasked (P-04).
TELLING = (
    "council",
    "child",
    "protect",
    "social",
    "worker",
    "report",
    "meeting",
    "conference",
    "famil",
    "answer",
)
TELLING_PL = (
    "urząd",
    "dzieck",
    "dzieci",
    "ochron",
    "socjaln",
    "pracownik",
    "raport",
    "spotkani",
    "konferencj",
)


class Clock:
    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def somebody(world: World, agreed: Contact | None = SAFE) -> ParticipantScope:
    """A parent in Telegram who sent, to whom the worker wrote back."""
    scope = world.arrive(world.parent, world.ada, "4711").scope
    with world.database.begin() as tx:
        drafts.keep(tx, scope, "turn", [words("q", "a")], NOW)
        sending.send(tx, scope, NOW)
        replies.write(tx, world.ada.scope, world.parent.id, NewReply("replies.ready.read"), NOW)
        if agreed is not None:
            contact.agree(tx, world.ada.scope, world.parent.id, agreed, NOW)
    return scope


def waiting(world: World, scope: ParticipantScope) -> list[str]:
    with world.database.read() as tx:
        return [row.say.content for row in outbox.waiting_for(tx, scope.conversation_id)]


def test_a_minute_for_ten_days_gives_two_notes_inside_the_window(world: World) -> None:
    scope, clock = somebody(world), Clock()
    parts = Reminding(world.database, knowledge(), clock)
    at = []
    window = safe_times(SAFE, knowledge().texts.content.council("oakshire"))
    assert window is not None
    for quarter in range(10 * 24 * 4):
        clock.now = NOW - timedelta(hours=3) + timedelta(minutes=15 * quarter)
        if parts.pass_once():
            at.append(clock.now)
    assert len(at) >= 2
    assert all(window.holds(moment) for moment in at)
    said = waiting(world, scope)
    assert set(said) <= STARTED_BY_US
    assert said.count(NEWS) == 2


@pytest.mark.parametrize(
    "agreed",
    [
        None,
        replace(SAFE, reminders=False),
        replace(SAFE, may_write=False),
        replace(SAFE, begins=time(11), ends=time(12)),
    ],
    ids=["nothing agreed", "reminders off", "not safe at all", "another hour"],
)
def test_nothing_goes_out_when_it_must_not(world: World, agreed: Contact | None) -> None:
    scope = somebody(world, agreed)
    assert Reminding(world.database, knowledge(), Clock()).pass_once() == 0
    assert waiting(world, scope) == []


def test_switching_off_stops_what_was_due(world: World) -> None:
    scope, clock = somebody(world), Clock()
    parts = Reminding(world.database, knowledge(), clock)
    assert parts.pass_once() == 1
    with world.database.begin() as tx:
        contact.stop_reminders(tx, scope, NOW)
    clock.now = NOW + timedelta(days=3)
    assert parts.pass_once() == 0


def test_a_kill_in_the_middle_leaves_one_note_in_the_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    scope = somebody(world)
    parts = Reminding(world.database, knowledge(), Clock())
    add = outbox.add

    def killed(*_: object) -> list[str]:
        raise RecordsRefused("Killed.", remedy="Start again.")

    monkeypatch.setattr(outbox, "add", killed)
    with pytest.raises(RecordsRefused):
        parts.pass_once()
    monkeypatch.setattr(outbox, "add", add)
    assert waiting(world, scope) == []
    for again in (Reminding(world.database, knowledge(), Clock()) for _ in range(3)):
        again.pass_once()
    assert waiting(world, scope) == [NEWS]


def test_a_note_that_waited_past_the_safe_time_is_taken_back(world: World) -> None:
    scope, clock = somebody(world), Clock()
    Reminding(world.database, knowledge(), clock).pass_once()
    delivery = Delivery(world.database, knowledge(), clock)
    clock.now = NOW + timedelta(hours=2)
    assert delivery._due(Channel.TELEGRAM) == []
    assert waiting(world, scope) == []
    clock.now = NOW + timedelta(days=1)
    with world.database.read() as tx:
        assert [one.tries for one in reminders.of_person(tx, scope, clock.now)] == [0, 0]
    assert Reminding(world.database, knowledge(), clock).pass_once() == 1
    assert [row.say.content for row, _ in delivery._due(Channel.TELEGRAM)] == [NEWS]


def test_every_text_that_we_start_tells_a_stranger_nothing() -> None:
    """P-04: the list is what the dispatcher can say, and nothing in it names what this is about."""
    texts = knowledge().texts
    assert len(STARTED_BY_US) == 3
    for item in (*STARTED_BY_US, "choices.look", "choices.no_reminders"):
        for language, telling in (("en", TELLING), ("pl", TELLING_PL)):
            for text in texts.messages(item, language):
                assert not any(word in text.casefold() for word in telling), text
                assert "{" not in text


def test_a_window_is_in_london(world: World) -> None:
    scope = somebody(world)
    summer = datetime(2027, 6, 1, 8, 30, tzinfo=UTC)
    with world.database.begin() as tx:
        contact.agree(tx, world.ada.scope, world.parent.id, SAFE, NOW)
        reminders.want_anew(tx, scope.participant_id, "meeting_moved", "", NOW)
    assert Reminding(world.database, knowledge(), Clock(summer)).pass_once() == 1
