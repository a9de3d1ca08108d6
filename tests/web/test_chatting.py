"""D-01, D-04, I-01, I-03, P-03, P-05, A-11: what the chat keeps, refuses and never shows."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.web import MOST_CHARACTERS
from bot.conversation.engine_client import EngineClient
from bot.errors import EngineDown
from bot.language.normalise import normalise
from bot.records import conversations, drafts, inbox, web_sessions
from bot.records.conversations import Conversation
from bot.records.database import Tx
from bot.web.forms import MOST_BYTES
from tests.stack import Stack, knowledge
from tests.web.visitor import DIGITS, TO_THE_QUESTIONS, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="module")

Visit = Callable[..., Visitor]
SAID = {"words", "aside"}
CANARY = "kanarek zażółć اب 71905"
STRANGE = {
    "a command": "/restart and tell me",
    "an intent": '/answer{"question":"parent.scale.safety"}',
    "a belt": "  /he hit me with a belt ",
    "braces": "EXTERNAL: {worry} %s ${x} {{7*7}} {answer}",
    "markup": '<script>alert(1)</script><img src=x onerror="alert(1)"> & "quotes"',
    "a formula": '=cmd|" /C calc"!A0',
    "emoji joined and flags": "👩‍👩‍👧‍👦 🇵🇱 1️⃣",
    "overrides": "a \u202e b \u2066 c \u200b d \ufeff e",
    "many marks on one letter": "a" + "\u0301" * 1000,
    "nothing printable": "a\x00b\x1b[31mc\x85d",
    "lines": "\nfirst\n\nsecond\n",
    "Polish and Arabic": "zażółć gęślą jaźń اب",
    "as long as may be": "ł" * MOST_CHARACTERS,
}


@pytest.fixture
def visitor(visit: Visit) -> Visitor:
    return visit()


def mine(tx: Tx, visitor: Visitor) -> Conversation:
    token = next(cookie.value for cookie in visitor.http.cookies.jar)
    session = web_sessions.peek(tx, token or "", datetime.now(UTC))
    assert session is not None
    return conversations.get(tx, session.conversation_id)


def kept(stack: Stack, visitor: Visitor) -> list[str]:
    with stack.database.read() as tx:
        return [part.value for part in drafts.load(tx, mine(tx, visitor).scope) if part.kind in SAID]


async def at_the_questions(stack: Stack, visitor: Visitor) -> None:
    """Come in, and be at the first question that words answer."""
    await visitor.come_in(stack)
    await visitor.follow(TO_THE_QUESTIONS)
    assert visitor.messages[-1][1] == knowledge().texts.messages("parent.good.ordinary_moment", "en")[-1]


async def test_what_is_said_is_kept_to_the_letter_and_never_shown_or_logged(
    stack: Stack, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await at_the_questions(stack, visitor)
    for words in [*STRANGE.values(), CANARY]:
        before = len(visitor.messages)
        response = await visitor.say(words)
        assert response.status_code == 200, words[:40]
        assert len(visitor.messages) > before + 1, words[:40]
        said = words.strip()[:40]
        assert [text for _, text in visitor.messages if said in text] == []
    stored = kept(stack, visitor)
    expected = [normalise(words) for words in [*STRANGE.values(), CANARY]]
    assert [words[:60] for words in expected if words not in stored] == []
    assert "  /he hit me with a belt " in stored
    told = "\n".join(record.getMessage() + str(record.__dict__) for record in caplog.records)
    assert told
    for words in (CANARY, "belt", "alert(1)"):
        assert words not in told
    addresses = [str(response.url) + response.headers.get("location", "") for response in visitor.seen]
    assert [one for one in addresses if "kanarek" in one or "belt" in one] == []


async def test_a_form_sent_five_times_at_once_is_one_message(stack: Stack, visitor: Visitor) -> None:
    await at_the_questions(stack, visitor)
    form = visitor.words_form() | {"words": "We read together every night and she laughs."}
    replies = await asyncio.gather(*(visitor.http.post("/say", data=form) for _ in range(5)))
    assert [reply.status_code for reply in replies] == [200] * 5
    assert kept(stack, visitor).count(form["words"]) == 1
    await visitor.post("/say", form)
    assert kept(stack, visitor).count(form["words"]) == 1


async def test_a_button_of_an_earlier_question_changes_nothing(stack: Stack, visitor: Visitor) -> None:
    await visitor.come_in(stack)
    await visitor.press("English")
    old = visitor.button_form(visitor.label("choices.next"))
    await visitor.press(visitor.label("choices.next"))
    position = visitor.messages[-1]
    await visitor.post("/say", old | {"message": "f" * 32})
    told = [text for _, text in visitor.messages]
    assert knowledge().texts.messages("notices.stale_button", "en")[0] in told
    # The step that was told stays open under one sentence: its buttons are there, and it is not told again.
    assert told.count(position[1]) == 1
    assert told[-1] == knowledge().texts.messages("notices.back_to_step", "en")[0]
    assert visitor.button_form(visitor.label("choices.have_read"))


async def test_too_long_a_message_stays_in_the_box_and_nothing_of_it_is_kept(
    stack: Stack, visitor: Visitor
) -> None:
    await at_the_questions(stack, visitor)
    before = len(visitor.messages)
    words = "zażółć <b> " * 400
    response = await visitor.say(words)
    assert response.status_code == 422
    assert visitor.box == words
    assert str(MOST_CHARACTERS) in visitor.page
    assert len(visitor.messages) == before
    await visitor.say("shorter")
    assert "shorter" in kept(stack, visitor)


@pytest.mark.parametrize("words", ["", "   ", "\r\n"])
async def test_an_empty_message_is_asked_for_again_kindly(stack: Stack, visitor: Visitor, words: str) -> None:
    await at_the_questions(stack, visitor)
    await visitor.say(words)
    told = [text for _, text in visitor.messages]
    assert knowledge().texts.messages("notices.nothing_said", "en")[0] in told
    assert words not in kept(stack, visitor)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        pytest.param({"csrf": "0" * 64}, 403, id="another session's token"),
        pytest.param({"csrf": ""}, 403, id="no token"),
        pytest.param({"csrf": "ł"}, 403, id="a token that is no token"),
        pytest.param({"message": "x"}, 400, id="no message id"),
        pytest.param({"about": "<b>"}, 400, id="no question"),
        pytest.param({"more": "x"}, 400, id="another field"),
        pytest.param({"words": "a" * MOST_BYTES}, 413, id="too large"),
    ],
)
async def test_a_form_that_is_not_ours_gets_a_kind_page_and_keeps_nothing(
    stack: Stack, visitor: Visitor, change: dict[str, str], status: int
) -> None:
    await at_the_questions(stack, visitor)
    before = kept(stack, visitor)
    response = await visitor.post("/say", visitor.words_form() | {"words": CANARY} | change)
    assert response.status_code == status
    assert '<p class="told' in response.text
    assert CANARY not in response.text
    assert kept(stack, visitor) == before


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost.evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
    ],
)
@pytest.mark.parametrize("path", ["/say", "/pin", "/code", "/back", "/digits", "/here", "/exit", "/j"])
async def test_a_strangers_page_cannot_send_our_forms(
    visitor: Visitor, path: str, headers: dict[str, str]
) -> None:
    response = await visitor.http.post(path, data={"a": "b"}, headers=headers)
    assert response.status_code == 403


async def test_a_form_from_nowhere_is_refused(visitor: Visitor) -> None:
    del visitor.http.headers["origin"]
    assert (await visitor.post("/code", {"code": "x", "chosen": "en"})).status_code == 403


async def test_ten_idle_minutes_end_the_session_and_code_and_digits_open_it_again(
    stack: Stack, visitor: Visitor, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    await at_the_questions(stack, visitor)
    await visitor.say(CANARY)
    later = datetime.now(UTC) + web_sessions.IDLE - timedelta(seconds=5)
    monkeypatch.setattr("bot.web.sessions.datetime", Later(later))
    assert (await visitor.get("/chat?again")).url.path == "/chat"  # asks by itself: no sign of life
    monkeypatch.setattr("bot.web.sessions.datetime", Later(later + timedelta(seconds=10)))
    gone = await visitor.get("/chat")
    assert gone.url.path == "/"
    assert visitor.messages == []
    monkeypatch.undo()
    back = visit()
    await back.post("/back", {"code": visitor.code, "digits": DIGITS, "chosen": "en"})
    assert knowledge().texts.messages("side.good_time", "en")[0] in back.messages[-1][1]
    assert len(back.messages) == 1  # nothing of before is shown


async def test_still_writing_keeps_the_session(
    stack: Stack, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await at_the_questions(stack, visitor)
    start = datetime.now(UTC)
    for minutes in (9, 18, 27):
        monkeypatch.setattr("bot.web.sessions.datetime", Later(start + timedelta(minutes=minutes)))
        assert (await visitor.http.post("/here", data={"csrf": visitor.csrf})).status_code == 204
    monkeypatch.setattr("bot.web.sessions.datetime", Later(start + timedelta(minutes=38)))
    assert (await visitor.http.post("/here", data={"csrf": visitor.csrf})).status_code == 401


async def test_leaving_ends_the_session_and_empties_the_browser(stack: Stack, visitor: Visitor) -> None:
    await at_the_questions(stack, visitor)
    old = dict(visitor.http.cookies)
    response = await visitor.http.post("/exit", follow_redirects=False)
    assert response.status_code == 303
    assert response.headers["location"] == "/left"
    assert response.headers["clear-site-data"] == '"cache", "storage"'
    assert not visitor.http.cookies
    visitor.http.cookies.update(old)
    assert (await visitor.get("/chat")).url.path == "/"


async def test_a_late_reply_is_said_to_be_late_and_comes(
    stack: Stack, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await at_the_questions(stack, visitor)
    monkeypatch.setattr("bot.web.chatting.LATE_AFTER", 0.0)
    with monkeypatch.context() as slow:
        slow.setattr(EngineClient, "choose", _never)
        await visitor.say("We eat together on Sundays, all four of us.")
        assert "data-waiting" in visitor.page
        assert knowledge().texts.messages("pages.chat.late", "en")[0].split("{")[0] in visitor.page
        assert 'http-equiv="refresh" content="5;' in visitor.page
    for _ in range(100):
        await asyncio.sleep(0.1)
        await visitor.get("/chat?again")
        if "data-waiting" not in visitor.page:
            break
    assert "data-waiting" not in visitor.page
    with stack.database.read() as tx:
        assert inbox.waiting(tx) == 0


async def test_somebody_who_left_before_the_reply_is_asked_first_when_they_come_back(
    stack: Stack, visitor: Visitor, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    await at_the_questions(stack, visitor)
    monkeypatch.setattr("bot.web.chatting.LATE_AFTER", 0.0)
    await visitor.http.post("/say", data=visitor.words_form() | {"words": CANARY}, follow_redirects=False)
    await visitor.http.post("/exit")
    monkeypatch.undo()
    await asyncio.sleep(1.0)
    back = visit()
    await back.post("/back", {"code": visitor.code, "digits": DIGITS, "chosen": "en"})
    assert back.messages == [("ours", knowledge().texts.messages("side.good_time", "en")[0])]
    await back.press(visitor.label("choices.good_time"))
    assert CANARY in kept(stack, back)
    assert len(back.messages) >= 3  # what had not been said yet, the mark, the open question


async def test_somebody_who_left_at_a_side_question_is_asked_if_now_is_a_good_time_too(
    stack: Stack, visitor: Visitor, visit: Visit
) -> None:
    await at_the_questions(stack, visitor)
    await visitor.press(visitor.label("delete_everything"))
    back = visit()
    await back.post("/back", {"code": visitor.code, "digits": DIGITS, "chosen": "en"})
    assert back.messages == [("ours", knowledge().texts.messages("side.good_time", "en")[0])]
    await back.press(visitor.label("choices.good_time"))
    assert back.messages[-1][1] == knowledge().texts.messages("parent.good.ordinary_moment", "en")[-1]


async def _never(*_: object, **__: object) -> None:
    raise EngineDown("The engine cannot be reached.", remedy="A test took it away.")


class Later:
    """A `datetime` whose `now` is another time."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self, _: object) -> datetime:
        return self._at
