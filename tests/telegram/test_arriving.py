"""The way in on Telegram, and everybody who is turned away there (P-11, I-06)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.messages import Channel
from bot.records import tables
from tests.telegram.conftest import DIGITS, Office
from tests.telegram.phone import until

pytestmark = pytest.mark.asyncio(loop_scope="module")
REFUSED = "That code does not work. Please ask for a new one from whoever gave it to you."
ASK_PIN = "Please type the PIN that you were told."


async def code_of(office: Office) -> tuple[int, str]:
    """Somebody who arrived: their chat and return code."""
    phone = await office.arrived()
    said = next(text for text in phone.heard() if "return code is" in text)
    return phone.chat, said.split("\u2068")[1].split("\u2069")[0]


async def test_a_wrong_pin_may_be_tried_again_and_five_end_the_invite(polled: Office) -> None:
    phone, invite = polled.phone(), polled.invite()
    wrong = "".join("1" if sign == "0" else "0" for sign in invite.pin)
    assert (await phone.does(phone.message(f"/start {invite.token}"))).text == ASK_PIN
    said = [(await phone.writes(wrong)).text for _ in range(5)]
    assert said == ["That PIN is not right. You have a few tries."] * 4 + [REFUSED]
    await phone.does(phone.message(f"/start {invite.token}"))
    assert (await phone.writes(invite.pin)).text == REFUSED
    assert polled.here(phone) is None


async def test_unknown_used_and_forbidden_are_refused_in_the_same_words(polled: Office) -> None:
    """A young person who may not use Telegram is told what somebody with an invented link is told."""
    young, used = polled.invite("young_person", allowed=False), polled.invite()
    first = polled.phone()
    await first.does(first.message(f"/start {used.token}"))
    await first.writes(used.pin)
    told = set()
    for token, pin in (("A" * 22, "1234"), (used.token, used.pin), (young.token, young.pin)):
        phone = polled.phone()
        await phone.does(phone.message(f"/start {token}"))
        await phone.writes(pin)
        told.add(tuple(phone.heard()))
        assert polled.here(phone) is None
    assert told == {(ASK_PIN, REFUSED)}
    claimed = polled.stack.core.arrival.claim_link(
        young.token, young.pin, channel=Channel.WEB, address=None, now=polled.stack.core.clock()
    )
    assert claimed.conversation_id  # nothing was used up: the web is still open to them


async def test_a_young_person_comes_in_where_it_was_switched_on(polled: Office) -> None:
    phone, invite = polled.phone(), polled.invite("young_person", allowed=True)
    await phone.does(phone.message(f"/start {invite.token}"))
    await phone.writes(invite.pin)
    assert polled.here(phone) is not None


async def test_digits_that_differ_or_are_weak_are_asked_for_again(polled: Office) -> None:
    phone, invite = polled.phone("pl"), polled.invite()
    await phone.does(phone.message(f"/start {invite.token}"))
    assert phone.heard()[-1] != ASK_PIN  # in the language of the phone
    await phone.writes(invite.pin)
    for typed in (DIGITS, "915482"):
        await phone.writes(typed)
    assert "not the same" in phone.heard()[-1]
    for typed in ("123456", "123456"):
        await phone.writes(typed)
    assert "too easy" in phone.heard()[-1]
    # Arabic-Indic digits with spaces are the same digits.
    await phone.writes("٤٨٢ ٩١٥")
    await phone.writes("482-915")
    assert any("return code is" in said for said in phone.heard())


async def test_the_spoken_code_needs_no_pin(polled: Office) -> None:
    phone, invite = polled.phone(), polled.invite()
    assert "six digits" in (await phone.writes(invite.code.lower())).text
    assert polled.here(phone) is not None


async def test_coming_back_with_code_and_digits_moves_the_conversation_here(polled: Office) -> None:
    _, code = await code_of(polled)
    phone = polled.phone()
    # As copied out of our own message, with the unseen marks around it.
    assert (await phone.writes(f"\u2068{code}\u2069")).text == "Please type your six digits."
    await phone.writes(DIGITS)
    assert polled.here(phone) is not None
    assert any("You now write here." in said for said in phone.heard())
    assert any("Is now a good time" in said for said in phone.heard())


async def test_coming_back_with_wrong_digits_is_refused(polled: Office) -> None:
    _, code = await code_of(polled)
    phone = polled.phone()
    assert (await phone.writes(f"{code} 111222")).text == REFUSED
    assert polled.here(phone) is None


async def test_a_second_person_in_a_chat_needs_the_first_ones_digits(polled: Office) -> None:
    """P-11: refused in words that tell nothing, the invite not used up, and the worker can see it."""
    phone = await polled.arrived()
    first, other = polled.here(phone), polled.invite()
    assert first is not None
    await phone.does(phone.message(f"/start {other.token}"))
    assert "six digits" in (await phone.writes(other.pin)).text
    # The first person's words are still an answer.
    assert "digits" not in (await phone.writes("Stop for now please, I am busy with dinner")).text
    assert (await phone.writes("111333")).text == REFUSED
    still = polled.here(phone)
    assert still is not None
    assert still.id == first.id
    audit = tables.AuditRow
    with polled.stack.database.read() as tx:
        seen = tx.connection.execute(
            select(audit.outcome).where(audit.action == "invite.claimed").order_by(audit.seq.desc())
        ).scalars()
        assert "refused" in list(seen)[:3]
    await phone.does(phone.message(f"/start {other.token}"))
    await phone.writes(other.pin)
    await phone.writes(DIGITS)
    now = polled.here(phone)
    assert now is not None
    assert now.participant_id != first.participant_id


async def test_words_of_danger_at_the_door_are_answered_with_help(polled: Office) -> None:
    phone, invite = polled.phone(), polled.invite()
    await phone.does(phone.message(f"/start {invite.token}"))
    await phone.writes("he has a knife and he is going to kill me")
    assert any("999" in said for said in phone.heard()[1:])
    assert "six digits" in (await phone.writes(invite.pin)).text


async def test_a_stranger_is_told_nothing(polled: Office) -> None:
    phone = polled.phone()
    unseen = str.maketrans("", "", "\u2068\u2069")
    told = {
        (await phone.writes(words)).text.translate(unseen)
        for words in ("hello", "good morning to you", "482915")
    }
    assert len(told) == 1
    assert told.pop().startswith("I do not know this chat.")


@pytest.mark.parametrize(
    "fields",
    [
        {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]},
        {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 1}},
        {"contact": {"phone_number": "1", "first_name": "B"}},
        {"location": {"latitude": 1.0, "longitude": 1.0}},
        {"sticker": {"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1, "type": "regular",
                     "is_animated": False, "is_video": False}},
        {"poll": {"id": "1", "question": "q", "options": [], "total_voter_count": 0, "is_closed": False,
                  "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
                  "allows_revoting": True, "members_only": False}},
    ],
)  # fmt: skip
async def test_what_is_not_words_is_declined_and_nothing_of_it_kept(
    polled: Office, fields: dict[str, Any]
) -> None:
    """I-06"""
    phone = polled.phone()
    assert (await phone.does(phone.message(**fields))).text.startswith("I do not know this chat.")
    row = tables.InboxRow
    with polled.stack.database.read() as tx:
        last = select(row.body_box).order_by(row.seq.desc()).limit(1)
        assert tx.connection.execute(last).scalar_one() is None


async def test_a_group_is_left(polled: Office) -> None:
    """I-06"""
    before, phone = polled.rows(), polled.phone()
    update = phone.message("hello all")
    update["message"]["chat"] = {"id": -77, "type": "group", "title": "family"}
    polled.server.put(update)
    await until(lambda: -77 in polled.server.left)
    assert polled.rows() == before


async def test_hide_takes_both_sides_away_and_says_what_remains(polled: Office) -> None:
    phone = await polled.at_first_question()
    await phone.writes("On Sunday we made pancakes together")
    ours = {one.message_id for one in polled.server.to(phone.chat)}
    theirs = set(phone.mine.values())
    await phone.writes("hide this")
    gone = {message for chat, message in polled.server.deleted if chat == phone.chat}
    assert ours <= gone
    assert theirs <= gone
    assert "Some may remain on this phone" in phone.heard()[-1]
