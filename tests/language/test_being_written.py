"""A language that is not offered yet is held to the same rules. Too slow to stand in `./run check`."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content import translations
from bot.content.cli import FOLDER, LOCALES, offered
from bot.content.source import Source

ROOT = Path(__file__).parents[2]
BEING_WRITTEN = sorted(path.name for path in (ROOT / "locales").iterdir() if path.is_dir())


@pytest.mark.parametrize("code", [code for code in BEING_WRITTEN if code not in offered()])
def test_its_words_have_no_fault_but_those_that_are_missing(code: str) -> None:
    found = translations.faults(Source.read(FOLDER), LOCALES, (code,))
    assert [str(one) for one in found if one.code not in {"C14", "C15"}] == []
    assert (LOCALES / code / "STYLE.md").exists()
