"""Reading aloud where the browser has no voice: by the real espeak-ng, of our own messages alone."""

from __future__ import annotations

import html
import logging
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from bot.channels.terminal import Press, Words, read_script
from bot.messages import Reply
from bot.speech import Speech
from bot.web.app import create_app
from bot.web.messages import newest
from bot.web.wording import KEPT
from tests.stack import Stack, knowledge, running
from tests.web.test_chatting import Visit, at_the_questions
from tests.web.visitor import TO_THE_QUESTIONS, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="module")
CANARY = "kanarek gra na organach 7Q2xv"
GOLDEN = Path(__file__).resolve().parents[1] / "journeys" / "golden" / "parent.en.script"
_PLAYER = re.compile(r'<audio [^>]*src="([^"]+)"')
_WORDS = re.compile(r'data-words="([^"]*)"')


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """The product with espeak-ng; whatever is said to it is written down beside the state folder."""
    state = tmp_path_factory.mktemp("state")
    program = state / "speaker"
    real = shutil.which("espeak-ng")
    program.write_text(
        "#!/bin/sh\n"
        f'case "$*" in *--stdin*) tee -a {state}/heard | {real} "$@";; *) exec {real} "$@";; esac\n'
    )
    program.chmod(0o700)
    async with running(state, BEFOREHAND_ESPEAK=str(program)) as stack:
        yield stack


@pytest.fixture
def visitor(visit: Visit) -> Visitor:
    return visit()


def heard(stack: Stack) -> str:
    path = stack.settings.state / "heard"
    return path.read_text() if path.exists() else ""


def player(visitor: Visitor) -> str:
    """The address of the page's one player."""
    (address,) = _PLAYER.findall(visitor.page)
    return str(address)


def words(visitor: Visitor) -> str:
    return html.unescape("".join(_WORDS.findall(visitor.page)))


async def test_the_open_question_can_be_heard(stack: Stack, visitor: Visitor) -> None:
    await at_the_questions(stack, visitor)
    question = knowledge().texts.messages("parent.good.ordinary_moment", "en")[-1]
    whole = await visitor.http.get(player(visitor))
    assert whole.status_code == 200
    assert whole.headers["content-type"] == "audio/wav"
    assert whole.headers["cache-control"] == "no-store"
    assert whole.content[:4] == b"RIFF"
    assert len(whole.content) > 100_000
    assert question in heard(stack)
    piece = await visitor.http.get(player(visitor), headers={"range": "bytes=0-3"})
    assert (piece.status_code, piece.content) == (206, b"RIFF")
    assert piece.headers["content-range"] == f"bytes 0-3/{len(whole.content)}"


