"""Nothing is served for real before a council has signed its English safety wording; drafts may be."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from bot.content.signing import SIGNED_FILE
from bot.conversation.knowledge import Knowledge
from bot.errors import SettingsRefused
from bot.serve import require_signed
from bot.services.texts import Texts
from bot.settings import Settings
from tests.stack import environment, knowledge, sign_all


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load(environment(tmp_path / "state"))


@pytest.fixture
def known() -> Knowledge:
    """The product's content, with one council that is not called invented."""
    texts = knowledge().texts
    content = copy.copy(texts.content)
    council = replace(content.council("oakshire"), id="ashford", invented=False)
    content.councils = MappingProxyType({"ashford": council})
    return replace(knowledge(), texts=Texts(content, texts.catalogues))


def test_with_nothing_signed_it_does_not_start(settings: Settings, known: Knowledge) -> None:
    with pytest.raises(SettingsRefused, match="are not signed in English by ashford") as refused:
        require_signed(settings, known)
    assert "--council ashford" in refused.value.remedy


def test_with_english_signed_it_starts_and_other_languages_are_drafts(
    settings: Settings, known: Knowledge
) -> None:
    sign_all(settings.state, known, "ashford", languages=("en",))
    require_signed(settings, known)


def test_with_another_language_signed_alone_it_does_not_start(settings: Settings, known: Knowledge) -> None:
    sign_all(settings.state, known, "ashford", languages=("pl",))
    with pytest.raises(SettingsRefused):
        require_signed(settings, known)


def test_a_broken_file_keeps_no_family_out(settings: Settings, known: Knowledge) -> None:
    (settings.state / SIGNED_FILE).write_text("- {who: me}\n", encoding="utf-8")
    require_signed(settings, known)


def test_without_a_real_council_it_does_not_start(settings: Settings) -> None:
    with pytest.raises(SettingsRefused, match="no council but invented"):
        require_signed(settings, knowledge())
