"""Everything that can be found wrong with the content, in one list."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.content import (
    arrangements,
    column_order,
    fitness,
    pictures,
    probes,
    reading,
    references,
    rounds,
    translations,
    wording,
)
from bot.content.findings import Finding
from bot.content.source import Source


def check(
    folder: Path,
    *,
    locales: Path | None = None,
    offered: Sequence[str] = ("en",),
    code: Sequence[Path] = (),
    topics: Sequence[str] = (),
    drawings: Path | None = None,
) -> list[Finding]:
    """All findings about a content folder, in the order of its files; faults of shape come alone.

    `locales` holds the catalogues of the `offered` languages; without it they are not looked at.
    `code` are the files that may name items; `topics` what training data asks about, without
    `ask_`; `drawings` the folder of the picture files.

    Raises ContentRefused if the folder holds no content file or no list of plain words.
    """
    source = Source.read(folder)
    plain = reading.plain_words(folder / "plain_words.yml")
    if source.findings:
        # What is left out for its shape would be missed everywhere else: one fault would be many.
        return sorted(source.findings)
    found: list[Finding] = []
    found += references.faults(source, code, topics)
    found += column_order.faults(source)
    found += rounds.faults(source)
    found += probes.faults(source)
    found += wording.faults(source)
    found += reading.faults(source, plain)
    found += fitness.faults(source)
    found += arrangements.faults(source.arrangements, source.places, source.councils)
    if drawings is not None:
        found += pictures.faults(source, drawings)
    if locales is not None:
        found += translations.faults(source, locales, tuple(offered))
    return sorted(found)


# These never say anything to a family, so a string there that looks like an id is something else.
_SAYS_NOTHING = {"content", "records", "language", "engine"}


def code_files(*folders: Path) -> list[Path]:
    """The Python files and templates of these folders that may name content items."""
    return sorted(
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in {".py", ".html"} and not _SAYS_NOTHING.intersection(path.parts)
    )
