"""After sending, over the whole product: opened, written back, heard, promised, asked, and how it went."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.demo.show import hold
from bot.messages import InboundKind
from bot.records import deletion, erase, feedback, reminders, replies, sent_answers
from bot.records.replies import NewReply
from bot.records.scopes import Role, WorkerScope
from bot.records.sign_in import sign_in
from bot.records.staff_sessions import StaffSession
from bot.talk import Spoken, Talk
from tests.stack import Stack, running

OWN = "I will ring the school about the bus. Zażółć."
A_MOMENT = timedelta(milliseconds=1)
SCRIPT = Path(__file__).parent / "golden" / "parent.en.script"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    async with running(tmp_path_factory.mktemp("state")) as stack:
        yield stack


def worker(stack: Stack) -> StaffSession:
    login = stack.family.worker
    now = datetime.now(UTC)
    return sign_in(
        stack.database, email=login.email, password=login.password, code=login.code(), client="t", now=now
    ).session


def does_the_work(stack: Stack, here: StaffSession, person: str) -> str:
    """The worker opens what was sent, writes back and promises; the day is over, and so is the meeting."""
    now = datetime.now(UTC)
    sent_answers.open_all(stack.database, here.scope, here.key, person, now)
    with stack.database.begin() as tx:
        replies.write(tx, here.scope, person, NewReply("replies.ready.read"), now + A_MOMENT)
        late = now + 2 * A_MOMENT
        promise = NewReply(None, OWN, now.date(), late)
        reply_id = replies.write(tx, here.scope, person, promise, late)
        reminders.want(tx, person, "feedback", "2026-11-26", late + A_MOMENT)
    return reply_id


def contents(spoken: Spoken) -> list[str]:
    return [reply.content for reply in spoken.replies]


def texts(spoken: Spoken) -> str:
    return "\n".join(reply.text for reply in spoken.replies)


async def comes_back(talk: Talk) -> Spoken:
    back = await talk._send(None, InboundKind.RESUME)
    assert contents(back) == ["side.good_time"]
    return await talk.press("choices.good_time")


@pytest.mark.asyncio(loop_scope="module")
async def test_sent_opened_written_back_heard_promised_asked_and_how_it_went(stack: Stack) -> None:
    who = stack.person("father")
    talk = await stack.talk("father")
    turns = [spoken async for spoken in hold(talk, SCRIPT.read_text(encoding="utf-8").splitlines())]
    receipt = next(reply.text for turn in turns for reply in turn.replies if reply.content == "sent.receipt")
    here = await asyncio.to_thread(worker, stack)
    reply_id = await asyncio.to_thread(does_the_work, stack, here, who.participant_id)

    heard = await comes_back(talk)
    assert contents(heard)[:2] == ["notices.seen_by_worker", "replies.written"]
    assert contents(heard)[-1] == "promises.was_it_done"
    assert OWN in texts(heard)
    assert stack.family.scope.staff_id not in texts(heard)

    said = await talk.press("choices.promise_partly")
    assert contents(said) == ["promises.answered", "feedback.offer"]
    asked = await talk.press("choices.feedback_start")
    assert contents(asked)[0] == "feedback.who_sees"
    asked = await talk.press("choices.feedback_go_on")
    while "feedback_send" not in str(sorted(talk.buttons)):
        name = "choices.agree" if "choices.agree" in talk.buttons else "choices.rather_not_say"
        asked = await talk.press(name)
    done = await talk.press("choices.feedback_send")
    assert contents(done) == ["feedback.thanks", "sent.finished"]

    again = await talk._send(asked_for(stack), InboundKind.WORDS)
    assert receipt in texts(again)

    await talk._send("delete everything", InboundKind.WORDS)
    wished = await talk.press("choices.ask_deletion")
    # A script presses more than a hundred buttons in a minute, and is asked once to go slowly.
    assert next(one for one in contents(wished) if one != "notices.slow_down") == "deleting.asked"
    await asyncio.to_thread(what_the_worker_sees, stack, here, who.participant_id, reply_id)

    await asyncio.to_thread(deletes, stack, here, who.participant_id)
    told = await comes_back(talk)
    assert contents(told)[0] == "deleting.answered.deleted"


def deletes(stack: Stack, here: StaffSession, person: str) -> None:
    """Decide the wish: what was sent is gone when this returns."""
    erase.sent(stack.database, here.scope, person, "no_longer_needed", datetime.now(UTC))
    assert sent_answers.open_all(stack.database, here.scope, here.key, person, datetime.now(UTC)) == []


def asked_for(stack: Stack) -> str:
    return stack.core.known.texts.short("choices.receipt_again", "en").upper()


def what_the_worker_sees(stack: Stack, here: StaffSession, person: str, reply_id: str) -> None:
    now = datetime.now(UTC)
    written = replies.open_all(stack.database, here.scope, here.key, person, now)
    assert {one.id: one.answer for one in written}[reply_id] == "choices.promise_partly"
    manager = WorkerScope(here.scope.staff_id, here.scope.council, Role.MANAGER)
    with stack.database.read() as tx:
        assert [one.answer for one in deletion.of_participant(tx, here.scope, person)] == [None]
        (given,) = feedback.given(tx, manager, "9999-12")
        (asked,) = feedback.invited(tx, manager, "9999-12")
    assert given.answers["feedback.pf1"] == "choices.agree"
    assert (asked.month, asked.audience) == (given.month, given.audience)
