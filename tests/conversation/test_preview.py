"""A whole guide as a chat, for whoever judges its words: in each language that is written, offered or not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.content.load import Content
from bot.conversation.preview import preview as previewed
from bot.conversation.preview import read_texts
from bot.language.catalogues import Catalogues
from bot.language.languages import read_languages
from bot.services.texts import Texts

ROOT = Path(__file__).parents[2]
CONTENT, LOCALES = ROOT / "dialogues/content", ROOT / "locales"
LANGUAGES = read_languages(CONTENT / "languages.yml")
GUIDES = sorted(path.stem for path in (CONTENT / "guides").glob("*.yml"))
PLACEHOLDER = re.compile(r"\{\w+\}")
WORKER, EMERGENCY, FIRST_STRONG, POP, RIGHT_TO_LEFT = "Jo Sedge", "999", "\u2068", "\u2069", "\u200f"


def flat(text: str) -> str:
    """Without what a line adds: its mark, and where it was broken."""
    return re.sub(r"\s+", "", text.replace("\n  ~ ", "\n").replace(RIGHT_TO_LEFT, ""))


def pieces(texts: Texts, language: str, guide: str) -> list[str]:
    """What every step says and asks, in this language, without what is filled in."""
    found = []
    for entry in texts.content.guide(guide).entries:
        item = texts.content.item(entry.item)
        for field, english in item.wording.items():
            if field.partition(".")[0] in ("text", "easier"):
                said = texts.catalogues.text(language, item.context(field), english)
                found += [flat(piece) for piece in PLACEHOLDER.split(said)]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_guide_is_told_whole_in_every_language(language: str) -> None:
    texts = read_texts(CONTENT, LOCALES, language)
    assert len(GUIDES) > 20
    for guide in GUIDES:
        lines = list(previewed(texts, guide, language))
        whole = "\n".join(lines)
        for entry in texts.content.guide(guide).entries:
            if texts.content.item(entry.item).round == 1:
                assert f"# {entry.item}" in whole
        told = flat(whole.replace(f"\n{RIGHT_TO_LEFT}", "\n"))
        assert [piece for piece in pieces(texts, language, guide) if piece not in told] == [], guide
        assert PLACEHOLDER.search(whole) is None, guide
        assert "(not translated)" not in whole, guide
        for filled in (WORKER, EMERGENCY):
            assert whole.count(filled) == whole.count(f"{FIRST_STRONG}{filled}{POP}"), (guide, filled)
        marked = [line.startswith(RIGHT_TO_LEFT) for line in lines if not line.startswith("\n")]
        assert set(marked) == {LANGUAGES[language].direction == "rtl"}, guide
    assert f"{FIRST_STRONG}{WORKER}{POP}" in "\n".join(
        previewed(texts, "parent_initial_conference", language)
    )


def test_what_is_not_translated_yet_says_so_and_breaks_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "pl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "content.po").write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8"\n')
    lines = list(previewed(read_texts(CONTENT, tmp_path, "pl"), "child_initial_conference", "pl"))
    assert "  (not translated) Which language is best for you?" in lines


def test_the_command_prints_it_and_says_what_is_not_there() -> None:
    done = CliRunner().invoke(main, ["preview", "pl", "child_initial_conference"])
    assert (done.exit_code, "# arrival.welcome.child" in done.output) == (0, True)
    for args, wrong in ((("xx", "child_initial_conference"), "'xx'"), (("pl", "nothing"), "'nothing'")):
        done = CliRunner().invoke(main, ["preview", *args])
        assert (done.exit_code, wrong in done.output) == (2, True)


def test_to_look_at_a_language_offers_it_to_nobody() -> None:
    """Only the preview's own copy knows the words of one that is not offered."""
    read = read_texts(CONTENT, LOCALES, "fr").catalogues
    assert read.text("fr", "arrival.language#text", "Which language is best for you?")
    here = Catalogues.load(LOCALES, LANGUAGES)
    assert ("fr" in here.offered) is LANGUAGES["fr"].offered
    assert isinstance(read_texts(CONTENT, LOCALES, "en").content, Content)
