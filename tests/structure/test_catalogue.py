"""The catalogue of threats and faults: each case that was promised stands in the docstring of a test."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.structure.source import ROOT

# What the three parts of the product were promised to hold, by the catalogue's own numbers.
PROMISED = {
    "the path": "F-01 to F-04, F-09, F-10, F-15, D-01, D-02, D-04, I-01 to I-05, I-07, P-01 to P-03, P-05, "
    "P-06, A-01 to A-08, A-10, S-01",
    "the conversation": "P-04, P-07, P-09 to P-12",
    "the worker's side": "A-11, A-12, P-08, P-13 to P-15, W-01 to W-10, C-01 to C-07, R-01 to R-07, S-02, "
    "S-03, S-06, S-07, F-05, F-07, F-17, F-18, L-03, L-04",
}
# Shown by no test, and why. It may only get shorter.
NOT_SHOWN: dict[str, str] = {}
# Sentences that whoever writes the product does not read.
UNSEEN = {"understanding", "unseen", "held_out"}
_ID = re.compile(r"\b([ACDFILPRSW])-(\d\d)(?: to (?:\1-)?(\d\d))?\b")


def ids(text: str) -> set[str]:
    """The numbers in a text; "C-01 to C-03" is three."""
    found = set()
    for letter, first, last in _ID.findall(text):
        found |= {f"{letter}-{number:02d}" for number in range(int(first), int(last or first) + 1)}
    return found


def docstrings(path: Path) -> Iterator[str]:
    """What a file of tests says of itself, and each test in it; nothing of a file without a test."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    tests = [node for node in ast.walk(tree) if isinstance(node, functions) and node.name.startswith("test_")]
    if tests:
        yield from (ast.get_docstring(node) or "" for node in (tree, *tests))


def shown() -> set[str]:
    files = [path for path in sorted((ROOT / "tests").rglob("test_*.py")) if not UNSEEN & set(path.parts)]
    assert len(files) > 150
    return set().union(*(ids(text) for path in files for text in docstrings(path)))


def test_numbers_are_read_as_they_are_written(tmp_path: Path) -> None:
    assert ids("A-01, C-02 to C-04 and R-01 to 03: x A-1 UTF-16") == {
        *("A-01", "C-02", "C-03", "C-04"),
        *("R-01", "R-02", "R-03"),
    }
    here = tmp_path / "test_x.py"
    here.write_text('"""A-01"""\ndef other():\n    """A-02"""\n')
    assert list(docstrings(here)) == []
    here.write_text('"""A-01"""\ndef other():\n    """A-02"""\nasync def test_a():\n    """A-03"""\n')
    assert list(docstrings(here)) == ["A-01", "A-03"]


@pytest.mark.parametrize("part", PROMISED)
def test_every_case_that_was_promised_has_a_test(part: str) -> None:
    promised = ids(PROMISED[part])
    assert len(promised) > 5
    assert sorted(promised - shown() - set(NOT_SHOWN)) == []


def test_nothing_is_said_to_be_missing_that_is_shown() -> None:
    assert set(NOT_SHOWN) & shown() == set()
    assert all(len(why) > 20 for why in NOT_SHOWN.values())
