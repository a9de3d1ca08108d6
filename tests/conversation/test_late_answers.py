"""An answer that is late after an outage keeps to the agreed times, or waits for the next message."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.conversation.delivery import Delivery
from bot.messages import Channel, Inbound, InboundKind, Say
from bot.records import contact, inbox, invites, outbox
from bot.records.contact import Contact
from bot.records.outbox import Outgoing
from bot.records.scopes import ParticipantScope
from tests.stack import knowledge
from tests.world import NOW, World

EVENING = NOW.replace(hour=19)
NIGHT = NOW.replace(hour=23)
AGREED = Contact(tuple(range(7)), time(10), time(12), reminders=False, may_write=True)
NONE_AGREED = Contact((), time(), time(), reminders=False, may_write=True)
ANSWER = "topics.is_it_court"


class Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def wrote(world: World, scope: ParticipantScope, at: datetime) -> None:
    with world.database.begin() as tx:
        said = Inbound(Channel.TELEGRAM, at.isoformat(), "4711", InboundKind.WORDS, at, words="is it court")
        inbox.accept(tx, said, scope.conversation_id, at)


def somebody(world: World, agreed: Contact, said: str = ANSWER) -> ParticipantScope:
    """A parent in Telegram who wrote in the evening; the answer is ready when we are back, at night."""
    scope = world.arrive(world.parent, world.ada, "4711").scope
    wrote(world, scope, EVENING)
    with world.database.begin() as tx:
        contact.agree(tx, world.ada.scope, world.parent.id, agreed, EVENING)
        outbox.add(tx, scope.conversation_id, [Outgoing(Say(said))], EVENING)
    return scope


def told(world: World, at: datetime) -> list[str]:
    delivery = Delivery(world.database, knowledge(), Clock(at))
    return [row.say.content for row, _ in delivery._due(Channel.TELEGRAM)]


def test_an_answer_goes_at_once_to_whoever_is_here(world: World) -> None:
    """P-09: what is asked for is no reminder, whatever hours were agreed."""
    somebody(world, AGREED)
    assert told(world, EVENING + timedelta(minutes=1)) == [ANSWER]


def test_somebody_who_has_just_come_in_is_here_though_it_is_night(world: World) -> None:
    """P-09: link and PIN are no messages of the conversation; who typed them waits for its first words."""
    late = NIGHT + timedelta(minutes=5)
    with world.database.begin() as tx:
        token = invites.issue(tx, world.ada.scope, world.parent.id, NIGHT, pin="314159").token
    arrived = invites.claim_link(
        world.database, token, pin="314159", channel=Channel.TELEGRAM, address="4711", now=NIGHT
    )
    with world.database.begin() as tx:
        contact.agree(tx, world.ada.scope, world.parent.id, AGREED, NIGHT)
        outbox.add(tx, arrived.id, [Outgoing(Say("arrival.language"))], NIGHT)
    assert told(world, late) == ["arrival.language"]
    assert told(world, NIGHT + timedelta(minutes=31)) == []


def test_a_late_one_waits_for_the_agreed_time(world: World) -> None:
    """P-09: after an outage nothing lights up a phone in the night."""
    somebody(world, AGREED)
    assert told(world, NIGHT) == []
    morning = NIGHT + timedelta(hours=10)
    assert told(world, morning) == []
    assert told(world, morning + timedelta(hours=1, minutes=1)) == [ANSWER]


def test_it_goes_as_soon_as_the_person_writes_again(world: World) -> None:
    scope = somebody(world, AGREED)
    assert told(world, NIGHT) == []
    wrote(world, scope, NIGHT + timedelta(seconds=20))
    assert told(world, NIGHT + timedelta(minutes=1)) == [ANSWER]


def test_somebody_elses_message_lets_nothing_out(world: World) -> None:
    somebody(world, AGREED)
    other = world.arrive(world.teen, world.ada, "4712").scope
    wrote(world, other, NIGHT)
    assert told(world, NIGHT + timedelta(minutes=1)) == []


def test_without_agreed_times_it_keeps_to_the_hours_of_the_council(world: World) -> None:
    somebody(world, NONE_AGREED)
    assert told(world, NIGHT) == []
    assert told(world, NIGHT + timedelta(hours=10, minutes=1)) == [ANSWER]


def test_where_the_chat_is_not_safe_at_all_it_waits_for_them(world: World) -> None:
    scope = somebody(world, replace(AGREED, may_write=False))
    assert told(world, NIGHT + timedelta(hours=12)) == []
    wrote(world, scope, NIGHT + timedelta(hours=13))
    assert told(world, NIGHT + timedelta(hours=13, minutes=1)) == [ANSWER]


def test_hiding_never_waits(world: World) -> None:
    """What stands in the chat is taken away as soon as it can be."""
    somebody(world, AGREED, "notices.hidden_done")
    assert told(world, NIGHT) == ["notices.hidden_done"]
