"""The pages' words: all of them from content, in every offered language, and none in a template."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.content.load import Content
from bot.services.spoken import REFUSED
from bot.web.wording import ITEMS, pick_language

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "bot" / "web" / "templates").glob("*.html"))
PYTHON = sorted((ROOT / "bot" / "web").glob("*.py"))
_ITEM = re.compile(r'"((?:pages|notices)\.[a-z_.]+)"')
_CODE = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}|<!doctype html>|<[^>]*>", re.DOTALL)
_SAID_IN_TAG = re.compile(r'(?:aria-label|placeholder|title|alt)="(?!{{)[^"]+"')


def test_there_are_templates_to_look_at() -> None:
    assert len(TEMPLATES) >= 8


def test_every_string_that_a_page_uses_is_checked_at_start_and_none_is_left_over() -> None:
    used = {
        item
        for path in [*TEMPLATES, *PYTHON]
        if path.name != "wording.py"
        for item in _ITEM.findall(path.read_text())
    }
    used |= {"pages.chat.kept", *REFUSED.values()}  # named in wording.py
    assert used == set(ITEMS)


def test_every_string_is_in_the_content() -> None:
    content = Content.load(ROOT / "dialogues" / "content")
    assert [item for item in ITEMS if item not in content.items] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_words_of_its_own(path: Path) -> None:
    text = path.read_text()
    assert re.findall(r"[^\W\d_]+", _CODE.sub(" ", text)) == []
    assert _SAID_IN_TAG.findall(text) == []


def test_the_word_search_sees_words() -> None:
    assert re.findall(r"[^\W\d_]+", _CODE.sub(" ", "<p>{{ say('x') }} Hello</p>")) == ["Hello"]
    assert _SAID_IN_TAG.findall('<p aria-label="Hello">')


@pytest.mark.parametrize(
    ("asked", "accept", "expected"),
    [
        ("pl", "en", "pl"),
        ("xx", "pl", "pl"),
        (None, "pl-PL,pl;q=0.9,en;q=0.8", "pl"),
        (None, "en;q=0.2, PL;q=0.7", "pl"),
        (None, "de, fr;q=0.9", "en"),
        (None, "pl;q=0, en;q=0.1", "en"),
        (None, "pl;q=x, ,;q=1", "en"),
        (None, "", "en"),
        (None, None, "en"),
    ],
)
def test_the_language_is_the_one_asked_for_else_the_browsers(
    asked: str | None, accept: str | None, expected: str
) -> None:
    assert pick_language(("en", "pl"), asked, accept) == expected


@pytest.mark.parametrize("accept", ["pt-BR", "pt-br", "de, PT-br;q=0.5"])
def test_a_language_of_a_region_is_known_however_a_browser_writes_it(accept: str) -> None:
    assert pick_language(("en", "pt-BR"), None, accept) == "pt-BR"
