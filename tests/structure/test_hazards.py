"""The hazard log: each hazard says what guards it, and every guard is a test that is there."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
HAZARDS = YAML(typ="safe").load((ROOT / "docs" / "hazards.yml").read_text(encoding="utf-8"))
KEYS = {
    "hazard", "cause", "effect", "control", "severity", "likelihood", "guarded_by", "left", "owner",
}  # fmt: skip


def names_in(path: Path) -> set[str]:
    """Names of the test functions of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        node.name for node in ast.walk(tree) if isinstance(node, functions) and node.name.startswith("test")
    }


def is_there(guard: str) -> bool:
    """Whether `path::test` names a test of this repository."""
    file, _, name = guard.partition("::")
    path = ROOT / file
    return path.is_file() and name in names_in(path)


def test_the_search_tells_a_test_from_none() -> None:
    assert is_there("tests/structure/test_hazards.py::test_the_search_tells_a_test_from_none")
    assert not is_there("tests/structure/test_hazards.py::test_that_is_not_there")
    assert not is_there("tests/structure/test_nowhere.py::test_x")


def test_the_twelve_first_hazards_are_there() -> None:
    assert {f"H{number:02d}" for number in range(1, 13)} <= set(HAZARDS)


@pytest.mark.parametrize("name", sorted(HAZARDS))
def test_every_hazard_is_whole_and_guarded(name: str) -> None:
    hazard = HAZARDS[name]
    assert set(hazard) == KEYS
    assert all(
        isinstance(hazard[key], str) and hazard[key]
        for key in KEYS - {"severity", "likelihood", "guarded_by"}
    )
    assert all(hazard[key] in range(1, 6) for key in ("severity", "likelihood"))
    assert hazard["guarded_by"]
    assert [guard for guard in hazard["guarded_by"] if not is_there(guard)] == []
