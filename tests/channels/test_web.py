"""D-01, I-01, I-03: a posted form is one message, told apart from its own repeat and from nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.channels.web import MOST_CHARACTERS, TooLong, opening, read_say
from bot.errors import ChannelRefused
from bot.messages import InboundKind

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MESSAGE = "0123456789abcdef" * 2
FORM = {"csrf": "x", "message": MESSAGE, "about": "parent.good.ordinary_moment"}


def test_words_are_kept_to_the_letter() -> None:
    inbound = read_say(FORM | {"words": "  /he hit me with a belt "}, "p1", NOW)
    assert inbound.kind is InboundKind.WORDS
    assert inbound.words == "  /he hit me with a belt "
    assert inbound.about == "parent.good.ordinary_moment"
    assert inbound.address == "p1"


def test_a_line_end_is_one_key_however_the_browser_sends_it() -> None:
    assert read_say(FORM | {"words": "one\r\ntwo\n"}, "p1", NOW).words == "one\ntwo\n"


def test_the_same_form_twice_is_the_same_message() -> None:
    first = read_say(FORM | {"button": "c:h1:h2"}, "p1", NOW)
    again = read_say(FORM | {"button": "c:h1:h2"}, "p1", datetime(2026, 11, 23, 9, 1, tzinfo=UTC))
    assert first.external_id == again.external_id


def test_another_person_cannot_use_up_a_message_id() -> None:
    mine = read_say(FORM | {"words": "a"}, "p1", NOW)
    theirs = read_say(FORM | {"words": "a"}, "p2", NOW)
    assert mine.external_id != theirs.external_id


def test_a_button_wins_over_the_box_beside_it() -> None:
    inbound = read_say(FORM | {"button": "k:skip", "words": "half a thought"}, "p1", NOW)
    assert (inbound.kind, inbound.words, inbound.button) == (InboundKind.BUTTON, None, "k:skip")


def test_the_longest_message_is_taken_and_one_more_sign_is_not() -> None:
    longest = "ł" * MOST_CHARACTERS
    assert read_say(FORM | {"words": longest}, "p1", NOW).words == longest
    with pytest.raises(TooLong) as refused:
        read_say(FORM | {"words": longest + "ł"}, "p1", NOW)
    assert refused.value.words == longest + "ł"
    assert "ł" not in str(refused.value)


@pytest.mark.parametrize(
    "change",
    [
        {"message": "short"},
        {"message": MESSAGE.upper()},
        {"about": "../etc"},
        {"about": "a" * 121},
        {"button": ""},
        {"button": "k:" + "s" * 63},
        {"button": "k:łza"},
    ],
)
def test_a_form_that_we_did_not_make_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(ChannelRefused):
        read_say(FORM | change | ({} if "button" in change else {"words": "a"}), "p1", NOW)


def test_neither_words_nor_button_is_refused() -> None:
    with pytest.raises(ChannelRefused):
        read_say(FORM, "p1", NOW)


def test_a_sitting_is_opened_once_however_often_the_page_is_asked_for() -> None:
    assert opening("p1", NOW, is_first=True) == opening("p1", NOW, is_first=True)
    assert opening("p1", NOW, is_first=True).kind is InboundKind.BEGIN
    assert opening("p1", NOW, is_first=False).kind is InboundKind.RESUME
    assert (
        opening("p1", NOW, is_first=False).external_id
        != opening("p1", NOW.replace(minute=1), is_first=False).external_id
    )
