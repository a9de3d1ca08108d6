"""Telegram asks us to wait, fails, or takes a message and does not say so (F-04, F-12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest
import pytest_asyncio

from bot.channels import telegram_run
from bot.conversation.delivery import Delivery
from bot.conversation.intake import Intake
from bot.errors import RecordsRefused
from tests.stack import knowledge
from tests.telegram.conftest import Office, office
from tests.telegram_server import Fault

pytestmark = pytest.mark.asyncio(loop_scope="module")
EACH_CHAT = 1.0
# What is not about the pace itself need not wait for it.
QUICK = 0.2
AFTER_READ = [said.split("{")[0] for said in knowledge().texts.messages("arrival.limits", "en")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def brief(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """With short patience for Telegram."""
    patience = telegram_run.SECONDS
    telegram_run.SECONDS = 1.0
    async with office(tmp_path_factory.mktemp("brief"), pace=QUICK) as made:
        yield made
    telegram_run.SECONDS = patience


async def at_who_sees(here: Office):  # type: ignore[no-untyped-def]  # noqa: ANN201
    phone = await here.arrived()
    for label in ("English", "Next"):
        await phone.presses(label)
    return phone


@pytest.mark.parametrize(
    "fault",
    [
        Fault("sendMessage", times=1, retry_after=3),
        Fault("sendMessage", times=2, status=500),
        Fault("sendMessage", times=1, status=502),
        Fault("sendMessage", times=1, silence=2.5),
    ],
    ids=["429", "500", "502", "silence"],
)
async def test_everything_arrives_in_order_once_telegram_can(brief: Office, fault: Fault) -> None:
    """F-12"""
    phone = await at_who_sees(brief)
    calls, before = brief.server.called("sendMessage"), len(phone.heard())
    brief.server.faults = [fault]
    times = fault.times
    began = brief.server.to(phone.chat)[-1].at
    await phone.presses("I have read this")
    told = brief.server.to(phone.chat)[before:]
    assert [one.text.startswith(start) for one, start in zip(told, AFTER_READ, strict=True)] == [True] * 3
    assert fault.times == 0
    assert brief.server.called("sendMessage") - calls == 3 + times
    if fault.retry_after:
        assert told[0].at - began >= fault.retry_after


async def test_a_chat_gets_one_message_a_second(tmp_path: Path) -> None:
    """F-12"""
    async with office(tmp_path, pace=EACH_CHAT) as paced:
        phone = await at_who_sees(paced)
        gaps = [after.at - before.at for before, after in pairwise(paced.server.to(phone.chat))]
    assert len(gaps) >= 8
    # What arrives is a few milliseconds off what was sent.
    assert min(gaps) >= EACH_CHAT - 0.05


async def test_a_message_taken_but_not_acknowledged_is_repeated_at_most_once(brief: Office) -> None:
    """F-04"""
    phone = await at_who_sees(brief)
    before = len(phone.heard())
    brief.server.faults = [Fault("sendMessage", times=1, status=500, after_taking=True)]
    await phone.presses("I have read this")
    check_once_more(phone.heard()[before:])


async def test_a_crash_between_telegrams_yes_and_our_commit_repeats_at_most_one(
    brief: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F-04"""
    phone = await at_who_sees(brief)
    before, keep, crashed = len(phone.heard()), Delivery._part_delivered, []

    def crash_once(delivery: Delivery, row: object, provider_id: str) -> None:
        if not crashed:
            crashed.append(True)
            raise RecordsRefused("A crash, by a test.", remedy="None.")
        keep(delivery, row, provider_id)  # type: ignore[arg-type]

    monkeypatch.setattr(Delivery, "_part_delivered", crash_once)
    await phone.presses("I have read this")
    assert crashed
    check_once_more(phone.heard()[before:])


def check_once_more(told: list[str]) -> None:
    """All three messages came, in order, one of them twice."""
    starts = [next(start for start in AFTER_READ if said.startswith(start)) for said in told]
    assert list(dict.fromkeys(starts)) == AFTER_READ
    assert sorted(Counter(starts).values()) == [1, 1, 2]


async def test_an_update_that_cannot_be_kept_is_not_confirmed(
    brief: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library would have confirmed it at once; ours comes again and counts once."""
    phone = await brief.at_first_question()
    keep, tries = Intake._keep, []

    def away_twice(intake: Intake, inbound: object) -> object:
        tries.append(brief.server.calls[-1])
        if len(tries) <= 2:
            assert brief.server.waiting
            raise RecordsRefused("The records are away, by a test.", remedy="None.")
        return keep(intake, inbound)  # type: ignore[arg-type]

    monkeypatch.setattr(Intake, "_keep", away_twice)
    await phone.writes("On Sunday we made pancakes together")
    assert len(tries) >= 3
    assert [part.value for part in brief.parts(phone)] == ["On Sunday we made pancakes together"]
