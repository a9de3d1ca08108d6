from __future__ import annotations

from pathlib import Path

import pytest

from bot import documents
from bot.errors import ContentRefused


def write(folder: Path, text: str) -> Path:
    path = folder / "x.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_only_plain_constants_and_whole_numbers_are_more_than_words(tmp_path: Path) -> None:
    text = 'a: no\nb: yes\nc: on\nd: 012\ne: "1"\nf: 1\ng: true\nh: "true"\ni: ~\nj: 2026-01-02\nl: 0x1F\n'
    assert documents.read(write(tmp_path, text)).value == {
        "a": "no", "b": "yes", "c": "on", "d": "012", "e": "1", "f": 1, "g": True, "h": "true", "i": None,
        "j": "2026-01-02", "l": "0x1F",
    }  # fmt: skip


def test_lines_are_known_for_everything_and_for_the_nearest_of_what_is_missing(tmp_path: Path) -> None:
    held = documents.read(write(tmp_path, "# c\na:\n  b: 1\n  c:\n    - x\n    - {d: 2}\n"))
    assert held.line("a", "b") == 3
    assert held.line("a", "c", 1, "d") == 6
    assert held.line("a", "nothing") == 2
    assert held.line("nothing") == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: 1\nb: 2\na: 3\n", ":3 says 'a' a second time (first on line 1)."),
        ("a: [1\nb: 2\n", ":2 is not YAML"),
        ("a: &x [*x]\n", "by a YAML alias"),
        ("a: \x00\n", "is not YAML"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path: Path, text: str, says: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ContentRefused) as caught:
        documents.read(path)
    assert str(path) in caught.value.message
    assert says in caught.value.message
    assert caught.value.remedy


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentRefused, match="FileNotFoundError"):
        documents.read(tmp_path / "none.yml")
    (tmp_path / "x.yml").write_bytes(b"a: \xff\xfe")
    with pytest.raises(ContentRefused, match="UnicodeDecodeError"):
        documents.read(tmp_path / "x.yml")


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    assert documents.read(write(tmp_path, "")).value is None
