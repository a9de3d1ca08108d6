from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content import sheets
from bot.content.source import Source
from bot.errors import ContentRefused
from tests.content.sample import WHOLE

PRODUCT = Path(__file__).parents[2] / "dialogues" / "content"
Rows = list[dict[str, str]]


def say(language: str, context: str, english: str) -> str:
    return f"{language}:{english}"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(WHOLE / "content", tmp_path / "content"))


def change(folder: Path, sheet: str, edit: Callable[[Rows], Rows]) -> None:
    path = folder / sheet
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    names = list(rows[0])
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(edit(rows))


def out(content: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "sheets"
    sheets.write(Source.read(content), folder, ["pl"], say)
    return folder


def back(content: Path, folder: Path) -> list[str]:
    return sheets.read_back(Source.read(content), folder, ["pl"], say)


def row_of(rows: Rows, item: str, field: str) -> dict[str, str]:
    return next(row for row in rows if (row["id"], row["field"]) == (item, field))


def test_a_round_trip_without_a_change_changes_no_byte(tmp_path: Path) -> None:
    content = Path(shutil.copytree(PRODUCT, tmp_path / "content"))
    before = {path: path.read_bytes() for path in content.rglob("*.yml")}
    folder = out(content, tmp_path)
    assert len(list(folder.glob("*.csv"))) > 10
    assert back(content, folder) == []
    assert {path: path.read_bytes() for path in content.rglob("*.yml")} == before


def test_new_wording_and_notes_are_taken_and_nothing_else_moves(content: Path, tmp_path: Path) -> None:
    folder = out(content, tmp_path)

    def edit(rows: Rows) -> Rows:
        row_of(rows, "parent.worry", "text")["text"] = "What worries you “most”?"
        row_of(rows, "parent.worry", "text")["note"] = "Asked once, early."
        return rows

    change(folder, "items.csv", edit)
    before = (content / "items.yml").read_text(encoding="utf-8")
    assert len(back(content, folder)) == 2
    after = (content / "items.yml").read_text(encoding="utf-8")
    expected = before.replace('"What worries you?"', '"What worries you “most”?"')
    expected = expected.replace('"Asked once."', '"Asked once, early."')
    assert after == expected


def test_one_message_of_several_can_be_changed(content: Path, tmp_path: Path) -> None:
    (content / "more.yml").write_text(
        'a.b: {kind: notice, text: ["One.", "Two."], note: "n", reviewed: none}\n', encoding="utf-8"
    )
    folder = out(content, tmp_path)

    def edit(rows: Rows) -> Rows:
        row_of(rows, "a.b", "text.2")["text"] = "Second."
        return rows

    change(folder, "more.csv", edit)
    assert back(content, folder) == ["a.b text.2: “Two.” is now “Second.”"]
    assert Source.read(content).items["a.b"].texts == ("One.", "Second.")


def test_what_is_said_when_something_is_known_can_be_changed_and_what_is_said_when_not(
    content: Path, tmp_path: Path
) -> None:
    known = '{if_known: notes_days, text: "In {notes_days}.", else: "Ask."}'
    (content / "more.yml").write_text(
        f'a.b: {{kind: notice, text: ["One.", {known}], note: "n", reviewed: none}}\n'
        f'a.c: {{kind: notice, text: {known}, note: "n", reviewed: none}}\n',
        encoding="utf-8",
    )
    folder = out(content, tmp_path)

    def edit(rows: Rows) -> Rows:
        for item, field in (("a.b", "text.2"), ("a.b", "text.2.else"), ("a.c", "text"), ("a.c", "text.else")):
            row_of(rows, item, field)["text"] += " New."
        return rows

    change(folder, "more.csv", edit)
    assert len(back(content, folder)) == 4
    items = Source.read(content).items
    assert items["a.b"].wording == {
        "text.1": "One.",
        "text.2": "In {notes_days}. New.",
        "text.2.else": "Ask. New.",
    }
    assert items["a.c"].wording == {"text": "In {notes_days}. New.", "text.else": "Ask. New."}


def rename(rows: Rows) -> Rows:
    rows[0]["id"] = "parent.other"
    return rows


def drop(rows: Rows) -> Rows:
    return rows[1:]


def translate(rows: Rows) -> Rows:
    rows[0]["pl"] = "inaczej"
    return rows


def note_elsewhere(rows: Rows) -> Rows:
    rows[1]["note"] = "not here"
    return rows


@pytest.mark.parametrize("edit", [rename, drop, translate, note_elsewhere])
def test_a_change_outside_the_open_columns_is_refused_whole(
    content: Path, tmp_path: Path, edit: Callable[[Rows], Rows]
) -> None:
    folder = out(content, tmp_path)

    def also(rows: Rows) -> Rows:
        row_of(rows, "parent.worry", "text")["text"] = "Changed too."
        return edit(rows)

    change(folder, "items.csv", also)
    before = (content / "items.yml").read_bytes()
    with pytest.raises(ContentRefused, match=r"items\.csv"):
        back(content, folder)
    assert (content / "items.yml").read_bytes() == before


def test_a_sheet_of_nothing_we_know_is_refused(content: Path, tmp_path: Path) -> None:
    folder = out(content, tmp_path)
    (folder / "other.csv").write_text("id,field\n", encoding="utf-8")
    with pytest.raises(ContentRefused, match=r"other\.csv belongs to no content file"):
        back(content, folder)


def test_no_sheet_at_all_is_refused(content: Path, tmp_path: Path) -> None:
    with pytest.raises(ContentRefused, match="there is no sheet"):
        back(content, tmp_path)
