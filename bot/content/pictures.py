"""C21: each picture is there as SVG for pages and as PNG for Telegram, and is told in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.content.findings import Finding
from bot.content.source import Source

FORMS = ("svg", "png")
MOST_BYTES = {"svg": 20_000, "png": 100_000}
PICTURES = "pictures."


def faults(source: Source, drawings: Path) -> Iterator[Finding]:
    """Faults between the items of kind `picture` and the files of a folder."""
    told = {item.id.removeprefix(PICTURES): item for item in source.items.values() if item.kind == "picture"}
    for name, item in told.items():
        place = source.places[item.id]
        for form in FORMS:
            path = drawings / f"{name}.{form}"
            if not path.is_file():
                wrong = f"there is no file '{path.name}'."
                yield place.finding("C21", wrong, "Draw the SVG and run `python scripts/pictures.py`.")
            elif path.stat().st_size > MOST_BYTES[form]:
                wrong = f"'{path.name}' is larger than {MOST_BYTES[form]} bytes."
                yield place.finding("C21", wrong, "Draw it more simply: families pay for data.")
    for path in sorted(drawings.glob("*")):
        if path.stem not in told:
            wrong = f"nothing says what '{path.name}' shows."
            mend = f"Write an item '{PICTURES}{path.stem}' of kind picture, or take the file away."
            yield Finding(f"pictures/{path.name}", 1, "", "C21", wrong, mend)
