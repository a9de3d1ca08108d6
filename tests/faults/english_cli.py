"""`bot.cli` with English as its only language: what is killed fifty times need not load sixteen each time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.cli import main
from bot.conversation import knowledge
from bot.language.languages import Language, read_languages


def english_alone(path: Path) -> dict[str, Language]:
    return {code: replace(held, offered=code == "en") for code, held in read_languages(path).items()}


if __name__ == "__main__":
    knowledge.read_languages = english_alone  # type: ignore[attr-defined]
    main()
