"""What people say to steer, to ask and to answer: Rasa's own training files, read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import documents
from bot.errors import ContentRefused
from bot.language.fold import fold

_ENTITY = re.compile(r"\[([^\]]+)\](\([^)]*\)|\{[^}]*\})")


@dataclass(frozen=True, slots=True)
class Example:
    """One training example: where it stands, and what it is an example of."""

    language: str
    intent: str
    words: str
    file: Path


@dataclass(frozen=True, slots=True)
class Clash:
    """One folded phrase that means two things, in one language or in two."""

    phrase: str
    first: Example
    second: Example


def is_control(intent: str) -> bool:
    """Whether an intent is a control: not a topic, not an answer."""
    return not intent.startswith("ask_") and intent not in {"answer", "nlu_fallback"}


class Examples:
    """All of some languages, with their folded forms: 70,000. Let go once what needs them is built."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.all = tuple(examples)
        self.folded = tuple(fold(example.words) for example in self.all)

    @classmethod
    def read(cls, folder: Path, languages: Sequence[str]) -> Examples:
        """Read `<folder>/<language>/*.yml`. Raises ContentRefused if a file is not in Rasa's NLU form."""
        return cls([example for code in languages for example in read_examples(folder, code)])

    def said(self) -> dict[str, list[tuple[str, str]]]:
        """Every example by language, each as written and folded: evidence for a language."""
        found: dict[str, list[tuple[str, str]]] = {}
        for example, folded in zip(self.all, self.folded, strict=True):
            found.setdefault(example.language, []).append((example.words, folded))
        return found

    def clashes(self) -> Iterator[Clash]:
        """Phrases that mean one control here and another elsewhere, or a control and a topic."""
        first: dict[str, Example] = {}
        both = list(zip(self.all, self.folded, strict=True))
        for example, folded in both:
            if not is_control(example.intent):
                continue
            seen = first.setdefault(folded, example)
            if seen.intent != example.intent:
                yield Clash(folded, seen, example)
        for example, folded in both:
            seen_control = first.get(folded)
            if seen_control and not is_control(example.intent):
                yield Clash(folded, seen_control, example)


def read_examples(folder: Path, language: str) -> Iterator[Example]:
    """Every example of one language's files, in order, entity marks taken off.

    Raises ContentRefused if a file is not in Rasa's NLU form.
    """
    for path in sorted((folder / language).glob("*.yml")):
        document = documents.read(path)
        held = document.value.get("nlu") if isinstance(document.value, dict) else None
        if not isinstance(held, list):
            raise ContentRefused(
                f"{path} holds no list 'nlu'.",
                remedy="begin it with 'version: \"3.1\"' and 'nlu:', as its neighbours do.",
            )
        for place, block in enumerate(held):
            for words in _lines(block, f"{path}:{document.line('nlu', place)}"):
                yield Example(language, str(block["intent"]), words, path)


def _lines(block: Any, where: str) -> Iterator[str]:  # noqa: ANN401 (YAML)
    if not isinstance(block, Mapping) or not isinstance(block.get("intent"), str):
        if isinstance(block, Mapping) and {"synonym", "lookup", "regex"} & block.keys():
            return
        raise ContentRefused(
            f"{where} names no intent.", remedy="write '- intent: name' and 'examples: |' under it."
        )
    for line in str(block.get("examples") or "").splitlines():
        text = line.strip()
        if not text:
            continue
        if not text.startswith("- "):
            raise ContentRefused(
                f"{where}: an example line of {block['intent']} does not begin with '- '.",
                remedy="write one example a line, each after '- '.",
            )
        yield _ENTITY.sub(r"\1", text[2:].strip())
