"""What code of ours never does, and what it is built from: pinned, and by its hash."""

from __future__ import annotations

import ast
import re

import pytest

from tests.structure.source import ROOT, modules

NEVER_IMPORTED = {"pickle", "shelve", "marshal", "dill", "jsonpickle"}
NEVER_CALLED = {"eval", "exec", "compile", "__import__"}
TAKES_SQL = {"text", "execute", "exec_driver_sql", "executescript"}
# Statements that no parameter can stand in: each is put together from names in the code beside it.
NAMES_OF_OURS = {
    "bot.records.backup.on_sqlite": 1,
    "bot.records.database": 1,
    "bot.records.migrations.versions.0001_first_tables": 2,
    "bot.records.migrations.versions.0015_audit_ends_and_places": 4,
    "bot.records.scrubbing": 1,
}
PINNED = re.compile(r"^[A-Za-z0-9][\w.\[\]-]*==\S+")


def breaches(tree: ast.AST) -> list[str]:
    """Each thing in a module that is never done, as its line and its name."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [one.name for one in node.names] + [getattr(node, "module", "") or ""]
            found += [f"{node.lineno} {one}" for one in names if one.split(".")[0] in NEVER_IMPORTED]
        if isinstance(node, ast.Call):
            found += _call(node)
    return found


def _call(node: ast.Call) -> list[str]:
    plain = getattr(node.func, "id", "")
    name = plain or getattr(node.func, "attr", "")
    made = node.args and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    found = [f"{node.lineno} {name}"] if plain in NEVER_CALLED or (name in TAKES_SQL and made) else []
    unverified = (
        one.arg == "verify" and isinstance(one.value, ast.Constant) and one.value.value is False
        for one in node.keywords
    )
    return found + [f"{node.lineno} verify=False"] * any(unverified)


@pytest.mark.parametrize(
    "text",
    [
        "import pickle",
        "from marshal import loads",
        "eval(words)",
        "tx.execute(text(f'select {words}'))",
        "tx.exec_driver_sql('select ' + words)",
        "httpx.get(url, verify=False)",
    ],
)
def test_the_rules_see_each_of_them(text: str) -> None:
    assert breaches(ast.parse(text))


def test_no_module_of_ours_does_what_is_never_done() -> None:
    """S-07: no pickle, eval, SQL made of words or TLS that is not verified, beside Ruff's S rules."""
    found = {module.name: breaches(module.tree) for module in modules("bot", "actions")}
    assert len(found) > 60
    assert {name: len(lines) for name, lines in found.items() if lines} == NAMES_OF_OURS


@pytest.mark.parametrize("environment", ["core", "engine", "stock", "supply"])
def test_everything_we_build_from_is_pinned_by_its_hash(environment: str) -> None:
    """S-03, the part that needs no network: no entry of a lock without one version and a hash."""
    text = (ROOT / "requirements" / f"{environment}.txt").read_text()
    entries = [one for one in re.split(r"\n(?=[A-Za-z0-9])", "\n" + text) if PINNED.match(one.strip())]
    named = [line for line in text.splitlines() if re.match(r"[A-Za-z0-9]", line)]
    assert len(entries) == len(named) > 20
    assert [one.split()[0] for one in entries if "--hash=sha256:" not in one] == []
