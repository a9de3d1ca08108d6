"""Every language that has files is held to the same rules, offered or not yet.

`./run content check` holds those that are offered; of one that is being written it says nothing.
"""

from __future__ import annotations

from pathlib import Path

from bot.content import translations
from bot.content.cli import FOLDER, LOCALES, offered
from bot.content.source import Source

ROOT = Path(__file__).parents[2]
WRITTEN = sorted(path.name for path in (ROOT / "locales").iterdir() if path.is_dir())


def test_each_language_says_how_it_is_written() -> None:
    assert len(WRITTEN) >= 15
    assert [code for code in WRITTEN if not (LOCALES / code / "STYLE.md").exists()] == []


def test_what_is_being_written_has_no_fault_but_what_is_missing() -> None:
    waiting = tuple(code for code in WRITTEN if code not in offered())
    found = translations.faults(Source.read(FOLDER), LOCALES, waiting) if waiting else []
    assert [str(one) for one in found if one.code not in {"C14", "C15"}] == []
