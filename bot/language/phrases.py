"""Short messages that act at once: the exact phrases of the controls, in each language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import documents
from bot.errors import ContentRefused
from bot.language.fold import fold
from bot.language.short_answers import ShortAnswers

# Past this many characters a message is no command, whatever it folds to.
LONGEST = 120
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


class Phrases:
    """The exact phrases of every offered language, read from Rasa's own training files."""

    def __init__(self, examples: Sequence[Example], short_answers: ShortAnswers | None = None) -> None:
        self.examples = tuple(examples)
        self._short_answers = short_answers or ShortAnswers({})
        self._controls: dict[str, dict[str, str]] = {}
        self._others: dict[str, set[str]] = {}
        self._folded = [fold(example.words) for example in self.examples]
        for example, folded in zip(self.examples, self._folded, strict=True):
            if is_control(example.intent):
                self._controls.setdefault(example.language, {}).setdefault(folded, example.intent)
            else:
                self._others.setdefault(example.language, set()).add(folded)

    @classmethod
    def load(cls, folder: Path, languages: Sequence[str], labels: Path | None = None) -> Phrases:
        """Read `dialogues/nlu/<language>/*.yml`, and `dialogues/labels` beside it.

        Raises ContentRefused if an offered language has no example of any control, if a file is not
        Rasa's NLU form, or if one phrase of a language is an example of two controls.
        """
        examples = [example for code in languages for example in read_examples(folder, code)]
        beside = labels if labels is not None else folder.parent / "labels"
        made = cls(examples, ShortAnswers.load(beside, languages))
        for code in languages:
            if not made._controls.get(code):
                raise ContentRefused(
                    f"no control has a phrase in {folder / code}.",
                    remedy=f"write them in dialogues/nlu/{code}, or do not offer '{code}'.",
                )
        for clash in made.clashes():
            if clash.first.language == clash.second.language:
                raise ContentRefused(
                    f"'{clash.phrase}' in {clash.second.file} means both {clash.first.intent} and "
                    f"{clash.second.intent}.",
                    remedy="take it out of one of them: an exact phrase acts at once.",
                )
        return made

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have phrases."""
        return tuple(self._controls)

    def control(self, words: str, language: str) -> str | None:
        """The control that the whole message says, in its language or else in English, or None.

        What is an answer in its own language is never taken for the English control: "no" is Polish
        for "yeah".
        """
        # "/restart" is a command of somebody else's bots, and a slash falls away when words are folded.
        if len(words) > LONGEST or words.lstrip().startswith("/"):
            return None
        folded = fold(words)
        for code in dict.fromkeys((language, "en")):
            found = self._controls.get(code, {}).get(folded)
            if found is not None:
                return found
            if folded in self._others.get(code, ()):
                return None
        return None

    def is_label(self, words: str, language: str) -> bool:
        """Whether an answer is only labels (see ShortAnswers)."""
        return bool(self.label_classes(words, language))

    def label_classes(self, words: str, language: str) -> frozenset[str]:
        """The classes of the labels that are all there is of an answer (see ShortAnswers)."""
        return self._short_answers.label_classes(words, language)

    @property
    def classes_of_labels(self) -> frozenset[str]:
        """The classes that labels are ordered by, the same in every language."""
        return self._short_answers.classes

    def scale_value(self, words: str, language: str) -> int | None:
        """The place from 0 to 10 that a short message names (see ShortAnswers), or None."""
        return self._short_answers.scale_value(words, language)

    def said(self) -> dict[str, list[tuple[str, str]]]:
        """Every example by language, each as written and folded: evidence for a language."""
        found: dict[str, list[tuple[str, str]]] = {}
        for example, folded in zip(self.examples, self._folded, strict=True):
            found.setdefault(example.language, []).append((example.words, folded))
        return found

    def clashes(self) -> Iterator[Clash]:
        """Phrases that mean one control here and another elsewhere, or a control and a topic."""
        first: dict[str, Example] = {}
        both = list(zip(self.examples, self._folded, strict=True))
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
