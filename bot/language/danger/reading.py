"""One language's danger file, read and checked: a fault names the file, the line and the remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from bot import documents
from bot.documents import Document
from bot.errors import ContentRefused
from bot.language.danger.findings import KINDS, Kind, PatternLevel
from bot.language.danger.folding import fold
from bot.language.danger.index import PhraseIndex
from bot.language.danger.lexicon import Lexicon
from bot.language.danger.phrases import Gap, Phrase, PhraseFault, PhraseParser
from bot.language.danger.spelling import Spelling

Told = Literal["present", "past", "either"]
_Made = TypeVar("_Made")

_TOP = {"same", "sounds", "real_words", "groups", "telling", "ordinary", "patterns"}
_TELLING = {"parts", "past", "recent", "imagined", "reported", "negation"}
_NEGATION = {"words", "reaches", "stops", "unless"}
_PATTERN = {"phrase", "examples", "told", "level"}
_HOW = "see dialogues/danger/README.md for how a phrase is written."


@dataclass(frozen=True, slots=True)
class Pattern:
    """One phrase of danger. `line` is where it stands, `examples` what it must find."""

    kind: Kind
    phrase: Phrase
    told: Told
    level: PatternLevel
    examples: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Telling:
    """How one language tells a thing as past, recent, imagined, somebody else's words, or not so."""

    parts: int
    past: tuple[Phrase, ...]
    recent: tuple[Phrase, ...]
    imagined: tuple[Phrase, ...]
    reported: tuple[Phrase, ...]
    negation: int
    negation_reaches: int
    negation_stops: int
    negation_unless: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class DangerFile:
    """Everything one language's file says, and by which words the phrases are found."""

    path: Path
    lexicon: Lexicon
    telling: Telling
    ordinary: tuple[Phrase, ...]
    ordinary_index: PhraseIndex
    patterns: tuple[Pattern, ...]
    pattern_index: PhraseIndex


def read(path: Path) -> DangerFile:
    """Read one file. Raises ContentRefused, naming the line and what to do."""
    return _Reader(documents.read(path)).file()


