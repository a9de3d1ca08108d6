"""Voice notes on Telegram, by the library's own getFile over real HTTP."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from bot.messages import MOST_SECONDS, MOST_SOUND
from bot.records import recordings, sent_recordings, staff_sessions
from bot.records.drafts import Part
from bot.records.sign_in import sign_in
from bot.services import spoken
from tests.sounds import OGG, mp4, wav
from tests.telegram.caller import Caller
from tests.telegram.conftest import Office
from tests.telegram.phone import Phone
from tests.telegram.test_edits import alerts, all_parts
from tests.telegram.test_whole_conversation import ON_THE_WAY
from tests.telegram_server import Fault

pytestmark = pytest.mark.asyncio(loop_scope="module")
MOMENT, SAY = "parent.good.ordinary_moment", "parent.good.child_would_say"
CANARY = b"kanarek gra na organach 7Q2xv"
SOUND = wav(2, CANARY)


def sound_of(office: Office, phone: Phone, part: Part) -> bytes:
    here = office.here(phone)
    assert here is not None
    assert part.voice is not None
    with office.stack.database.read() as tx:
        return recordings.load(tx, here.scope, part.voice.id)


async def test_a_voice_note_is_the_answer_and_the_truth_is_told_at_once(polled: Office) -> None:
    """I-06: kept to the byte; nobody has heard it, whom to call, and only then who will listen."""
    phone = await polled.at_first_question()
    before = len(phone.heard())
    await phone.does(phone.speaks(SOUND))
    said = phone.heard()[before:]
    assert [polled.stack.core.known.texts.messages(item, "en")[0][:20] for item in spoken.KEPT] == [
        one[:20] for one in said[:3]
    ]
    assert "Nobody has heard it yet" in said[0]
    assert "999" in said[1]
    assert polled.about(phone) == SAY
    (part,) = all_parts(polled, phone)
    assert (part.question, part.kind, part.value, part.label) == (MOMENT, "words", "", False)
    assert part.voice is not None
    assert (part.voice.form, part.voice.length) == ("wav", "0:02")
    assert sound_of(polled, phone, part) == SOUND
    before = len(phone.heard())
    await phone.does(phone.speaks(mp4(seconds=42), kind="audio"))
    said = phone.heard()[before:]
    assert "kept too" in said[0]
    assert "999" in said[0]
    assert not any("your social worker can listen" in one for one in said)
    assert [one.voice.length for one in all_parts(polled, phone) if one.voice] == ["0:02", "0:42"]


async def test_what_is_written_under_it_is_kept_screened_and_can_be_edited(polled: Office) -> None:
    phone = await polled.at_first_question()
    note = phone.speaks(SOUND, caption="stop it, he has a knife in his hand right now")
    await phone.does(note)
    assert alerts(polled, phone) == 1
    (part,) = all_parts(polled, phone)
    assert (part.value, part.sore) == ("stop it, he has a knife in his hand right now", True)
    edited = phone.edit(note, "")
    edited["edited_message"] |= {"caption": "it was about Sunday"}
    del edited["edited_message"]["text"]
    await phone.does(edited)
    (part,) = all_parts(polled, phone)
    assert part.value == "it was about Sunday"
    assert sound_of(polled, phone, part) == SOUND


@pytest.mark.parametrize(
    ("sound", "seconds", "told", "is_fetched"),
    [
        (OGG, MOST_SECONDS + 1, "too long", False),
        (OGG + bytes(MOST_SOUND), 60, "too long", False),
        (mp4(seconds=MOST_SECONDS + 9), 5, "too long", True),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), 5, "this kind of sound file", True),
    ],
)
async def test_what_is_not_taken_is_said_kindly_and_nothing_that_was_kept_is_lost(
    polled: Office, sound: bytes, seconds: int, told: str, is_fetched: bool
) -> None:
    phone = await polled.at_first_question()
    await phone.does(phone.speaks(SOUND))
    before, asked = len(phone.heard()), polled.about(phone)
    note = phone.speaks(sound, seconds)
    last = await phone.does(note)
    assert told in phone.heard()[before]
    assert last.buttons
    assert polled.about(phone) == asked
    (part,) = all_parts(polled, phone)
    assert sound_of(polled, phone, part) == SOUND
    assert (note["message"]["voice"]["file_id"] in polled.server.fetched) is is_fetched


async def test_what_telegram_does_not_hand_over_is_asked_for_again(polled: Office) -> None:
    phone = await polled.at_first_question()
    polled.server.faults.append(Fault("getFile", 1))
    await phone.does(phone.speaks(SOUND))
    (part,) = all_parts(polled, phone)
    assert sound_of(polled, phone, part) == SOUND
    polled.server.faults.append(Fault("file", 2))
    before = len(phone.heard())
    note = phone.speaks(wav(3))
    await phone.does(note)
    assert "did not reach me" in phone.heard()[before]
    assert polled.about(phone) == SAY
    assert len(all_parts(polled, phone)) == 1
    await phone.does(phone.speaks(wav(3)))
    assert [one.voice.length for one in all_parts(polled, phone) if one.voice] == ["0:02", "0:03"]


async def test_an_update_that_comes_twice_is_one_voice_note(hooked: Office, caller: Caller) -> None:
    """D-01: the sound lies in the inbox before Telegram hears that it is kept."""
    phone = await hooked.at_first_question()
    note = phone.speaks(SOUND)
    note["message"]["date"] += 1
    assert await caller.post(note, note) == [200, 200]
    await phone.quiet()
    assert await caller.post(note) == [200]
    await phone.quiet()
    (part,) = all_parts(hooked, phone)
    assert sound_of(hooked, phone, part) == SOUND


async def test_nothing_is_fetched_of_a_stranger_a_forward_or_where_none_are_taken(
    polled: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I-06"""
    stranger, phone = polled.phone(), await polled.at_first_question()
    fetched = len(polled.server.fetched)
    assert "do not know" in (await stranger.does(stranger.speaks(SOUND))).text
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "B"}
    before = len(phone.heard())
    await phone.does(phone.speaks(SOUND, forward_origin=origin))
    assert "only read words" in phone.heard()[before]
    monkeypatch.setattr(spoken, "are_taken", lambda _: False)
    before = len(phone.heard())
    await phone.does(phone.speaks(SOUND))
    assert "only read words" in phone.heard()[before]
    assert all_parts(polled, phone) == []
    assert len(polled.server.fetched) == fetched


