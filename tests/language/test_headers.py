"""What a translation tool reads first: each catalogue's language, its plural forms and its encoding."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.plurals import get_plural

from bot.language.languages import read_languages

ROOT = Path(__file__).parents[2]
LANGUAGES = read_languages(ROOT / "dialogues/content/languages.yml")
FILES = sorted((ROOT / "locales").glob("*/LC_MESSAGES/*.po"))


def header(path: Path) -> dict[str, str]:
    """The headers as they stand in the file, whatever Babel would make of them."""
    lines: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith('"'):
            lines.append(line[1:-1])
        elif lines:
            break
    return dict(part.split(": ", 1) for part in "".join(lines).split("\\n") if ": " in part)


def test_every_language_but_english_has_a_catalogue() -> None:
    assert {path.parts[-3] for path in FILES} == set(LANGUAGES) - {"en"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_a_header_says_the_language_and_the_plural_forms_that_it_has(path: Path) -> None:
    code = path.parts[-3]
    held = header(path)
    assert held["Language"] == code
    assert held["Plural-Forms"] == get_plural(LANGUAGES[code].locale).plural_forms
    assert held["Content-Type"].lower() == "text/plain; charset=utf-8"
