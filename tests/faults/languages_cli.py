"""`bot.cli` with some languages: `languages_cli.py en,pl serve family`; `all` for those that are offered.

What is killed fifty times need not load sixteen each time, and what sixteen cost is weighed against two.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from bot.cli import main
from bot.conversation import knowledge
from bot.language.languages import Language, read_languages

ALL = "all"


def only(codes: str, path: Path) -> dict[str, Language]:
    """The languages of `path`, of which those in `codes` are offered. Raises KeyError for an unknown one."""
    languages = dict(read_languages(path))
    if codes == ALL:
        return languages
    chosen = {code: languages[code] for code in codes.split(",")}
    return {code: replace(held, offered=code in chosen) for code, held in languages.items()}


if __name__ == "__main__":
    codes = sys.argv.pop(1)
    knowledge.read_languages = lambda path: only(codes, path)  # type: ignore[assignment]
    main()
