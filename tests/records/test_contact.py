"""Safe times, as agreed: off for young people, seen only by their own worker, switched off by themselves."""

from __future__ import annotations

from datetime import time

import pytest

from bot.errors import NotFound
from bot.records import audit, contact
from bot.records.contact import Contact
from tests.world import NOW, World

EVENINGS = Contact((0, 3), time(18), time(20, 30), reminders=True, may_write=True)


def test_reminders_are_on_for_parents_and_off_for_young_people(world: World) -> None:
    with world.database.read() as tx:
        parent, teen = (contact.get(tx, world.ada.scope, one.id) for one in (world.parent, world.teen))
    assert (parent.days, parent.reminders, parent.may_write) == ((), True, True)
    assert (teen.days, teen.reminders, teen.may_write) == ((), False, True)


def test_what_was_agreed_is_kept_and_written_down(world: World) -> None:
    with world.database.begin() as tx:
        contact.agree(tx, world.ada.scope, world.parent.id, EVENINGS, NOW)
    with world.database.read() as tx:
        assert contact.get(tx, world.ada.scope, world.parent.id) == EVENINGS
        assert [row.action for row in audit.of(tx, world.parent.id)][-1] == "contact.agreed"


def test_nobody_else_sees_or_sets_it(world: World) -> None:
    for stranger in (world.bea, world.cai):
        with world.database.read() as tx, pytest.raises(NotFound):
            contact.get(tx, stranger.scope, world.parent.id)
        with world.database.begin() as tx, pytest.raises(NotFound):
            contact.agree(tx, stranger.scope, world.parent.id, EVENINGS, NOW)


def test_the_person_stops_reminders_for_themselves_only(world: World) -> None:
    parent, teen = (world.arrive(one, world.ada).scope for one in (world.parent, world.teen))
    asked_for = Contact((0,), time(9), time(10), reminders=True, may_write=True)
    with world.database.begin() as tx:
        contact.agree(tx, world.ada.scope, world.parent.id, EVENINGS, NOW)
        contact.agree(tx, world.ada.scope, world.teen.id, asked_for, NOW)
        contact.stop_reminders(tx, teen, NOW)
    with world.database.read() as tx:
        assert not contact.of_person(tx, teen).reminders
        assert contact.of_person(tx, parent) == EVENINGS
