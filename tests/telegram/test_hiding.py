"""Hiding on Telegram: what can go goes, of both sides, and of the rest only that it is there is said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.conversation.delivery import HIDDEN, HIDDEN_REST
from bot.records import tables
from tests.stack import knowledge
from tests.telegram.conftest import Office
from tests.telegram.phone import Phone

pytestmark = pytest.mark.asyncio(loop_scope="module")
ROW = tables.DeliveredRow
WORDS = "On Sunday we made pancakes together"
OLD = timedelta(hours=49)


def make_old(office: Office, ids: list[int]) -> None:
    with office.stack.database.begin() as tx:
        names = [str(one) for one in ids]
        moved = tx.connection.execute(select(ROW.seq, ROW.at).where(ROW.provider_id.in_(names))).all()
        assert len(moved) == len(ids)
        for seq, at in moved:
            tx.connection.execute(update(ROW).where(ROW.seq == seq).values(at=at - OLD))


def said(phone: Phone, item: str) -> list[str]:
    start = knowledge().texts.messages(item, "en")[0].split("{")[0].strip()
    return [text for text in phone.heard() if text.startswith(start)]


async def test_all_that_is_younger_than_two_days_goes_on_both_sides(polled: Office) -> None:
    """P-07: deleteMessage for every id of the last 48 hours, and nothing is said to remain."""
    phone = await polled.at_first_question()
    for words in (WORDS, "skip", "will they take my child?"):
        await phone.writes(words)
    await phone.does(phone.message(photo=[{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]))
    ours = [one.message_id for one in polled.server.to(phone.chat)]
    hide = phone.message("hide this")
    theirs = [*phone.mine.values(), hide["message"]["message_id"]]
    await phone.does(hide)
    gone = {message for chat, message in polled.server.deleted if chat == phone.chat}
    assert len(ours) > 10
    assert {*ours, *theirs} <= gone
    assert len(said(phone, HIDDEN)) == 1
    assert said(phone, HIDDEN_REST) == []


async def test_of_what_is_older_only_day_and_number_are_said(polled: Office) -> None:
    """P-07: the rest is listed without content."""
    phone = await polled.at_first_question()
    await phone.writes(WORDS)
    old = [*[one.message_id for one in polled.server.to(phone.chat)][:4], phone.mine[WORDS]]
    make_old(polled, old)
    await phone.writes("hide this")
    gone = {message for chat, message in polled.server.deleted if chat == phone.chat}
    assert gone & set(old) == set()
    (rest,) = said(phone, HIDDEN_REST)
    _, *days, _ = rest.replace("\u2068", "").replace("\u2069", "").splitlines()
    assert [day.rpartition(": ")[2] for day in days] == ["5"]
    assert WORDS not in rest
    await phone.writes("hide this")
    assert len(said(phone, HIDDEN_REST)) == 2


async def test_one_message_that_telegram_keeps_keeps_no_other(polled: Office) -> None:
    """P-07"""
    phone = await polled.at_first_question()
    await phone.writes(WORDS)
    kept = polled.server.to(phone.chat)[3].message_id
    polled.server.undeletable.add((phone.chat, kept))
    ours = {one.message_id for one in polled.server.to(phone.chat)}
    await phone.writes("hide this")
    gone = {message for chat, message in polled.server.deleted if chat == phone.chat}
    assert ours - gone == {kept}
    (rest,) = said(phone, HIDDEN_REST)
    assert ": 1\n" in rest.replace("\u2068", "").replace("\u2069", "")


async def test_what_was_written_before_anybody_came_in_goes_too(polled: Office) -> None:
    """P-07: the chat was nobody's then, and it lies in it all the same."""
    phone, invite = polled.phone(), polled.invite()
    await phone.writes("hello, is this the place")
    await phone.does(phone.message(f"/start {invite.token}"))
    await phone.writes(invite.pin)
    before_digits = await phone.does(phone.message("what are these digits"))
    assert before_digits.text
    for typed in ("482915", "482915"):
        await phone.writes(typed)
    await phone.writes("hide this")
    gone = {message for chat, message in polled.server.deleted if chat == phone.chat}
    assert set(phone.mine.values()) - gone == set()
