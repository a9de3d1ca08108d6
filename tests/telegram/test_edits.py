"""Editing one's own message corrects what it made, until that is sent."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.records import drafts, tables
from bot.records.drafts import Part
from tests.telegram.caller import Caller
from tests.telegram.conftest import Office
from tests.telegram.phone import Phone

pytestmark = pytest.mark.asyncio(loop_scope="module")
MOMENT = "parent.good.ordinary_moment"
FIRST, SECOND, THIRD = (f"On Sunday we made {what} together" for what in ("pancakes", "soup", "bread"))
DONE, NOTHING = "You changed a message. The new words", "You changed a message that is not one"


def all_parts(office: Office, phone: Phone) -> list[Part]:
    here = office.here(phone)
    assert here is not None
    with office.stack.database.read() as tx:
        return [part for part in drafts.load(tx, here.scope) if part.kind not in ("seen", "skip", "choice")]


def versions(part: Part) -> list[str]:
    """What a part says, and said before, oldest first."""
    assert part.written is not None
    return [*(words for _, words in part.written.before), part.value]


def alerts(office: Office, phone: Phone) -> int:
    here = office.here(phone)
    assert here is not None
    row = tables.AlertRow
    count = select(func.count()).select_from(row).where(row.participant_id == here.participant_id)
    with office.stack.database.read() as tx:
        return tx.connection.execute(count).scalar_one()


def told(phone: Phone, start: str) -> int:
    return sum(said.startswith(start) for said in phone.heard())


async def test_versions_that_come_twice_or_late_count_once_and_the_last_written_stands(
    hooked: Office, caller: Caller
) -> None:
    phone = await hooked.at_first_question()
    first = phone.message(FIRST)
    await phone.does(first)
    follows = hooked.about(phone)
    second, third = phone.edit(first, SECOND), phone.edit(first, THIRD)
    for update in (third, second, third, second, first):
        assert await caller.post(update) == [200]
    await phone.quiet()
    (part,) = all_parts(hooked, phone)
    assert (part.question, versions(part)) == (MOMENT, [FIRST, SECOND, THIRD])
    assert told(phone, DONE) == 1
    assert hooked.about(phone) == follows


async def test_an_edit_that_is_quicker_than_its_message_counts_once(hooked: Office, caller: Caller) -> None:
    phone = await hooked.at_first_question()
    first = phone.message(FIRST)
    first["message"]["date"] += 1
    edited = phone.edit(first, SECOND)
    for update in (edited, first):
        assert await caller.post(update) == [200]
        await phone.quiet()
    (part,) = all_parts(hooked, phone)
    assert versions(part) == [FIRST, SECOND]


async def test_an_edit_without_another_word_says_nothing(hooked: Office, caller: Caller) -> None:
    """Telegram tells of a link's preview as of an edit."""
    phone = await hooked.at_first_question()
    first = phone.message(FIRST)
    await phone.does(first)
    heard = phone.heard()
    assert await caller.post(phone.edit(first, FIRST)) == [200]
    await phone.quiet()
    assert phone.heard() == heard
    (part,) = all_parts(hooked, phone)
    assert versions(part) == [FIRST]


async def test_each_of_five_messages_is_corrected_by_itself(hooked: Office, caller: Caller) -> None:
    phone = await hooked.at_first_question()
    first, more = phone.message(FIRST), phone.message("and then we slept")
    await phone.does(first, more)
    await phone.does(phone.edit(more, "and then we danced"))
    assert [versions(part) for part in all_parts(hooked, phone)] == [
        [FIRST],
        ["and then we slept", "and then we danced"],
    ]


async def test_an_edit_of_what_only_steered_changes_nothing(hooked: Office, caller: Caller) -> None:
    phone = await hooked.at_first_question()
    skipped = phone.message("skip")
    await phone.does(skipped)
    follows = hooked.about(phone)
    asked = phone.heard()[-1]
    await phone.does(phone.edit(skipped, FIRST))
    assert told(phone, NOTHING) == 1
    assert phone.heard()[-1] == asked
    assert all_parts(hooked, phone) == []
    assert hooked.about(phone) == follows


async def test_a_question_at_the_side_is_corrected_and_stays_so_as_an_answer(
    hooked: Office, caller: Caller
) -> None:
    phone = await hooked.at_first_question()
    question = phone.message("will they take my child?")
    await phone.does(question)
    await phone.does(phone.edit(question, "will they take my child away?"))
    assert told(phone, DONE) == 0
    (aside,) = all_parts(hooked, phone)
    assert (aside.kind, aside.value) == ("aside", "will they take my child away?")
    await phone.presses("That was my answer")
    await phone.does(phone.edit(question, "I asked if they will take her"))
    (part,) = all_parts(hooked, phone)
    assert (part.kind, part.question, part.value) == ("words", MOMENT, "I asked if they will take her")
    assert len(versions(part)) == 3
    assert told(phone, DONE) == 1


async def test_an_edit_of_a_message_that_never_came_is_words_of_its_own(
    hooked: Office, caller: Caller
) -> None:
    phone = await hooked.at_first_question()
    lost = phone.message(FIRST)
    await phone.does(phone.message(SECOND))
    lost["message"]["date"] += 1
    await phone.does(phone.edit(lost, THIRD))
    assert [versions(part) for part in all_parts(hooked, phone)] == [[SECOND], [THIRD]]


async def test_danger_is_looked_for_in_an_edit_and_its_alert_stays(hooked: Office, caller: Caller) -> None:
    phone = await hooked.at_first_question()
    first = phone.message(FIRST)
    await phone.does(first)
    assert alerts(hooked, phone) == 0
    await phone.does(phone.edit(first, "he has a knife and he is hitting me now"))
    assert alerts(hooked, phone) == 1
    await phone.does(phone.edit(first, SECOND))
    assert alerts(hooked, phone) == 1
    (part,) = all_parts(hooked, phone)
    assert part.value == SECOND
    assert part.sore


async def test_after_deleting_everything_an_edit_brings_nothing_back(hooked: Office, caller: Caller) -> None:
    phone = await hooked.at_first_question()
    first = phone.message(FIRST)
    await phone.does(first)
    await phone.does(phone.edit(first, SECOND))
    await phone.writes("delete everything")
    await phone.presses("Yes, delete it all")
    assert all_parts(hooked, phone) == []
    await phone.does(phone.edit(first, THIRD))
    assert all_parts(hooked, phone) == []
    assert told(phone, NOTHING) == 1
