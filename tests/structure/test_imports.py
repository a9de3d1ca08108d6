"""Arrows go one way. Each rule first proves that it sees what it should see."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.structure.source import ROOT, Module, imports, modules

ALL = modules("bot", "actions")

# What each part may import of our own. Longest name wins; the foundation is open to everyone.
FOUNDATION = {
    "bot.byte_ranges",
    "bot.counts",
    "bot.documents",
    "bot.errors",
    "bot.logs",
    "bot.mail",
    "bot.messages",
    "bot.repeating",
    "bot.secret_files",
    "bot.settings",
    "bot.signature",
    "bot.speech",
}
BELOW = {
    "bot.content": set(),
    "bot.language": set(),
    "bot.records": set(),
    "bot.services": {"bot.content", "bot.language", "bot.records"},
    "bot.channels": {"bot.content", "bot.language", "bot.records", "bot.services"},
    "bot.exports": {"bot.content", "bot.language", "bot.records", "bot.services"},
    "bot.evaluation": {"bot.content", "bot.language", "bot.records", "bot.services"},
    "bot.conversation": {
        "bot.content",
        "bot.language",
        "bot.records",
        "bot.services",
        "bot.channels",
    },
    "bot.web": {
        "bot.content",
        "bot.language",
        "bot.records",
        "bot.services",
        "bot.channels",
        "bot.conversation",
    },
    "bot.portal": {
        "bot.content",
        "bot.language",
        "bot.records",
        "bot.services",
        "bot.exports",
        "bot.evaluation",
    },
    "bot.operations": {"bot.records"},
    "actions": {"bot.content", "bot.language", "bot.records", "bot.services"},
    "bot.engine": set(),
}
# Puts the parts together, as cli, serving and the demo do: imports anything, imported by no part.
PUTS_TOGETHER = "bot.conversation.core"
OUTSIDE = {
    "sqlalchemy": ("bot.records",),
    "alembic": ("bot.records",),
    "telegram": ("bot.channels.telegram",),
    "rasa_sdk": ("actions",),
    "rasa": ("bot.engine",),
    "starlette": ("bot.web", "bot.portal", "bot.channels", "actions", "bot.serving", "bot.operations"),
    "langdetect": ("bot.language",),
    "nacl": ("bot.records",),
    "docx": ("bot.exports",),
    "weasyprint": ("bot.exports",),
    "icalendar": ("bot.exports",),
    "holidays": ("bot.services",),
    "webauthn": ("bot.records",),
    "prometheus_client": ("bot.counts", "bot.operations"),
}


def part_of(name: str) -> str | None:
    """The part a module belongs to, or None for the foundation and what puts parts together."""
    if name == PUTS_TOGETHER or name.startswith(PUTS_TOGETHER + "."):
        return None
    fitting = [part for part in BELOW if name == part or name.startswith(part + ".")]
    return max(fitting, key=len, default=None)


def wrong_way(module: Module) -> list[str]:
    """Imports of this module that go against the arrows."""
    found = []
    own = part_of(module.name)
    for imported, line in imports(module):
        if imported.split(".")[0] not in {"bot", "actions"} or imported == "bot":
            continue
        target = part_of(imported)
        low = any(imported == name or imported.startswith(name + ".") for name in FOUNDATION)
        if low or target == own:
            continue
        in_foundation = module.name in FOUNDATION
        if own is None and not in_foundation:
            continue  # puts the parts together
        allowed = BELOW[own] if own else set()
        if target is None or target not in allowed:
            found.append(f"{module.path.relative_to(ROOT)}:{line} imports {imported}")
    return found


def outsiders(module: Module) -> list[str]:
    """Imports of a library that another part keeps to itself."""
    found = []
    for imported, line in imports(module):
        homes = OUTSIDE.get(imported.split(".")[0])
        if homes and not module.name.startswith(homes):
            found.append(f"{module.path.relative_to(ROOT)}:{line} imports {imported}")
    return found


def fake(name: str, text: str) -> Module:
    path = ROOT / (name.replace(".", "/") + ".py")
    return Module(path, name, text, ast.parse(text))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bot.content.x", "from bot.language.fold import fold"),
        ("bot.content.x", "from bot import services"),
        ("bot.language.x", "import bot.records.tables"),
        ("bot.records.x", "def later():\n    from bot.content.load import Content"),
        ("bot.services.x", "from bot.conversation.worker import Worker"),
        ("bot.services.x", "from ..web import pages"),
        ("bot.web.x", "from bot.portal.app import make"),
        ("bot.web.x", "from bot.conversation.core import Core"),
        ("bot.channels.x", "from bot.conversation.renderer import Renderer"),
        ("bot.errors", "from bot.content.model import Item"),
        ("bot.engine.x", "from bot.services.turn import Turn"),
        ("actions.x", "from bot.cli import main"),
        ("bot.services.x", "from actions.base import Base"),
    ],
)
def test_the_rule_sees_an_arrow_that_goes_the_wrong_way(name: str, text: str) -> None:
    assert wrong_way(fake(name, text))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bot.content.x", "from bot.errors import ContentRefused\nfrom bot import documents"),
        ("bot.services.x", "from bot.content.load import Content\nfrom .turn import Turn"),
        ("actions.x", "from bot.services import prepare"),
        ("bot.cli", "from bot.web.app import make\nimport actions.server"),
    ],
)
def test_the_rule_lets_the_right_way_pass(name: str, text: str) -> None:
    assert wrong_way(fake(name, text)) == []


def test_the_rule_sees_imports_that_are_there() -> None:
    known = {
        "bot.content.load": "bot.content.model.Item",
        "bot.services.texts": "bot.language.catalogues.Catalogues",
        "bot.language.grams": "langdetect.utils.ngram.NGram",
    }
    by_name = {module.name: module for module in ALL}
    for name, imported in known.items():
        assert imported in {found for found, _line in imports(by_name[name])}, name
    parts = {part_of(module.name) for module in ALL}
    assert set(BELOW) <= parts


def test_imports_go_one_way() -> None:
    assert [fault for module in ALL for fault in wrong_way(module)] == []


def test_each_library_stays_in_its_part() -> None:
    assert outsiders(fake("bot.services.x", "from sqlalchemy.orm import Session"))
    assert outsiders(fake("bot.web.x", "import telegram"))
    homes = {
        imported.split(".")[0]
        for module in ALL
        for imported, _line in imports(module)
        if imported.split(".")[0] in OUTSIDE
    }
    assert homes == set(OUTSIDE), "a library of the list is imported nowhere: the rule sees nothing"
    assert [fault for module in ALL for fault in outsiders(module)] == []


def test_nobody_imports_the_product_by_a_name_that_hides_it() -> None:
    dynamic = [
        f"{module.path.relative_to(ROOT)}:{node.lineno}"
        for module in ALL
        if not module.name.startswith("bot.engine")  # its import hook is what it is for
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name | ast.Attribute)
        and (node.func.id if isinstance(node.func, ast.Name) else node.func.attr)
        in {"__import__", "import_module"}
    ]
    assert dynamic == []
    assert Path(ROOT / "bot").is_dir()
