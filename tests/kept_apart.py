"""How the sentences that judge are read and compared: nobody who writes phrases opens them."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
UNSEEN_DANGER = ("unseen", "unseen_again", "unseen_third")


def loaded(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text("utf-8"))


def folded(text: str) -> str:
    """Letters and digits only, without case or diacritics: two texts equal here are one sentence."""
    spread = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("Ł", "l")).casefold()
    return "".join(c for c in spread if c.isalnum())


def every_string(node: Any) -> list[str]:
    """Every value that is text, at any depth: the kept-apart files have several shapes."""
    if isinstance(node, str):
        return [node]
    if isinstance(node, dict):
        node = list(node.values())
    return [text for child in node for text in every_string(child)] if isinstance(node, list) else []


def sentences(node: Any) -> list[str]:
    """Every sentence of a kept-apart file: what stands in a list, or under `text` where there is more."""
    if isinstance(node, str):
        return [node]
    if isinstance(node, dict):
        node = [node["text"]] if "text" in node else list(node.values())
    return [text for child in node for text in sentences(child)] if isinstance(node, list) else []


def danger_examples(language: str) -> list[str]:
    """What teaches the danger screen in one language, a line each, whatever stands around it."""
    lines = [
        line.strip().removeprefix("- ").strip("\"'")
        for path in sorted((ROOT / "dialogues/danger/examples" / language).iterdir())
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert len(lines) > 1000
    return lines


def danger_judges(language: str) -> list[str]:
    """What judges the danger screen in one language."""
    judges = [
        text
        for name in UNSEEN_DANGER
        for part in ("danger", "ordinary", "concern")
        for text in sentences(loaded(ROOT / f"tests/safety/{name}/{part}.{language}.yml"))
    ]
    assert len(judges) >= 340 * len(UNSEEN_DANGER)
    return judges