async def test_it_is_read_back_by_name_sent_and_heard_by_the_worker(polled: Office) -> None:
    phone = await polled.at_first_question()
    await phone.does(phone.speaks(SOUND))
    for _ in range(40):
        if polled.about(phone) == "sent.done":
            break
        shown = next(one for one in reversed(polled.server.to(phone.chat)) if one.buttons)
        await phone.presses(next(one for one in [*ON_THE_WAY, *shown.buttons] if one in shown.buttons))
    assert any("Voice note, 0:02" in said for said in phone.heard())
    here = polled.here(phone)
    assert here is not None
    with polled.stack.database.read() as tx:
        assert sent_recordings.unheard(tx, polled.stack.family.scope)[here.participant_id].count == 1
    assert await asyncio.to_thread(as_the_worker, polled, here.participant_id) == SOUND
    assert all_parts(polled, phone) == []


def as_the_worker(office: Office, participant_id: str) -> bytes:
    login, now, database = office.stack.family.worker, datetime.now(UTC), office.stack.database
    signed_in = sign_in(
        database, email=login.email, password=login.password, code=login.code(), client="x", now=now
    )
    session = staff_sessions.resume(database, signed_in.token, now)
    assert session is not None
    with database.read() as tx:
        (note,) = sent_recordings.heard(tx, session.scope, participant_id)
    opened = sent_recordings.open_one(database, session.scope, session.key, participant_id, note, now)
    return opened.sound