async def test_nothing_that_a_person_said_is_ever_given_to_the_program(
    stack: Stack, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    """P-03: from the first word to "sent", with every answer read back on the way."""
    caplog.set_level(logging.DEBUG)
    await visitor.come_in(stack)
    said, listened = [], 0
    for step in read_script(GOLDEN.read_text().splitlines(keepends=True)):
        match step:
            case Press(name):
                await visitor.press(visitor.label(name))
            case Words(typed):
                said.append(typed)
                await visitor.say(typed)
            case _:
                raise AssertionError(f"not here: {step!r}")
        for address in _PLAYER.findall(visitor.page):
            assert (await visitor.http.get(address)).status_code == 200
            listened += 1
    answers = [one for one in said if len(one) > 20]
    shown = "\n".join(text for _, text in visitor.messages)
    assert listened > 30
    assert len(answers) > 15
    assert knowledge().texts.messages("sent.finished", "en")[-1] in shown
    told = heard(stack)
    logged = "\n".join(record.getMessage() + str(record.__dict__) for record in caplog.records)
    assert knowledge().texts.messages("sent.finished", "en")[-1] in told
    for typed in answers:
        assert typed not in told
        assert typed not in logged
    addresses = [str(response.url) for response in visitor.seen]
    assert not any("pancakes" in one for one in addresses)


async def test_listening_shows_and_marks_nothing(stack: Stack, visitor: Visitor) -> None:
    """An answer is read back once: a player that asks in between must not use that up."""
    script = GOLDEN.read_text().partition("!choose choices.show_answers")[0]
    await visitor.come_in(stack)
    await visitor.follow(script)
    old = player(visitor)
    form = visitor.button_form(visitor.label("choices.show_answers"))
    assert (await visitor.http.post("/say", data=form, follow_redirects=False)).status_code == 303
    assert (await visitor.http.get(old)).status_code == 404
    await visitor.get("/chat")
    assert any("pancakes" in text for _, text in visitor.messages)
    assert "pancakes" not in words(visitor)
    assert (await visitor.http.get(player(visitor))).status_code == 200
    assert words(visitor) in heard(stack)
    assert "pancakes" not in heard(stack)


async def test_a_message_of_another_sitting_and_an_older_one_are_not_there(
    stack: Stack, visitor: Visitor, visit: Visit
) -> None:
    await at_the_questions(stack, visitor)
    other = visit()
    await other.come_in(stack)
    await other.follow(TO_THE_QUESTIONS)
    assert words(other) == words(visitor)
    assert player(other) != player(visitor)
    before = heard(stack)
    mine, theirs = player(visitor), player(other)
    made_up = ["/chat/aloud/" + "0" * 64, "/chat/aloud/%C5%82", "/chat/aloud/" + "a" * 5000]
    for address in [theirs, *made_up]:
        assert (await visitor.http.get(address)).status_code == 404, address[:40]
    stranger = await visit().http.get(mine, follow_redirects=False)
    assert stranger.status_code == 404
    assert heard(stack) == before
    await visitor.say("We eat together.")
    assert (await visitor.http.get(mine)).status_code == 404


async def test_after_leaving_nothing_can_be_heard(stack: Stack, visitor: Visitor) -> None:
    await at_the_questions(stack, visitor)
    old, cookies = player(visitor), dict(visitor.http.cookies)
    await visitor.http.post("/exit")
    visitor.http.cookies.update(cookies)
    assert (await visitor.http.get(old)).status_code == 404


async def at(stack: Stack, visitor: Visitor, speech: Speech | None, path: str) -> httpx.Response:
    """What the same sitting gets from an app with another voice."""
    app = create_app(stack.core, stack.settings, stack.database, speech=speech)
    transport = httpx.ASGITransport(app)
    base = stack.settings.family_url
    async with httpx.AsyncClient(transport=transport, base_url=base, cookies=visitor.http.cookies) as http:
        return await http.get(path)


async def test_without_the_program_there_is_no_player_and_the_words_are_there_for_the_browsers_voice(
    stack: Stack, visitor: Visitor
) -> None:
    await at_the_questions(stack, visitor)
    page = await at(stack, visitor, None, "/chat")
    assert page.status_code == 200
    assert "<audio" not in page.text
    assert _WORDS.findall(page.text) == _WORDS.findall(visitor.page)
    assert 'data-voice="en-GB"' in page.text
    assert re.search(r'<button type="button"[^>]* hidden>Read aloud</button>', page.text)
    assert (await at(stack, visitor, None, player(visitor))).status_code == 404


async def test_a_program_that_fails_is_a_plain_refusal_and_the_page_goes_on(
    stack: Stack, visitor: Visitor, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await at_the_questions(stack, visitor)
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o700)
    failed = await at(stack, visitor, Speech(broken, {"en": "en-gb"}), player(visitor))
    assert (failed.status_code, failed.content) == (503, b"")
    (record,) = [one for one in caplog.records if one.name == "bot.web.aloud"]
    assert record.__dict__["code"] == "B507"
    assert (await visitor.get("/chat")).status_code == 200


async def test_a_language_without_a_voice_has_no_player(stack: Stack, visitor: Visitor) -> None:
    await visitor.come_in(stack)
    await visitor.press("Polski")
    assert player(visitor)
    assert 'data-voice="pl"' in visitor.page
    page = await at(stack, visitor, Speech(stack.settings.espeak, {"en": "en-gb"}), "/chat")
    assert "<audio" not in page.text


def reply(text: str, *, content: str = "a.question", aloud: bool = True) -> Reply:
    return Reply(content, text, "en", "ltr", aloud=aloud)


async def test_only_what_came_after_the_persons_last_message_is_heard_and_only_what_is_ours() -> None:
    mine = reply("Kept.", content=KEPT)
    said = newest([reply("Old."), mine, reply("New."), reply(CANARY, aloud=False), reply("Next?")])
    assert said.words == "New.\nNext?"
    assert newest([reply("Old."), mine]).words == ""
    assert newest([]).words == ""


async def test_telephone_numbers_are_heard_digit_by_digit_and_times_as_they_are() -> None:
    said = newest(
        [reply("Call \u2068999\u2069, or \u20680808 800 5000\u2069 at \u206814:00\u2069. 100 people.")]
    )
    assert said.words == "Call 9 9 9, or 0 8 0 8, 8 0 0, 5 0 0 0 at 14:00. 100 people."