class _Reader:
    def __init__(self, document: Document) -> None:
        self._document = document
        top = self._mapping(_TOP)
        self._spelling = Spelling(
            {fold(word): fold(meant) for word, meant in self._pairs(top, "same")},
            {fold(written): fold(sound) for written, sound in self._pairs(top, "sounds")},
        )
        self._real = [fold(word) for word in (self._texts("real_words") if "real_words" in top else ())]
        self._parser = PhraseParser(self._spelling)

    def file(self) -> DangerFile:
        for name in self._mapping(None, "groups"):
            add = partial(self._parser.add_group, name, self._texts("groups", name))
            self._guarded(("groups", name), add)
        telling = self._telling()
        ordinary = self._phrases("ordinary")
        patterns = tuple(self._patterns())
        return DangerFile(
            path=self._document.path,
            lexicon=Lexicon(self._spelling, self._parser.classes, self._real),
            telling=telling,
            ordinary=ordinary,
            ordinary_index=PhraseIndex(ordinary),
            patterns=patterns,
            pattern_index=PhraseIndex([pattern.phrase for pattern in patterns]),
        )

    def _telling(self) -> Telling:
        self._mapping(_TELLING, "telling")
        negation = self._mapping(_NEGATION, "telling", "negation")
        reaches = negation.get("reaches")
        if not isinstance(reaches, int) or not 0 <= reaches <= 6:
            raise self._fault(("telling", "negation", "reaches"), "is not a number of words from 0 to 6")
        return Telling(
            parts=self._word_class("telling", "parts"),
            past=self._phrases("telling", "past"),
            recent=self._phrases("telling", "recent"),
            imagined=self._phrases("telling", "imagined"),
            reported=self._phrases("telling", "reported"),
            negation=self._word_class("telling", "negation", "words"),
            negation_reaches=reaches,
            negation_stops=self._word_class("telling", "negation", "stops"),
            negation_unless=self._phrases("telling", "negation", "unless"),
        )

    def _patterns(self) -> Iterator[Pattern]:
        kinds = self._mapping(set(KINDS), "patterns")
        seen: dict[Phrase, int] = {}
        for kind in KINDS:
            if not kinds.get(kind):
                raise self._fault(("patterns",), f"has no phrase of the kind '{kind}'")
            for at in range(len(self._list("patterns", kind))):
                pattern = self._pattern(kind, at)
                first = seen.setdefault(pattern.phrase, pattern.line)
                if first != pattern.line:
                    raise self._fault(("patterns", kind, at), f"says the same as line {first}")
                yield pattern

    def _pattern(self, kind: Kind, at: int) -> Pattern:
        where = ("patterns", kind, at)
        held = self._mapping(_PATTERN, *where)
        told, level = held.get("told", "either"), held.get("level", "now")
        if told not in get_args(Told):
            raise self._fault((*where, "told"), f"'{told}' is none of: {', '.join(get_args(Told))}")
        if level not in get_args(PatternLevel):
            raise self._fault((*where, "level"), f"'{level}' is none of: {', '.join(get_args(PatternLevel))}")
        phrase = self._phrase(held.get("phrase"), *where, "phrase")
        if isinstance(phrase[0], Gap) or isinstance(phrase[-1], Gap):
            raise self._fault((*where, "phrase"), "begins or ends with `...`: a phrase is found without them")
        examples = tuple(self._texts(*where, "examples"))
        return Pattern(kind, phrase, told, level, examples, self._document.line(*where))

    def _phrases(self, *where: str | int) -> tuple[Phrase, ...]:
        return tuple(self._phrase(text, *where, at) for at, text in enumerate(self._texts(*where)))

    def _phrase(self, text: object, *where: str | int) -> Phrase:
        if not isinstance(text, str) or not text.strip():
            raise self._fault(where, "has no words")
        return self._guarded(where, lambda: self._parser.parse(text))

    def _word_class(self, *where: str | int) -> int:
        (step, *more) = self._guarded(where, lambda: self._parser.parse(f"({'|'.join(self._texts(*where))})"))
        if more or not isinstance(step, int):
            raise self._fault(where, "may only hold single words")
        return step

    def _guarded(self, where: tuple[str | int, ...], make: Callable[[], _Made]) -> _Made:
        try:
            return make()
        except PhraseFault as fault:
            raise self._fault(where, str(fault)) from fault

    def _at(self, where: Sequence[str | int]) -> Any:  # noqa: ANN401 (YAML)
        value = self._document.value
        for key in where:
            known = isinstance(value, dict) and key in value
            value = value[key] if known or isinstance(value, list) else None
        return value

    def _mapping(self, allowed: set[str] | None, *where: str | int) -> Mapping[str, Any]:
        held = self._at(where)
        if not isinstance(held, dict) or not held:
            raise self._fault(where, "is missing or empty")
        for key in held if allowed else ():
            if key not in (allowed or ()):
                raise self._fault((*where, key), f"'{key}' is not known here")
        return held

    def _list(self, *where: str | int) -> list[Any]:
        held = self._at(where)
        if not isinstance(held, list) or not held:
            raise self._fault(where, "is not a list, or is empty")
        return held

    def _texts(self, *where: str | int) -> list[str]:
        held = self._list(*where)
        for at, text in enumerate(held):
            if not isinstance(text, str | int) or isinstance(text, bool) or not str(text).strip():
                raise self._fault((*where, at), "has no words")
        return [str(text) for text in held]

    def _pairs(self, top: Mapping[str, Any], name: str) -> Iterator[tuple[str, str]]:
        for written, meant in (self._mapping(None, name) if name in top else {}).items():
            if not isinstance(meant, str):
                raise self._fault((name, written), "stands for nothing")
            yield str(written), meant

    def _fault(self, where: Sequence[str | int], wrong: str) -> ContentRefused:
        line = self._document.line(*where)
        entry = ", ".join(f"entry {key + 1}" if isinstance(key, int) else key for key in where)
        return ContentRefused(f"{self._document.path}:{line} ({entry}): {wrong}.", remedy=_HOW)
