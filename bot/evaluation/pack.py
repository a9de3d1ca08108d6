"""The evaluation pack as one file: tables, what each column means, and what they cannot show."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from bot import documents
from bot.evaluation.tables import Rows, Source, Value, tables

HERE = Path(__file__).parent
README, DICTIONARY = "readme.md", "dictionary.yml"
MEDIA_TYPE = "application/zip"
FILE = "evaluation-pack.zip"
# Archives need a day for each member, and the day of making says nothing that the files do not.
_DAY = (2026, 1, 1, 0, 0, 0)


@cache
def dictionary() -> Mapping[str, Mapping[str, str]]:
    """Each file's columns in order, and what they hold."""
    found: Mapping[str, Mapping[str, str]] = documents.read(HERE / DICTIONARY).value
    return found


def pack(source: Source) -> bytes:
    """The whole pack. A column that the dictionary does not name is a ValueError: nothing slips in."""
    made = tables(source)
    members = {"README.md": (HERE / README).read_bytes(), **_dictionaries()}
    for name, columns in dictionary().items():
        members[name] = csv_of(tuple(columns), made[name])
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(zipfile.ZipInfo(name, _DAY), body)
    return held.getvalue()


def csv_of(columns: Sequence[str], rows: Rows) -> bytes:
    """One table. What is hidden or not known is an empty cell."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", extrasaction="raise")
    writer.writeheader()
    writer.writerows(rows)
    return ("\ufeff" + text.getvalue()).encode()


def _dictionaries() -> dict[str, bytes]:
    entries = [
        (file, column, meaning)
        for file, columns in dictionary().items()
        for column, meaning in columns.items()
    ]
    listed: list[dict[str, Value]] = [
        {"file": file, "column": column, "meaning": meaning} for file, column, meaning in entries
    ]
    return {
        "data-dictionary.csv": csv_of(("file", "column", "meaning"), listed),
        "data-dictionary.md": _readable(dictionary().items()).encode(),
    }


def _readable(files: Iterable[tuple[str, Mapping[str, str]]]) -> str:
    lines = ["# Data dictionary"]
    for file, columns in files:
        lines += ["", f"## {file}", "", "| column | what it holds |", "|---|---|"]
        lines += [f"| `{column}` | {meaning} |" for column, meaning in columns.items()]
    return "\n".join([*lines, ""])
