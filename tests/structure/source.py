"""Reading the product's own source: modules, what they import, how long they are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file of the product, parsed."""

    path: Path
    name: str  # bot.content.load
    text: str
    tree: ast.Module


def modules(*packages: str) -> list[Module]:
    """Every module of these packages (bot, actions), in order."""
    found = []
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            relative = path.relative_to(ROOT).with_suffix("")
            parts = relative.parts[:-1] if relative.name == "__init__" else relative.parts
            text = path.read_text(encoding="utf-8")
            found.append(Module(path, ".".join(parts), text, ast.parse(text)))
    return found


def imports(module: Module) -> Iterator[tuple[str, int]]:
    """Every module that is imported, wherever in the file, whole and by line.

    `from bot import errors` counts as `bot.errors`; imports inside functions and under TYPE_CHECKING
    count like any other: the direction is what matters.
    """
    package = module.name if module.path.stem == "__init__" else module.name.rpartition(".")[0]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)
