"""YAML files as plain values that remember the line each of them stands on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.errors import ContentRefused

Where = tuple[str | int, ...]

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_QUOTED = {"'", '"', "|", ">"}
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file: `value` of dicts, lists, strings, numbers, booleans and None."""

    path: Path
    value: Any
    lines: dict[Where, int] = field(repr=False)

    def line(self, *where: str | int) -> int:
        """The line (from 1) of the value at `where`, or of the nearest thing that holds it."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)


def read(path: Path) -> Document:
    """Read one file as YAML 1.2 (so `no` is a word, not a falsehood).

    Raises ContentRefused, with file and line, if it cannot be read, is not YAML, or repeats a key.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise ContentRefused(
            f"{path} cannot be read as UTF-8 text ({type(fault).__name__}).",
            remedy="check that the file exists, may be read, and is saved as UTF-8.",
        ) from fault
    try:
        root = YAML(typ="safe").compose(text)
    except MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise ContentRefused(
            f"{path}:{line} is not YAML: {fault.problem}.",
            remedy="look at the indentation, the colons and the quotation marks on that line "
            "and the one above it.",
        ) from fault
    except YAMLError as fault:
        raise ContentRefused(
            f"{path} is not YAML ({type(fault).__name__}).",
            remedy="look for characters that cannot be seen, and save the file again as UTF-8.",
        ) from fault
    reader = _Reader(path)
    value = reader.value(root, ())
    return Document(path, value, reader.lines)


class _Reader:
    """Turns one file's nodes into values, noting lines as it goes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[Where, int] = {}
        self._seen: set[int] = set()

    def value(self, node: Node | None, where: Where) -> object:
        if node is None:
            return None
        line = node.start_mark.line + 1
        if id(node) in self._seen:
            # An alias can hold itself, and a reviewer would have to look elsewhere for the words.
            raise ContentRefused(
                f"{self.path}:{line} is repeated elsewhere in the file by a YAML alias (`*name`).",
                remedy="write the value out again where it is needed.",
            )
        self._seen.add(id(node))
        self.lines.setdefault(where, line)
        if isinstance(node, MappingNode):
            return self._mapping(node, where)
        if isinstance(node, SequenceNode):
            return [self.value(child, (*where, at)) for at, child in enumerate(node.value)]
        if isinstance(node, ScalarNode):
            return _scalar(node)
        raise TypeError(f"YAML node {type(node).__name__}")

    def _mapping(self, node: MappingNode, where: Where) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if key in result:
                first = self.lines[(*where, key)]
                raise ContentRefused(
                    f"{self.path}:{line} says '{key}' a second time (first on line {first}).",
                    remedy="keys are written once: join the two, or give one another name.",
                )
            self.lines[(*where, key)] = line
            result[key] = self.value(value_node, (*where, key))
        return result


def _scalar(node: ScalarNode) -> str | int | bool | None:
    """Only plain true, false, null and whole numbers are more than words: a date stays one."""
    word = str(node.value)
    if node.style in _QUOTED:
        return word
    if word.lower() in _CONSTANTS:
        return _CONSTANTS[word.lower()]
    return int(word) if _INTEGER.fullmatch(word) else word
