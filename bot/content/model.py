"""Content as the product holds it: frozen, typed, every word of it from a reviewed file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Kind = Literal[
    "question",
    "explanation",
    "choice",
    "topic",
    "word",
    "notice",
    "safety",
    "menu",
    "page",
    "name",
    "picture",
]
ConditionKind = Literal[
    "if_label",
    "if_choice",
    "if_answered",
    "if_setting",
    "if_nation",
    "if_first_time",
    "if_due",
    "if_set_aside",
]


@dataclass(frozen=True)
class Item:
    """One thing the product can say. `texts` and `easier` are English, one string a message.

    `if_known` names by field what must be known for a text to be said; `otherwise` is said when it is not.
    `takes` names controls whose words are an answer here: "Polish" to "which language?" changes no language.
    `first` is the item that this one asks again, in round `round` (see `bot/content/rounds.py`), and
    `named_as` the one that it has its short name from (see `bot/content/probes.py`).
    """

    id: str
    kind: Kind
    audiences: tuple[str, ...]
    texts: tuple[str, ...]
    easier: tuple[str, ...] = ()
    short: str | None = None
    term: str | None = None
    also: tuple[str, ...] = ()
    answer: str | None = None
    choices: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    effect: str | None = None
    means: Literal["yes", "no"] | None = None
    column: str | None = None
    picture: str | None = None
    labels: bool = False
    after_labels: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    allows: tuple[str, ...] = ()
    note: str = ""
    source: str | None = None
    retired: str | None = None
    if_known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    otherwise: Mapping[str, str] = field(default_factory=dict)
    first: str = ""
    named_as: str = ""
    round: int = 1
    file: str = ""
    line: int = 1

    @cached_property
    def wording(self) -> Mapping[str, str]:
        """Every translatable string by field: `text`, or `text.1`, `text.2`, ... for several.

        `text.2.else` is said in the place of `text.2` when what that needs is not known.
        """
        found: dict[str, str] = {}
        if self.term is not None:
            found["term"] = self.term
        for name, texts in (("text", self.texts), ("easier", self.easier)):
            for place, text in zip(numbered(name, len(texts)), texts, strict=True):
                found[place] = text
                if place in self.otherwise:
                    found[f"{place}.else"] = self.otherwise[place]
        if self.short is not None:
            found["short"] = self.short
        return found

    @cached_property
    def version(self) -> str:
        """Sixteen hex digits that change when kind, choices or any of the wording changes."""
        whole: list[object] = [self.kind, list(self.choices), dict(self.wording)]
        if self.if_known:
            whole.append({place: list(names) for place, names in self.if_known.items()})
        plain = json.dumps(whole, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(plain.encode()).hexdigest()[:16]

    def context(self, field: str) -> str:
        """The catalogue's `msgctxt` of one field."""
        named = self.named_as if field == "short" else ""
        return f"{named or self.first or self.id}#{field}"

    def fields(
        self, name: Literal["text", "easier"], known: Collection[str] = ()
    ) -> tuple[tuple[str, str], ...]:
        """The fields that together are the text (or the easier one), in order, with the English.

        `known` are the placeholders and settings that have a value for the person it is said to.
        """
        texts = self.texts if name == "text" else self.easier
        found: list[tuple[str, str]] = []
        for place, text in zip(numbered(name, len(texts)), texts, strict=True):
            if all(needed in known for needed in self.if_known.get(place, ())):
                found.append((place, text))
            elif place in self.otherwise:
                found.append((f"{place}.else", self.otherwise[place]))
        return tuple(found)

    def is_for(self, audience: str) -> bool:
        """Whether this audience may be told it."""
        return audience in self.audiences or "anyone" in self.audiences


def numbered(name: str, count: int) -> list[str]:
    """The fields of `count` texts: `text` alone, or `text.1`, `text.2`, ..."""
    return [name] if count == 1 else [f"{name}.{place}" for place in range(1, count + 1)]


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must hold for an entry to be asked. `question` is another item of the same guide."""

    kind: ConditionKind
    question: str | None = None
    choice: str | None = None
    setting: str | None = None
    nations: tuple[str, ...] = ()
    due: str | None = None


@dataclass(frozen=True, slots=True)
class GuideEntry:
    """One step of a guide: which item, in which part and column, and when (all conditions must hold).

    `repeat` is how often the entry's part may be gone through; `file` is where the entry is written.
    """

    item: str
    part: str
    column: str | None = None
    conditions: tuple[Condition, ...] = ()
    repeat: int = 1
    file: str = ""
    line: int = 1


@dataclass(frozen=True, slots=True)
class Guide:
    """The order of items for one audience and moment. `purpose` tells a first talk from more.

    `uses` names the shared parts that were put in. `answers` are its own steps that answer a topic before
    such a meeting, where what the topic says of a conference would be wrong.
    """

    id: str
    audience: str
    meetings: tuple[str, ...]
    nations: tuple[str, ...]
    purpose: str
    entries: tuple[GuideEntry, ...]
    uses: tuple[str, ...] = ()
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    file: str = ""
    line: int = 1

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of the parts, in order."""
        return tuple(dict.fromkeys(entry.part for entry in self.entries))

    def column_of(self, item: str) -> str | None:
        """The column an item's answer belongs to; None for arrival, review and the like."""
        return next((entry.column for entry in self.entries if entry.item == item), None)


@dataclass(frozen=True)
class HelpLine:
    """A service people can call. Numbers are data; `hours` and `cost` are words to translate."""

    id: str
    name: str
    number: str | None
    hours: str
    cost: str
    nations: tuple[str, ...]
    audiences: tuple[str, ...]
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    source: str
    text_number: str | None = None
    on_bill: str | None = None
    always_open: bool = False
    verified_on: str | None = None
    file: str = ""
    line: int = 1

    @cached_property
    def wording(self) -> Mapping[str, str]:
        """The strings to translate, by field."""
        return {"hours": self.hours, "cost": self.cost}

    def context(self, field: str) -> str:
        """The catalogue's `msgctxt` of one field."""
        return f"help.{self.id}#{field}"


@dataclass(frozen=True, slots=True)
class Council:
    """One council's settings over its nation's dated defaults; a missing one is None.

    `first_languages` are codes of languages that its nation gives equal weight, () where it names none.
    """

    id: str
    name: str
    nation: str
    settings: Mapping[str, str]
    first_languages: tuple[str, ...] = ()
    invented: bool = False
    file: str = ""

    def setting(self, name: str) -> str | None:
        """The setting's value, or None: the text then says to ask the social worker."""
        return self.settings.get(name)

    def number(self, name: str) -> int | None:
        """A setting of kind number, in the unit of the table, or None."""
        held = self.settings.get(name)
        return None if held is None else int(held)

    def listed(self, name: str) -> tuple[str, ...]:
        """A setting of kind list or dates; none is an empty one."""
        held = self.settings.get(name)
        return tuple(held.split(", ")) if held else ()

    def says_yes(self, name: str) -> bool:
        """Whether a setting is `yes`; one that is not known is no."""
        return self.settings.get(name) == "yes"
