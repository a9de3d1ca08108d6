"""A danger file that is wrong is refused with its name, the line, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import ContentRefused
from bot.language.danger import KINDS, DangerScreen, Finding

GOOD = """\
same: {hes: he is}
sounds: {ph: f}
real_words: [hunting]
groups:
  me: [me, us]
telling:
  parts: [but]
  past: ["years ago"]
  recent: [today]
  imagined: [if]
  reported: ["the report says"]
  negation: {words: [not], reaches: 2, stops: [and], unless: ["not stop"]}
ordinary: ["kill for a"]
patterns:
"""
PATTERNS = "".join(
    f'  {kind}:\n    - {{phrase: "zz{kind[:3]} [me]", examples: ["zz{kind[:3]} me"]}}\n' for kind in KINDS
)


def load(folder: Path, text: str) -> DangerScreen:
    (folder / "xx.yml").write_text(text, encoding="utf-8")
    return DangerScreen.load(folder, ["xx"])


def test_a_small_file_is_enough(tmp_path: Path) -> None:
    screen = load(tmp_path, GOOD + PATTERNS)
    assert screen.screen("zzwea us") == Finding("now", "weapon")
    assert screen.screen("zzwea us years ago") == Finding("concern", "weapon")
    assert screen.screen("not zzwea us") is None
    assert screen.screen("not really zzwea us") is None
    assert screen.screen("not kind and zzwea us") == Finding("now", "weapon")
    assert screen.screen("the report says zzsel us") == Finding("concern", "self_harm")


@pytest.mark.parametrize(
    ("right", "wrong", "line", "says"),
    [
        ("zzwea [me]", "zzwea [you]", 20, "no group [you]"),
        ("zzwea [me]", "zzwea (me", 20, "opened and not closed"),
        ("zzwea [me]", "zzwea me)", 20, "closing bracket too many"),
        ("zzwea [me]", "zz* [me]", 20, "too short a beginning"),
        ("zzwea [me]", "zzwea ...9 [me]", 20, "not a gap of 1 to 6"),
        ("zzwea [me]", "... zzwea", 20, "begins or ends with"),
        ("zzwea [me]", "(zzwea|)", 20, "fit anything"),
        ("zzwea [me]", "zzwea m+", 20, "'m+' is not a word"),
        ("zzwea [me]", "zzsel [me]", 20, "the same as line 18"),
        ('"zzwea [me]"', '""', 20, "has no words"),
        ('["zzwea me"]', '["something else"]', 20, "does not find its own example"),
        ('["zzwea me"]', "[]", 20, "not a list, or is empty"),
        ('["zzwea me"]}', '["zzwea me"], told: long ago}', 20, "'long ago' is none of"),
        ('["zzwea me"]}', '["zzwea me"], level: high}', 20, "'high' is none of"),
        ('["zzwea me"]}', '["zzwea me"], weight: 3}', 20, "'weight' is not known here"),
        ("  weapon:", "  weapons:", 19, "'weapons' is not known here"),
        ("reaches: 2", "reaches: far", 12, "number of words"),
        ("parts: [but]", 'parts: ["but then"]', 7, "single words"),
        ('past: ["years ago"]', "past: []", 8, "not a list, or is empty"),
        ("hes: he is", "hes: 3", 1, "stands for nothing"),
        ("groups:\n", "groups: [\n", 6, "is not YAML"),
    ],
)
def test_a_fault_names_file_line_and_remedy(
    tmp_path: Path, right: str, wrong: str, line: int, says: str
) -> None:
    text = (GOOD + PATTERNS).replace(right, wrong, 1)
    assert text != GOOD + PATTERNS
    with pytest.raises(ContentRefused) as refused:
        load(tmp_path, text)
    assert f"xx.yml:{line}" in refused.value.message
    assert says in refused.value.message
    assert refused.value.remedy


def test_a_kind_without_a_phrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentRefused, match="no phrase of the kind 'cannot_speak'"):
        load(tmp_path, GOOD + PATTERNS[: PATTERNS.index("  cannot_speak")])


def test_no_language_and_no_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentRefused, match="no language"):
        DangerScreen.load(tmp_path, [])
    with pytest.raises(ContentRefused, match=r"yy\.yml"):
        DangerScreen.load(tmp_path, ["yy"])
