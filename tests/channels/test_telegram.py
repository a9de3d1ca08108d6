"""Telegram updates as Telegram writes them, and everything that is not one (I-02, I-06, I-07)."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.telegram import Arriving, Elsewhere, _keyboard, parse
from bot.channels.telegram_voice import Spoken
from bot.errors import ChannelRefused
from bot.messages import Choice, Inbound, InboundKind, Reply

CHAT = {"id": 77, "type": "private", "first_name": "A"}
USER = {"id": 77, "is_bot": False, "first_name": "A", "language_code": "pl"}
VOICE = {"file_id": "a", "file_unique_id": "b", "duration": 1}


def message(**fields: Any) -> dict[str, Any]:
    return {"message_id": 5, "date": 1795000000, "chat": CHAT, "from": USER, **fields}


def test_words_are_taken_to_the_letter() -> None:
    parsed = parse({"update_id": 9, "message": message(text="  /he hit me ł ")})
    assert isinstance(parsed, Inbound)
    assert (parsed.kind, parsed.words, parsed.external_id) == (InboundKind.WORDS, "  /he hit me ł ", "9")


def test_start_with_a_token_is_an_arrival_and_start_inside_a_sentence_is_not() -> None:
    assert parse({"update_id": 1, "message": message(text="/start abc_DEF-123")}) == Arriving(
        "77", "1", "abc_DEF-123", "pl"
    )
    spoken = parse({"update_id": 2, "message": message(text="/start shouting and I leave")})
    assert isinstance(spoken, Inbound)


def test_an_edit_and_a_button_are_told_apart() -> None:
    edit = parse({"update_id": 3, "edited_message": message(text="new", edit_date=1795000100)})
    pressed = parse(
        {
            "update_id": 4,
            "callback_query": {
                "id": "1",
                "from": USER,
                "chat_instance": "x",
                "data": "k:skip",
                "message": message(text="question"),
            },
        }
    )
    assert isinstance(edit, Inbound)
    assert isinstance(pressed, Inbound)
    assert (edit.kind, pressed.kind, pressed.button) == (InboundKind.EDIT, InboundKind.BUTTON, "k:skip")


@pytest.mark.parametrize(
    "fields",
    [
        {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}], "caption": "look"},
        {"voice": VOICE, "forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "B"}},
        {"video_note": {"file_id": "a", "file_unique_id": "b", "duration": 1, "length": 1}},
        {"sticker": {"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1, "type": "regular",
                     "is_animated": False, "is_video": False}},
        {"location": {"latitude": 1.0, "longitude": 1.0}},
        {"contact": {"phone_number": "1", "first_name": "B"}},
    ],
)  # fmt: skip
def test_what_is_not_words_is_unsupported_and_its_caption_is_still_screened(fields: dict[str, Any]) -> None:
    """I-06"""
    parsed = parse({"update_id": 6, "message": message(**fields)})
    assert isinstance(parsed, Inbound)
    assert parsed.kind is InboundKind.UNSUPPORTED
    assert parsed.words == fields.get("caption")


def test_a_voice_note_is_named_with_its_words_and_its_edit_is_of_the_words_alone() -> None:
    told = message(voice=VOICE | {"duration": 42, "file_size": 9000}, caption="about Sunday")
    spoken = parse({"update_id": 6, "message": told})
    assert isinstance(spoken, Spoken)
    assert (spoken.seconds, spoken.size, spoken.file_id) == (42, 9000, "a")
    assert (spoken.inbound.kind, spoken.inbound.words) == (InboundKind.VOICE, "about Sunday")
    assert spoken.untaken().kind is InboundKind.UNSUPPORTED
    edit = parse({"update_id": 7, "edited_message": told | {"caption": "about Monday", "edit_date": 2}})
    assert isinstance(edit, Inbound)
    assert (edit.kind, edit.words) == (InboundKind.EDIT, "about Monday")
    assert edit.message == spoken.inbound.message
    other = message(audio=VOICE)
    assert isinstance(parse({"update_id": 8, "message": other}), Spoken)
    swapped = parse({"update_id": 9, "edited_message": other | {"edit_date": 2}})
    assert isinstance(swapped, Inbound)
    assert swapped.kind is InboundKind.UNSUPPORTED


def test_a_group_is_left() -> None:
    group = {"id": -5, "type": "group", "title": "family"}
    assert parse({"update_id": 7, "message": message(text="hi", chat=group)}) == Elsewhere("-5", leave=True)


@pytest.mark.parametrize(
    "payload",
    [None, [], 7, "x", {}, {"update_id": "7"}, {"update_id": 1, "message": []},
     {"update_id": 1, "message": 4},
     {"update_id": 1, "message": {"chat": 3, "date": "x", "message_id": None}}],
)  # fmt: skip
def test_nonsense_is_refused_without_repeating_it(payload: Any) -> None:
    """I-07"""
    with pytest.raises(ChannelRefused):
        parse(payload)


def test_names_of_languages_stand_two_a_row_above_the_other_buttons() -> None:
    names = [Choice(f"l:{code}", code, code, language=code) for code in ("en", "pl", "ur", "pa", "bn")]
    skip = Choice("k:skip", "Skip", "skip")
    keyboard = _keyboard(Reply("arrival.language", "Which?", "en", "ltr", (*names, skip)))
    assert keyboard is not None
    rows = [[button.text for button in row] for row in keyboard.inline_keyboard]
    assert rows == [["en", "pl"], ["ur", "pa"], ["bn"], ["Skip"]]
