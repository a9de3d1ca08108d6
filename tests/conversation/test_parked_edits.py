"""A message that was parked stays as it was written, also when it is edited afterwards."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.knowledge import Knowledge
from bot.conversation.resolve import resolve
from bot.conversation.store import Store
from bot.messages import Channel, Inbound, InboundKind
from bot.records import drafts, inbox, outbox, parked
from tests.world import NOW, World

CHAT, FIRST, SECOND = "4711", "We baked on Sunday", "We cooked on Sunday"


def version(kind: InboundKind, words: str, number: int) -> Inbound:
    at = NOW if kind is InboundKind.WORDS else NOW + timedelta(seconds=number)
    message = f"{CHAT}/9"
    return Inbound(Channel.TELEGRAM, str(number), CHAT, kind, at, words, message=message, revision=number)


def test_an_edit_of_a_parked_message_says_that_nothing_has_changed(world: World, known: Knowledge) -> None:
    talk = world.arrive(world.parent, world.ada, CHAT)
    store = Store(world.database, known, lambda: NOW, is_draft=lambda _council, _language: False)
    with world.database.begin() as tx:
        inbox.accept(tx, version(InboundKind.WORDS, FIRST, 1), talk.id, NOW)
    assert store.take(1) == [talk.id]
    first = store.next(talk.id)
    assert first is not None
    store.park(first)
    with world.database.begin() as tx:
        inbox.accept(tx, version(InboundKind.EDIT, SECOND, 2), talk.id, NOW)
    edit = store.next(talk.id)
    assert edit is not None
    meant = resolve(edit.inbound, edit.turn, known.buttons, known.phrases)
    assert (meant.intent, meant.first) == ("repeat", "notices.edited_no_answer")
    with world.database.read() as tx:
        assert [row.say.content for row in outbox.waiting_for(tx, talk.id)] == ["notices.parked"]
        assert drafts.load(tx, talk.scope) == []
    held = parked.open_all(world.database, world.ada.scope, world.ada.key, world.parent.id, NOW)
    assert [one.words for one in held] == [FIRST]
