"""Small plain code: lengths, reasons beside every exception to a rule, no wording in Python."""

from __future__ import annotations

import ast
import re

import pytest

from bot.content import vocabulary
from bot.content.cli import all_findings
from bot.services.effects import EFFECTS
from tests.structure.source import ROOT, Module, modules

# Migrations are written once, by Alembic, and read as one list.
ALL = [module for module in modules("bot", "actions") if ".versions." not in module.name]
# A little above what CONTRIBUTING asks for (250 and 40), so that a comment never has to go.
MODULE_LINES, FUNCTION_LINES = 290, 50
_EXCEPTION = re.compile(
    r"#\s*(?:type:\s*ignore|noqa)(?P<codes>\[[\w, -]+\]|:\s*[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*)?(?P<rest>.*)"
)
_REASON = re.compile(r"[^\w]*\w.{3,}")
# What a family might be told: a sentence of at least four words with its full stop or question mark.
_SENTENCE = re.compile(r"^[A-ZŁŚŻ“][^\n{}<>]*(?:\s[^\s]+){3,}[.?]$")
_SPEAKS_TO_FAMILIES = ("bot.web", "bot.channels", "bot.conversation", "bot.services", "actions")
# Calls whose words are read by staff and engineers, or by nobody.
_FOR_STAFF = {
    "__init__",
    "info",
    "warning",
    "error",
    "exception",
    "debug",
    "echo",
    "ClickException",
    "critical",
}


def test_there_is_code_to_look_at() -> None:
    assert len(ALL) > 60


def test_modules_are_short() -> None:
    long = {module.name: module.text.count("\n") for module in ALL}
    assert {name: lines for name, lines in long.items() if lines > MODULE_LINES} == {}


def test_functions_are_short() -> None:
    long = {
        f"{module.name}.{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for module in ALL
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert len(long) > 300
    assert {name: lines for name, lines in long.items() if lines > FUNCTION_LINES} == {}


def unexplained(text: str) -> list[str]:
    """Exceptions to lint or types that nobody gives a reason for.

    A reason stands after the code, on the line above, or beside the same code elsewhere in the file.
    """
    lines = text.splitlines()
    bare: list[tuple[str, str]] = []
    explained: set[str] = set()
    for number, line in enumerate(lines):
        found = _EXCEPTION.search(line)
        if not found:
            continue
        above = number > 0 and lines[number - 1].strip().startswith("#")
        if above or _REASON.match(found["rest"].strip()):
            explained.add(found["codes"] or "")
        else:
            bare.append((found["codes"] or "", line.strip()))
    return [line for codes, line in bare if not codes or codes not in explained]


def test_the_rule_sees_an_exception_without_a_reason() -> None:
    assert unexplained("x = 1  # type: ignore[arg-type]\n")
    assert unexplained("x = 1  # noqa: ANN401\n")
    assert unexplained("x = 1  # noqa\n")
    assert not unexplained("x = 1  # noqa: ANN401 (YAML is anything)\n")
    assert not unexplained("# YAML is anything\nx = 1  # noqa: ANN401\n")


def test_every_exception_to_lint_or_types_has_a_reason() -> None:
    found = {module.name: unexplained(module.text) for module in ALL}
    assert {name: lines for name, lines in found.items() if lines} == {}


def sentences(module: Module) -> list[str]:
    """Sentences in a module that are no docstring, error, log line or command's output."""
    excused: set[int] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Raise):
            excused |= {id(inner) for inner in ast.walk(node)}
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in _FOR_STAFF or name.endswith(("Error", "Refused", "Fault", "Failed", "Down")):
                excused |= {id(inner) for inner in ast.walk(node)}
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            excused.add(id(node.value))
    return [
        f"{module.path.relative_to(ROOT)}:{node.lineno} {node.value}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in excused
        and _SENTENCE.match(node.value)
    ]


def test_the_rule_sees_a_sentence_for_a_family() -> None:
    text = 'def f(turn):\n    """Say it."""\n    turn.send("Thank you, that is kept now.")\n'
    assert len(sentences(Module(ROOT / "x.py", "bot.web.x", text, ast.parse(text)))) == 1


def test_no_words_for_families_stand_in_python() -> None:
    looked_at = [module for module in ALL if module.name.startswith(_SPEAKS_TO_FAMILIES)]
    assert len(looked_at) > 20
    assert [sentence for module in looked_at for sentence in sentences(module)] == []


def test_content_may_name_exactly_the_effects_that_the_product_has() -> None:
    assert set(vocabulary.EFFECTS) == set(EFFECTS)


def test_nothing_that_could_be_said_is_left_unsaid() -> None:
    unsaid = {finding.item for finding in all_findings() if finding.level == "warning"}
    assert unsaid == set()


@pytest.mark.parametrize("folder", ["nlu", "rules", "stories"])
def test_rasas_folders_hold_only_training_data(folder: str) -> None:
    held = [path for path in (ROOT / "dialogues" / folder).rglob("*") if path.is_file()]
    if folder != "stories":
        assert held
    strange = [path for path in held if path.suffix != ".yml" and path.name != "README.md"]
    assert strange == []
    for path in held:
        if path.suffix == ".yml":
            assert 'version: "3.1"' in path.read_text(encoding="utf-8"), path
