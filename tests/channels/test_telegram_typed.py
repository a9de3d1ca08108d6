"""What is a code, a PIN or digits, and what is somebody's answer; where Telegram may be looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.channels.telegram_typed import code_in, digits_in
from bot.errors import SettingsRefused
from bot.secret_files import make_secrets
from bot.settings import TELEGRAM_API, Settings


@pytest.mark.parametrize("typed", ["ab1c-2def-gh3j", " AB1C–2DEF–GH3J ", "\u2068AB1C-2DEF-GH3J\u2069"])
def test_a_code_is_one_however_a_phone_writes_it(typed: str) -> None:
    for in_talk in (False, True):
        code = code_in(typed, in_talk=in_talk)
        assert code is not None
        assert code.text == "AB1C-2DEF-GH3J"


def test_digits_may_stand_behind_a_code() -> None:
    code = code_in("AB1C 2DEF GH3J 482915", in_talk=False)
    assert code is not None
    assert (code.text, code.digits) == ("AB1C 2DEF GH3J", "482915")


@pytest.mark.parametrize(
    "words", ["help me please", "kill this baby", "helpmeplease", "447912345678", "she is kind", "x" * 200]
)
def test_words_and_telephone_numbers_are_no_code(words: str) -> None:
    assert code_in(words, in_talk=False) is None


@pytest.mark.parametrize("words", ["cool-calm-kind", "AB1C2DEFGH3J", "4479-1234-5678"])
def test_inside_a_conversation_more_is_an_answer(words: str) -> None:
    assert code_in(words, in_talk=True) is None


@pytest.mark.parametrize("typed", ["482915", "48 29 15", "482-915", "٤٨٢٩١٥", "my PIN is 482915"])
def test_digits_are_found_at_the_door(typed: str) -> None:
    assert digits_in(typed, in_talk=False) == "482915"


@pytest.mark.parametrize("words", ["", "no", "7", "07912345678 then", "1234 or 5678", "x" * 70 + "482915"])
def test_what_holds_no_digits_is_none(words: str) -> None:
    assert digits_in(words, in_talk=False) is None


def test_inside_a_conversation_only_bare_digits_count() -> None:
    assert digits_in("482915", in_talk=True) == "482915"
    assert digits_in("page 2024 is wrong", in_talk=True) is None


def settings(state: Path, **more: str) -> Settings:
    make_secrets(state)
    return Settings.load({"BEFOREHAND_MODE": "test", "BEFOREHAND_STATE": str(state), **more})


@pytest.mark.parametrize(
    "url", ["http://example.org", "ftp://localhost", "https://", "https://a@example.org"]
)
def test_the_token_travels_only_to_https_or_this_machine(tmp_path: Path, url: str) -> None:
    assert settings(tmp_path).telegram_api == TELEGRAM_API
    assert (
        settings(tmp_path, BEFOREHAND_TELEGRAM_API="http://127.0.0.1:1").telegram_api == "http://127.0.0.1:1"
    )
    with pytest.raises(SettingsRefused):
        settings(tmp_path, BEFOREHAND_TELEGRAM_API=url)


def test_the_webhook_is_on_when_asked_for_or_when_it_has_a_secret(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s" * 40)
    secret.chmod(0o600)
    assert not settings(tmp_path).telegram_webhook
    assert settings(tmp_path, BEFOREHAND_TELEGRAM_WEBHOOK="yes").telegram_webhook
    assert settings(tmp_path, BEFOREHAND_TELEGRAM_SECRET_FILE=str(secret)).telegram_webhook
    with pytest.raises(SettingsRefused):
        settings(tmp_path, BEFOREHAND_TELEGRAM_WEBHOOK="perhaps")
