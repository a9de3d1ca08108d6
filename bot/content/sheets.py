"""Content as spreadsheets for practitioners, and back: only wording and notes may change."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from bot.content.model import Item
from bot.content.signing import Say
from bot.content.source import Source
from bot.errors import ContentRefused, WordingMissing

# id and field are locked, and so is every language's column; text and note may be written in.
_LOCKED, _OPEN = ("id", "field"), ("text", "note")
Row = dict[str, str]


def rows(items: Sequence[Item], languages: Sequence[str], say: Say) -> list[Row]:
    """One row a string: the English, the note on an item's first row, each language beside it."""
    found: list[Row] = []
    for item in items:
        for place, (field, text) in enumerate(item.wording.items()):
            row = {"id": item.id, "field": field, "text": text, "note": "" if place else item.note}
            found.append(row | {code: _said(say, code, item, field, text) for code in languages})
    return found


def _said(say: Say, code: str, item: Item, field: str, text: str) -> str:
    try:
        return say(code, item.context(field), text)
    except WordingMissing:
        return ""


def write(source: Source, folder: Path, languages: Sequence[str], say: Say) -> list[Path]:
    """Write one CSV a content file into `folder`; a spreadsheet program opens it as UTF-8."""
    written: list[Path] = []
    for name, items in _by_file(source).items():
        path = folder / sheet_name(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, [*_LOCKED, *_OPEN, *languages])
            writer.writeheader()
            writer.writerows(rows(items, languages, say))
        written.append(path)
    return written


def sheet_name(file: str) -> str:
    """questions/side.yml -> questions.side.csv."""
    return file.removesuffix(".yml").replace("/", ".") + ".csv"


def read_back(source: Source, folder: Path, languages: Sequence[str], say: Say) -> list[str]:
    """Take wording and notes from the sheets in `folder`; say what changed, one line each.

    Raises ContentRefused, and changes nothing, if there is no sheet, or if a row, an id, a field or a
    translation was changed.
    """
    sheets = sorted(folder.glob("*.csv"))
    if not sheets:
        raise ContentRefused(
            f"there is no sheet (*.csv) in {folder}.", remedy="write them with `content sheet-out`."
        )
    files = {sheet_name(name): name for name in _by_file(source)}
    changes: dict[str, list[tuple[str, str, str]]] = {}
    for sheet in sheets:
        if sheet.name not in files:
            raise ContentRefused(
                f"{sheet.name} belongs to no content file.", remedy="keep the names of the sheets."
            )
        name = files[sheet.name]
        before = rows(_by_file(source)[name], languages, say)
        changes[name] = list(_changes(sheet, before))
    return [
        line
        for name, changed in changes.items()
        if changed
        for line in _apply(source.folder / name, changed, source.items)
    ]


def _by_file(source: Source) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for item in source.items.values():
        found.setdefault(item.file, []).append(item)
    return found


def _changes(sheet: Path, before: Sequence[Row]) -> Iterator[tuple[str, str, str]]:
    """(id, field or 'note', new text) for each open cell that differs."""
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        after = [{key: value or "" for key, value in row.items() if key} for row in csv.DictReader(file)]
    if [(row.get("id"), row.get("field")) for row in after] != [(row["id"], row["field"]) for row in before]:
        raise ContentRefused(
            f"{sheet.name}: rows were added, taken away, moved or renamed.",
            remedy="only 'text' and 'note' may change; new items are written in the YAML file.",
        )
    for number, (old, new) in enumerate(zip(before, after, strict=True), start=2):
        for column, value in old.items():
            # A spreadsheet program turns line ends into its own.
            said = new.get(column, "").replace("\r\n", "\n")
            if said == value:
                continue
            if column not in _OPEN or (column == "note" and old["field"] != _first_field(before, old["id"])):
                raise ContentRefused(
                    f"{sheet.name}, row {number}: '{column}' was changed, and it is locked.",
                    remedy="translations are changed in a gettext editor; a note on an item's first row.",
                )
            yield old["id"], "note" if column == "note" else old["field"], said


def _first_field(before: Sequence[Row], item_id: str) -> str:
    return next(row["field"] for row in before if row["id"] == item_id)


def _apply(path: Path, changed: Sequence[tuple[str, str, str]], items: Mapping[str, Item]) -> Iterator[str]:
    editor = YAML()  # keeps comments, order and quotation marks as they are
    editor.preserve_quotes = True
    editor.width = 1_000_000
    editor.indent(mapping=2, sequence=4, offset=2)
    held = editor.load(path.read_text(encoding="utf-8"))
    for item_id, field, text in changed:
        key, *inner = field.split(".")
        old = items[item_id].note if key == "note" else items[item_id].wording[field]
        value = DoubleQuotedScalarString(text)
        _write(held[item_id], key, inner, value)
        yield f"{item_id} {field}: “{old}” is now “{text}”"
    buffer = io.StringIO()
    editor.dump(held, buffer)
    path.write_text(buffer.getvalue(), encoding="utf-8")


def _write(item: dict[str, Any], key: str, inner: Sequence[str], value: str) -> None:
    """Put one string back where it stood: `inner` is a place in a list, `else`, both, or nothing."""
    holder: Any = item
    at: str | int = key
    if inner and inner[0].isdigit():
        holder, at = item[key], int(inner[0]) - 1
    if isinstance(holder[at], dict):
        holder, at = holder[at], "else" if inner and inner[-1] == "else" else "text"
    holder[at] = value
