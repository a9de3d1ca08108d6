"""What may be danger or nothing is asked about: with the button for help, seldom, and nobody is told."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

import pytest

from bot.conversation.intake import ASKED_AGAIN_AFTER, HELP_NOW, Intake
from bot.conversation.knowledge import Knowledge
from bot.language.danger import DangerScreen, Finding
from bot.messages import Channel, Inbound, InboundKind
from bot.records import alerts, inbox, outbox
from bot.records.conversations import Conversation
from bot.records.outbox import OutboxRow
from tests.world import NOW, World


class Screen:
    """Answers with what it is given: which sentences are unsure is another training's another day."""

    def __init__(self, *findings: Finding | None) -> None:
        self.findings = list(findings)

    def screen(self, _: str) -> Finding | None:
        return self.findings.pop(0)


UNSURE, SURE = Finding("unsure", "violence_now"), Finding("now", "violence_now")


class Talk:
    """One person's messages to an intake with such a screen, `every` so long."""

    def __init__(self, world: World, known: Knowledge, who: Conversation, *findings: Finding | None) -> None:
        self.world, self.who, self.now = world, who, NOW
        screen = cast("DangerScreen", Screen(*findings))
        self.intake = Intake(
            world.database, replace(known, screen=screen), lambda: self.now, lambda: None, lambda: None
        )

    def write(self, words: str, after: timedelta = timedelta(0)) -> None:
        self.now += after
        external = f"{self.who.address}-{self.now.isoformat()}-{words}"
        asyncio.run(self.intake.accept(self._message(external, words, self.now)))

    def _message(self, external: str, words: str, at: datetime) -> Inbound:
        return Inbound(Channel.WEB, external, self.who.address or "", InboundKind.WORDS, at, words)

    def said(self) -> list[OutboxRow]:
        with self.world.database.read() as tx:
            return outbox.waiting_for(tx, self.who.id)

    def asked(self) -> int:
        return sum(row.say.content.startswith("safety.unsure") for row in self.said())


@pytest.fixture
def who(world: World) -> Conversation:
    return world.arrive(world.parent, world.ada)


def test_it_is_asked_with_the_button_for_help_under_it(
    world: World, known: Knowledge, who: Conversation
) -> None:
    talk = Talk(world, known, who, UNSURE)
    talk.write("I worry that he comes to the door again")
    (said,) = talk.said()
    assert (said.say.content, said.say.choices) == ("safety.unsure", (HELP_NOW,))


def test_nobody_is_told_and_the_answer_is_taken_as_any_other(
    world: World, known: Knowledge, who: Conversation
) -> None:
    talk = Talk(world, known, who, UNSURE, SURE)
    talk.write("I worry that he comes to the door again")
    with world.database.read() as tx:
        assert alerts.for_person(tx, who.scope) == []
        row = inbox.next_for(tx, who.id, talk.now)
        assert row is not None
        assert not row.sore
    talk.write("he is hitting me")
    with world.database.read() as tx:
        assert len(alerts.for_person(tx, who.scope)) == 1


def test_who_was_asked_is_not_asked_again_at_once(world: World, known: Knowledge, who: Conversation) -> None:
    talk = Talk(world, known, who, UNSURE, UNSURE, UNSURE)
    talk.write("one")
    talk.write("two", ASKED_AGAIN_AFTER - timedelta(seconds=1))
    assert talk.asked() == 1
    talk.write("three", timedelta(seconds=1))
    assert talk.asked() == 2


def test_certain_danger_is_told_of_though_somebody_was_just_asked(
    world: World, known: Knowledge, who: Conversation
) -> None:
    talk = Talk(world, known, who, UNSURE, SURE)
    talk.write("one")
    talk.write("two")
    assert [row.say.content for row in talk.said()] == [
        "safety.unsure", "safety.violence_now", "safety.alert_stays",
    ]  # fmt: skip


@pytest.mark.parametrize("audience", ["", ".young_person", ".child"])
def test_every_language_names_the_button_as_it_is_labelled(known: Knowledge, audience: str) -> None:
    languages = known.texts.catalogues.offered
    assert len(languages) == 16
    for language in languages:
        (text,) = known.texts.messages(f"safety.unsure{audience}", language)
        assert known.renderer.label(HELP_NOW, language) in text, language
