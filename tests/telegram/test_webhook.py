"""Telegram calls us: who is believed, and that all is kept once (A-08, D-01, D-02, D-04, D-05, I-07)."""

from __future__ import annotations

import asyncio
import json

import pytest

from bot.channels.telegram_webhook import HEADER, LARGEST_BODY, WebhookSecrets
from bot.conversation.intake import Intake
from bot.errors import RecordsRefused
from tests.telegram.caller import RIGHT, SECRETS, Caller
from tests.telegram.conftest import Office
from tests.telegram.phone import Phone, until
from tests.telegram_server import TOKEN

pytestmark = pytest.mark.asyncio(loop_scope="module")
THREE = ["On Sunday we made pancakes", "and Maja helped to stir them", "and then we ate them all up"]


async def talking(hooked: Office) -> Phone:
    return await hooked.at_first_question()


async def test_the_webhook_is_announced_with_its_secret(hooked: Office) -> None:
    await until(lambda: hooked.server.webhook is not None)
    told = hooked.server.webhook
    assert told is not None
    assert told["url"].endswith(SECRETS.path)
    assert told["secret_token"] == SECRETS.header
    assert hooked.server.called("getUpdates") == 0


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("POST", SECRETS.path, {}),
        ("POST", SECRETS.path, {HEADER: "0" * 48}),
        ("POST", SECRETS.path, {HEADER: WebhookSecrets.of(TOKEN, "an older secret").header}),
        ("POST", SECRETS.path, {HEADER: SECRETS.header.upper()}),
        ("POST", "/telegram/" + "0" * 48, RIGHT),
        ("POST", "/telegram", RIGHT),
        ("POST", SECRETS.path + "/more", RIGHT),
        ("GET", SECRETS.path, RIGHT),
        ("PUT", SECRETS.path, RIGHT),
    ],
)
async def test_forgeries_get_403_and_leave_no_row(
    hooked: Office, caller: Caller, method: str, path: str, headers: dict[str, str]
) -> None:
    """A-08"""
    before, update = hooked.rows(), hooked.phone().message("hello")
    answer = await caller.client.request(method, path, json=update, headers=headers)
    assert answer.status_code == 403
    assert answer.text == ""
    assert hooked.rows() == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"{}",
        b'{"update_id": 1e400}',
        b'{"update_id": NaN}',
        b'{"update_id": true}',
        b'{"update_id": 1, "update_id": 2}',
        b'{"update_id": 1, "message": 7}',
        b'{"update_id": 1, "message": []}',
        b'{"update_id": 1, "message": {"date": "x", "chat": 3, "message_id": null}}',
        b'{"update_id": 1, "message": {"chat": {"id": 1, "type": "private"}}}',
        b"\xff\xfe{}",
        b"[" * 10_000,
        b'{"update_id": 1, "x": "' + b"a" * LARGEST_BODY + b'"}',
    ],
)
async def test_what_is_no_update_gets_400(hooked: Office, caller: Caller, body: bytes) -> None:
    """I-07"""
    before = hooked.rows()
    assert await caller.body(body) == 400
    assert hooked.rows() == before


async def test_the_same_update_five_times_at_once_is_answered_once(hooked: Office, caller: Caller) -> None:
    """D-01"""
    phone = await talking(hooked)
    update, before = phone.message("On Sunday we made pancakes together"), len(phone.heard())
    assert await caller.post(*[update] * 5) == [200] * 5
    await phone.hears()
    assert [part.value for part in hooked.parts(phone)] == ["On Sunday we made pancakes together"]
    assert len(phone.heard()) == before + 1


async def test_a_start_and_a_pin_five_times_at_once_count_once(hooked: Office, caller: Caller) -> None:
    """D-01"""
    phone, invite = hooked.phone(), hooked.invite()
    assert await caller.post(*[phone.message(f"/start {invite.token}")] * 5) == [200] * 5
    await phone.hears()
    assert await caller.post(*[phone.message(invite.pin)] * 5) == [200] * 5
    await phone.hears()
    assert len(phone.heard()) == 2
    assert hooked.here(phone) is not None


async def test_updates_out_of_order_are_each_taken_once_as_they_come(hooked: Office, caller: Caller) -> None:
    """D-02: the order in which they come decides; a late one is not dropped."""
    phone = await talking(hooked)
    await asyncio.sleep(1.1)
    three, four, five = (phone.message(words) for words in THREE)
    for update in (five, three, four, three):
        assert await caller.post(update) == [200]
    await phone.hears()
    parts = hooked.parts(phone)
    assert [part.value for part in parts] == [THREE[2], THREE[0], THREE[1]]
    assert {part.question for part in parts} == {"parent.good.ordinary_moment"}


async def test_an_edit_corrects_its_own_answer_and_an_old_button_does_nothing(
    hooked: Office, caller: Caller
) -> None:
    """D-04"""
    phone = await talking(hooked)
    asked = next(one for one in reversed(hooked.server.to(phone.chat)) if "Skip" in one.buttons)
    first = phone.message("On Sunday we made pancakes together")
    await phone.does(first)
    second = hooked.about(phone)
    await phone.does(phone.edit(first, "On Sunday we baked bread"))
    kept = ["On Sunday we baked bread"]
    assert [part.value for part in hooked.parts(phone)] == kept
    old = next(one for one in hooked.server.to(phone.chat) if "I have read this" in one.buttons)
    await phone.does(phone.pressed(old, "I have read this"))
    assert hooked.about(phone) == second
    assert asked.message_id > old.message_id
    assert [part.value for part in hooked.parts(phone)] == kept


async def test_a_choice_pressed_twice_counts_once(hooked: Office, caller: Caller) -> None:
    """D-04"""
    phone = await hooked.arrived()
    await phone.presses("English")
    welcome = hooked.about(phone)
    shown = hooked.server.to(phone.chat)[-1]
    await phone.does(phone.pressed(shown, "Next"), phone.pressed(shown, "Next"))
    assert hooked.about(phone) == "arrival.who_sees"
    assert welcome == "arrival.welcome"


async def test_what_cannot_be_kept_gets_503_and_is_taken_when_it_comes_again(
    hooked: Office, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """D-05"""
    phone = await talking(hooked)
    update = phone.message("On Sunday we made pancakes together")

    def away(*_: object) -> None:
        raise RecordsRefused("The records are away, by a test.", remedy="None.")

    with monkeypatch.context() as broken:
        broken.setattr(Intake, "_keep", away)
        assert await caller.post(update) == [503]
    assert await caller.post(update) == [200]
    await phone.hears()
    assert len(hooked.parts(phone)) == 1


async def test_a_chat_that_nobody_knows_gets_200(hooked: Office, caller: Caller) -> None:
    """D-05"""
    phone = hooked.phone()
    assert await caller.post(phone.message("hello")) == [200]
    assert (await phone.hears()).text.startswith("I do not know this chat.")


async def test_no_secret_of_the_webhook_shows_in_its_repr() -> None:
    assert SECRETS.header not in repr(SECRETS)
    assert TOKEN not in json.dumps([SECRETS.path, SECRETS.header])
