"""A parent's whole way on Telegram, by the real library, the real engine and real HTTP."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from bot.records import sent_answers, staff_sessions
from bot.records.sent_answers import SentAnswer
from bot.records.sign_in import sign_in
from tests.telegram.conftest import DIGITS, TO_FIRST_QUESTION, Office

pytestmark = pytest.mark.asyncio(loop_scope="module")
ON_THE_WAY = ["Skip this part", "No, I was on my own", "Yes, show them", "No, go on", "Only my social worker"]
ON_THE_WAY += ["No, the same for all", "Send it now", "Skip", "Next"]
FIRST = "On Sunday we made pancakes and she laughed"
EDITED = "On Sunday we made pancakes and Maja laughed"
TOO_LATE = "On Sunday we made pancakes and nobody laughed"
FIVE = [
    "  /She would say I read to her",
    "every single night",
    "even when I am tired ł اب",
    "and she likes the bear book",
    "and the one with the moon",
]
PHOTO = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]


async def test_from_the_link_to_the_send(polled: Office) -> None:
    server, phone, invite = polled.server, polled.phone(), polled.invite()
    came_by_link = phone.message(f"/start {invite.token}")
    assert (await phone.does(came_by_link)).text == "Please type the PIN that you were told."
    pin, digits, again = (phone.message(typed) for typed in (invite.pin, DIGITS, DIGITS))
    assert "six digits" in (await phone.does(pin)).text
    assert "again" in (await phone.does(digits)).text
    await phone.does(again)
    assert any("return code" in said for said in phone.heard())
    secret = {(phone.chat, one["message"]["message_id"]) for one in (came_by_link, pin, digits, again)}
    assert secret <= set(server.deleted)

    for label in TO_FIRST_QUESTION:
        await phone.presses(label)
    assert server.called("answerCallbackQuery") >= len(TO_FIRST_QUESTION)
    phone.reads_first = True
    written = phone.message(FIRST)
    await phone.does(written)
    await phone.does(phone.edit(written, EDITED))
    await phone.does(phone.message(photo=PHOTO))
    assert any("only read words" in said for said in phone.heard()[-3:])
    await phone.does(*(phone.message(words) for words in FIVE))
    kept: dict[str, list[str]] = {}
    for part in polled.parts(phone):
        kept.setdefault(part.question, []).append(part.value)
    assert kept == {"parent.good.ordinary_moment": [EDITED], "parent.good.child_would_say": FIVE}

    for _ in range(40):
        if polled.about(phone) == "sent.done":
            break
        shown = next(one for one in reversed(server.to(phone.chat)) if one.buttons)
        choice = next((label for label in ON_THE_WAY if label in shown.buttons), None)
        assert choice, (shown.text, list(shown.buttons))
        await phone.presses(choice)
    here = polled.here(phone)
    assert here is not None
    assert here.sent_at is not None
    read = await asyncio.to_thread(as_the_worker, polled, here.participant_id)
    assert {one.question: list(one.parts) for one in read if one.kind == "words"} == kept
    assert [one.before for one in read if one.before] == [((FIRST,),)]
    assert all(one.protected for one in server.to(phone.chat))
    repeated = [said for said in phone.heard() for words in (FIRST, EDITED, *FIVE) if words in said]
    assert len(repeated) == len([EDITED, *FIVE])  # in the review behind its gate, and nowhere else
    await phone.does(phone.edit(written, TOO_LATE))
    assert sum("What was sent stays as it was" in said for said in phone.heard()) == 1
    assert polled.parts(phone) == []


def as_the_worker(office: Office, participant_id: str) -> list[SentAnswer]:
    login, now, database = office.stack.family.worker, datetime.now(UTC), office.stack.database
    signed_in = sign_in(
        database,
        email=login.email,
        password=login.password,
        code=login.code(),
        client="127.0.0.1",
        now=now,
    )
    session = staff_sessions.resume(database, signed_in.token, now)
    assert session is not None
    return sent_answers.open_all(database, session.scope, session.key, participant_id, now)


async def test_nothing_typed_at_the_door_is_left_in_a_file(polled: Office) -> None:
    """P-01 for this channel: PIN, digits, token and return code, in records, logs and engine output."""
    phone, invite = polled.phone(), polled.invite()
    digits = "593817"
    await phone.does(phone.message(f"/start {invite.token}"))
    for typed in (invite.pin, digits, digits):
        await phone.writes(typed)
    said = next(text for text in phone.heard() if "return code is" in text)
    code = said.split("\u2068")[1].split("\u2069")[0]
    for label in TO_FIRST_QUESTION:
        await phone.presses(label)
    words = "The canary sang zaqxswcde in the kitchen"
    await phone.writes(words)
    state = polled.stack.settings.state
    files = [path for path in state.rglob("*") if path.is_file() and "secrets" not in path.parts]
    assert any(path.suffix == ".db" for path in files)
    held = {path.name: path.read_bytes() for path in files}
    for secret in (invite.token, digits, code, code.replace("-", ""), words, f'"{invite.pin}"'):
        assert [name for name, body in held.items() if secret.encode() in body] == []
