"""Every setting that a council may have steers something: a sentence, a guide, a day, or code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache

from bot.content import council_settings
from bot.content.load import Content
from bot.content.model import Council
from bot.content.wording import placeholders
from bot.conversation.values import FROM_SETTINGS, REPORT_DAYS
from tests.structure.source import ROOT

READERS = {name for name in vars(Council) if name in ("setting", "number", "listed", "says_yes")} | {"get"}
# Set here by hand, because the date engine reads them off the table: what is due then, and who is told.
SHOWN_WHEN_DUE = {
    "report", "invitation", "initial_conference", "core_group", "review_conference", "care_review", "summary",
    "notes", "read_by", "report_question", "feedback",
}  # fmt: skip


def unused(names: Iterable[str]) -> list[str]:
    """Which of these nothing uses."""
    content, code = Content.load(ROOT / "dialogues" / "content"), re.compile("|".join(sorted(_in_code())))
    waited_for, said = _in_content(content)
    table = council_settings.settings()
    return [
        name
        for name in names
        if not (
            (name in table and table[name].due in SHOWN_WHEN_DUE)
            or name in waited_for
            or any(placeholder in said for placeholder in _placeholders_of(name))
            or code.fullmatch(name)
        )
    ]


def _placeholders_of(name: str) -> set[str]:
    found = {one for one, settings in FROM_SETTINGS.items() if name in settings}
    return found | ({"report_days"} if name in REPORT_DAYS.values() else set())


def _in_content(content: Content) -> tuple[set[str], set[str]]:
    """What conditions of guides and texts wait for, and the placeholders that are said."""
    waited_for = {
        condition.setting or ""
        for guide in content.guides.values()
        for entry in guide.entries
        for condition in entry.conditions
    }
    said: set[str] = set()
    for item in content.items.values():
        waited_for |= {name for names in item.if_known.values() for name in names}
        said |= {name for text in item.wording.values() for name in placeholders(text)}
    return waited_for, said


@cache
def _in_code() -> frozenset[str]:
    """Names, as patterns, by which code looks a council's settings up."""
    found: set[str] = set()
    for path in (*(ROOT / "bot").rglob("*.py"), *(ROOT / "actions").rglob("*.py")):
        found.update(_looked_up(ast.parse(path.read_text(encoding="utf-8"))))
    return frozenset(found)


def _looked_up(tree: ast.Module) -> Iterator[str]:
    constants = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            asked = node.args[0] if _reads_settings(node.func) else None
        elif isinstance(node, ast.Subscript) and _is_settings(node.value):
            asked = node.slice
        else:
            continue
        if isinstance(asked, ast.Name):
            asked = constants.get(asked.id)
        if asked is not None:
            yield from _pattern(asked)


def _reads_settings(func: ast.Attribute) -> bool:
    return func.attr in READERS and (func.attr != "get" or _is_settings(func.value))


def _is_settings(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name == "settings"


def _pattern(asked: ast.expr) -> Iterator[str]:
    if isinstance(asked, ast.Constant) and isinstance(asked.value, str) and asked.value:
        yield re.escape(asked.value)
    elif isinstance(asked, ast.JoinedStr):
        parts = [
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z_]+"
            for part in asked.values
        ]
        yield "".join(parts)


def test_every_setting_of_the_table_is_used() -> None:
    """A setting that steers nothing tells a council that it has decided something."""
    assert unused(council_settings.settings()) == []


def test_one_that_nothing_uses_is_found() -> None:
    """The walk sees no more than there is: neither a made-up one, nor one that was taken out."""
    assert unused(["venue", "supporter_rule", "model", "reminders_until"]) == [
        "venue", "supporter_rule", "model",
    ]  # fmt: skip


def test_each_way_of_using_one_is_seen() -> None:
    by = {
        "a day that is due": "invitation_within_calendar_days",
        "a condition of a guide": "meet_chair_first",
        "a condition of a text": "online_meeting",
        "a placeholder": "out_of_hours_number",
        "code, by its name": "duty_address",
        "code, by a constant": "voice_notes",
        "code, by a name that is put together": "working_hours_from",
    }
    assert unused(by.values()) == []
