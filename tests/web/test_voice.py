"""A voice note from a page without scripts: a file field, read strictly and in memory."""

from __future__ import annotations

import tempfile
from typing import NoReturn

import httpx
import pytest

from bot.messages import MOST_SOUND
from bot.records import drafts, recordings
from bot.services import spoken
from bot.web.uploads import MOST_READ
from tests.sounds import OGG, mp4, wav
from tests.stack import Stack
from tests.web.test_chatting import Visit, at_the_questions, mine
from tests.web.visitor import TO_THE_QUESTIONS, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="module")
MOMENT, SAY = "parent.good.ordinary_moment", "parent.good.child_would_say"
SOUND = wav(2, b"kanarek gra na organach 7Q2xv")
FORM = 'action="/voice"'
NAME = "mama łódź.wav"


@pytest.fixture
def visitor(visit: Visit) -> Visitor:
    return visit()


async def speak(visitor: Visitor, sound: bytes, **fields: str) -> httpx.Response:
    form = visitor.words_form() | fields
    return visitor._turn(await visitor.http.post("/voice", data=form, files={"voice": (NAME, sound)}))


def kept(stack: Stack, visitor: Visitor) -> list[tuple[str, str, bytes]]:
    """Question, length and sound of what this visitor spoke."""
    with stack.database.read() as tx:
        scope = mine(tx, visitor).scope
        return [
            (part.question, part.voice.length, recordings.load(tx, scope, part.voice.id))
            for part in drafts.load(tx, scope)
            if part.voice
        ]


async def test_a_question_for_words_takes_a_voice_note(stack: Stack, visitor: Visitor) -> None:
    """I-06: the truth is told at once, and the page plays nothing back."""
    await visitor.come_in(stack)
    assert FORM not in visitor.page
    await visitor.follow(TO_THE_QUESTIONS)
    assert FORM in visitor.page
    assert (await speak(visitor, SOUND)).status_code == 200
    assert kept(stack, visitor) == [(MOMENT, "0:02", SOUND)]
    said = [text for who, text in visitor.messages if who == "ours"]
    assert any("Nobody has heard it yet" in text for text in said[-4:])
    assert any("999" in text for text in said[-4:])
    assert "<audio" not in visitor.page
    assert "mama" not in visitor.page
    assert visitor.words_form()["about"] == SAY
    await speak(visitor, mp4(seconds=42))
    assert [length for _, length, _ in kept(stack, visitor)] == ["0:02", "0:42"]


async def test_the_same_form_sent_twice_is_one_voice_note(stack: Stack, visitor: Visitor) -> None:
    """D-01"""
    await at_the_questions(stack, visitor)
    form = visitor.words_form()
    for _ in range(2):
        answer = await visitor.http.post("/voice", data=form, files={"voice": (NAME, SOUND)})
        assert answer.status_code == 200
    assert len(kept(stack, visitor)) == 1


@pytest.mark.parametrize(
    ("sound", "told"),
    [
        (b"", "No sound was chosen yet"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "this kind of sound file"),
        (mp4(seconds=181), "too long for me"),
        (OGG + bytes(MOST_SOUND), "too long for me"),
        (OGG + bytes(MOST_SOUND * 2), "too long for me"),
    ],
)
async def test_what_is_not_taken_is_said_beside_the_field_and_nothing_is_lost(
    stack: Stack, visitor: Visitor, sound: bytes, told: str
) -> None:
    await at_the_questions(stack, visitor)
    await speak(visitor, SOUND)
    before = visitor.messages
    assert (await speak(visitor, sound)).status_code == 422
    assert told in visitor.page
    assert 'aria-describedby="no-voice"' in visitor.page
    assert visitor.messages == before
    assert kept(stack, visitor) == [(MOMENT, "0:02", SOUND)]
    await speak(visitor, SOUND)
    assert len(kept(stack, visitor)) == 2


@pytest.mark.parametrize(
    "wrong", ["csrf", "twice", "another", "missing", "words", "urlencoded", "huge", "origin"]
)
async def test_a_form_that_is_not_ours_is_refused_whole(stack: Stack, visitor: Visitor, wrong: str) -> None:
    """I-02, I-07, A-11"""
    await at_the_questions(stack, visitor)
    form, file = visitor.words_form(), ("voice", (NAME, SOUND))
    http = visitor.http
    answer = await {
        "csrf": lambda: http.post("/voice", data=form | {"csrf": "x" * 64}, files=[file]),
        "twice": lambda: http.post("/voice", data=form, files=[file, file]),
        "another": lambda: http.post("/voice", data=form | {"words": "a"}, files=[file]),
        "missing": lambda: http.post("/voice", data={"csrf": form["csrf"]}, files=[file]),
        "words": lambda: http.post("/voice", data=form | {"message": "x"}, files=[file]),
        "urlencoded": lambda: http.post("/voice", data=form | {"voice": "a"}),
        "huge": lambda: http.post("/voice", data=form, files=[("voice", (NAME, bytes(MOST_READ)))]),
        "origin": lambda: http.post(
            "/voice", data=form, files=[file], headers={"origin": "https://other.example"}
        ),
    }[wrong]()
    assert answer.status_code in (400, 403, 413, 415)
    assert kept(stack, visitor) == []
    assert (await visitor.say("but this I write")).status_code == 200


async def test_nobody_without_a_session_is_read(stack: Stack, visit: Visit) -> None:
    answer = await visit().http.post("/voice", files={"voice": (NAME, SOUND)}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


async def test_no_part_of_a_form_is_laid_on_the_disk(
    stack: Stack, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P-01: a recording of two megabytes never leaves memory on its way in."""

    def refused(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a file was made")

    await at_the_questions(stack, visitor)
    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", refused)
    sound = OGG + bytes(MOST_SOUND - len(OGG))
    assert (await speak(visitor, sound)).status_code == 200
    ((_, length, held),) = kept(stack, visitor)
    assert (length, held) == ("", sound)


async def test_a_council_that_takes_none_shows_no_field_and_keeps_nothing(
    stack: Stack, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await at_the_questions(stack, visitor)
    monkeypatch.setattr(spoken, "are_taken", lambda _: False)
    await visitor.get("/chat")
    assert FORM not in visitor.page
    await speak(visitor, SOUND)
    assert "has not been kept" in visitor.messages[-2][1] + visitor.messages[-3][1]
    assert kept(stack, visitor) == []
