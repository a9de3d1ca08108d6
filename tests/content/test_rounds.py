"""A part that may be gone through several times becomes ordinary questions, each with its own answer."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.content.load import Content
from bot.content.model import Condition
from bot.language.catalogues import Catalogues
from bot.language.languages import read_languages
from bot.services.texts import Texts
from tests.content.sample import WHOLE

ROOT = Path(__file__).parents[2]
AGAIN = """audience: parent
meeting: initial_conference
nations: [england]
parts:
  - part: arrival
    items: [parent.hello]
  - part: mistakes
    repeat: 3
    items:
      - parent.worry
      - {item: parent.worry.more, if_label: parent.worry, if_nation: england}
      - parent.like
  - use: ending
"""
ENDING = "parts:\n  - part: end\n    items: [parent.end]\n"


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    folder = tmp_path_factory.mktemp("rounds") / "content"
    shutil.copytree(WHOLE / "content", folder)
    (folder / "guides/parent.yml").write_text(AGAIN, encoding="utf-8")
    (folder / "guides/parts").mkdir()
    (folder / "guides/parts/ending.yml").write_text(ENDING, encoding="utf-8")
    return Content.load(folder)


def test_each_round_is_asked_only_if_there_is_another_and_the_last_does_not_ask(content: Content) -> None:
    entries = {entry.item: entry.conditions for entry in content.guide("parent").entries}
    assert list(entries) == [
        "parent.hello",
        *("parent.worry", "parent.worry.more", "parent.like"),
        *("parent.worry.2", "parent.worry.more.2", "parent.like.2"),
        *("parent.worry.3", "parent.worry.more.3"),
        "parent.end",
    ]
    there_is = Condition("if_choice", "parent.like.2", "choices.yes")
    assert entries["parent.worry"] == ()
    assert entries["parent.worry.3"] == (there_is,)
    assert set(entries["parent.worry.more.3"]) == {
        there_is,
        Condition("if_label", "parent.worry.3"),
        Condition("if_nation", nations=("england",)),
    }


def test_a_later_round_says_the_same_and_bears_its_number(content: Content) -> None:
    languages = read_languages(ROOT / "dialogues/content/languages.yml")
    here = {code: languages[code] for code in ("en", "pl")}
    texts = Texts(content, Catalogues.load(WHOLE / "locales", here))
    assert texts.messages("parent.worry.2", "pl") == texts.messages("parent.worry", "pl")
    assert texts.messages("parent.worry.2", "pl") != texts.messages("parent.worry", "en")
    names = [texts.short(item, "en") for item in ("parent.worry", "parent.worry.2", "parent.worry.3")]
    assert names == ["Your worry", "Your worry (2)", "Your worry (3)"]
    assert content.item("parent.worry.2").version == content.item("parent.worry").version


def test_a_shared_part_stands_where_it_is_used(content: Content) -> None:
    guide = content.guide("parent")
    assert guide.parts == ("arrival", "mistakes", "end")
    assert guide.uses == ("ending",)
    assert guide.entries[-1].file == "guides/parts/ending.yml"
