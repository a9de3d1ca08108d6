"""A notice goes by mail and by a call: each way once, each tried until it went, and the truth told once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.conversation.alert_notices import AlertNotices
from bot.errors import DeliveryFailed
from bot.mail import Hook, Mail
from bot.records import alerts, audit, outbox
from bot.records.scopes import ParticipantScope
from tests.stack import knowledge
from tests.world import NOW, World

PORTAL = "https://staff.example"


@dataclass
class Way:
    """A mail server and a system that is called, and either can be down."""

    is_down: bool = False
    taken: list[str] = field(default_factory=list)

    def send(self, to: Sequence[str], subject: str, text: str) -> None:
        assert to
        self.call(f"{subject} {text}")

    def call(self, text: str) -> None:
        if self.is_down:
            raise DeliveryFailed("down", remedy="wait")
        self.taken.append(text)


@dataclass
class Telling:
    """One alert in the world, and whoever tells of it."""

    world: World
    scope: ParticipantScope
    conversation_id: str
    alert_id: str
    mail: Way
    hook: Way
    now: datetime = NOW

    def pass_by(self, *, by_mail: bool = True, by_call: bool = True, minutes: int = 11) -> None:
        mail: Mail | None = self.mail if by_mail else None
        hook: Hook | None = self.hook if by_call else None
        made = AlertNotices(self.world.database, knowledge(), lambda: self.now, mail, PORTAL, hook)
        made.send_due()
        self.now += timedelta(minutes=minutes)

    def told(self) -> list[str]:
        with self.world.database.read() as tx:
            return [one.say.content for one in outbox.waiting_for(tx, self.conversation_id)]

    def outcomes(self) -> list[tuple[str, str]]:
        with self.world.database.read() as tx:
            return [(row.action, row.outcome) for row in audit.of(tx, self.alert_id)]


@pytest.fixture
def telling(world: World) -> Telling:
    talk = world.arrive(world.parent, world.ada)
    with world.database.begin() as tx:
        alert = alerts.record(tx, talk.scope, kind="weapon", level="now", words="kanarek", now=NOW)
    return Telling(world, talk.scope, talk.id, alert, Way(), Way())


def test_both_ways_go_once_and_hold_no_word(telling: Telling) -> None:
    for _ in range(3):
        telling.pass_by()
    assert (len(telling.mail.taken), len(telling.hook.taken)) == (1, 1)
    assert telling.hook.taken[0].endswith(f"{PORTAL}/alerts")
    said = telling.mail.taken[0] + telling.hook.taken[0]
    names = ("kanarek", "Ewa", "Rowan", telling.alert_id, telling.world.parent.id, "weapon")
    assert [one for one in names if one in said] == []
    assert telling.told() == ["safety.notice_sent"]
    assert telling.outcomes() == [("alert.raised", "done"), ("alert.notice_sent", "done")]


@pytest.mark.parametrize("down", ["mail", "hook"])
def test_what_went_one_way_is_told_as_sent_and_owed_the_other_until_it_goes(
    telling: Telling, down: str
) -> None:
    broken, whole = getattr(telling, down), getattr(telling, "hook" if down == "mail" else "mail")
    broken.is_down = True
    for _ in range(3):
        telling.pass_by()
    assert (len(broken.taken), len(whole.taken)) == (0, 1), "nobody is written to again and again"
    assert telling.told() == ["safety.notice_sent"]
    broken.is_down = False
    for _ in range(3):
        telling.pass_by()
    assert (len(broken.taken), len(whole.taken)) == (1, 1)
    assert telling.told() == ["safety.notice_sent"]
    kinds = [outcome for _, outcome in telling.outcomes()[1:]]
    assert kinds == ["done", "failed", "failed", "done"]


def test_while_neither_goes_the_person_hears_it_once_and_then_that_it_was_sent(telling: Telling) -> None:
    telling.mail.is_down = telling.hook.is_down = True
    for _ in range(3):
        telling.pass_by()
    assert telling.told() == ["safety.notice_failed"]
    telling.hook.is_down = False
    telling.pass_by()
    assert telling.told() == ["safety.notice_failed", "safety.notice_sent"]


def test_a_call_alone_is_somebody_who_is_told(telling: Telling) -> None:
    telling.pass_by(by_mail=False)
    assert len(telling.hook.taken) == 1
    assert telling.told() == ["safety.notice_sent"]


def test_with_neither_the_person_hears_that_nobody_is_told(telling: Telling) -> None:
    telling.pass_by(by_mail=False, by_call=False)
    assert telling.told() == ["safety.nobody_set"]


def test_once_somebody_opened_it_nothing_is_owed(telling: Telling) -> None:
    telling.hook.is_down = True
    telling.pass_by()
    world = telling.world
    alerts.open_alert(world.database, world.ada.scope, world.ada.key, telling.alert_id, telling.now)
    telling.hook.is_down = False
    telling.pass_by()
    assert telling.hook.taken == []


def test_an_hour_down_is_tried_again_in_the_next_process(telling: Telling) -> None:
    """What is owed lies in the database: each pass here is another process."""
    telling.mail.is_down = telling.hook.is_down = True
    telling.pass_by(minutes=60)
    telling.mail.is_down = telling.hook.is_down = False
    telling.pass_by()
    assert (len(telling.mail.taken), len(telling.hook.taken)) == (1, 1)
