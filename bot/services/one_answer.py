"""One answer as a worker reads it: exact words, the question as it was asked, and the same in English."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.content.model import Item
from bot.errors import BeforehandError, WordingMissing
from bot.messages import VoiceNote
from bot.records.sent_answers import SentAnswer
from bot.services.texts import SOURCE_LANGUAGE, Texts

Direction = Literal["ltr", "rtl"]
# What a placeholder held when it was said is not kept, so nothing is put in its place.
_GAP = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Said:
    """One part of an answer. `here` is a choice's label in the worker's language; `free` means own words.

    `choice` is a pressed button's id. `before` is what stood in its place until the person edited it, for
    the worker alone. `voice` is the voice note that it was spoken in; its words are what was written under
    that, or "".
    """

    words: str
    here: str | None = None
    free: bool = True
    number: bool = False
    before: tuple[str, ...] = ()
    choice: str = ""
    voice: VoiceNote | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """One answer as it is shown. `by` is `helper` for the words of whoever helped a child.

    `asked` is the question as the person saw it; `here` the same in English.

    `here` is None when the question is no longer held; `reworded` says that it has changed since.
    """

    id: str
    question: str
    kind: str
    language: str
    direction: Direction
    asked: str
    here: str | None
    reworded: bool
    said: tuple[Said, ...]
    translate: bool
    sharing: str
    yes_at: datetime | None
    round: int
    sent_at: datetime
    by: str

    @property
    def may_be_read_out(self) -> bool:
        """Said so by the person: at once, or later to the worker."""
        return self.sharing == "read_out" or (self.sharing == "ask_first" and self.yes_at is not None)


def read_answer(texts: Texts, answer: SentAnswer) -> Read:
    """One answer as it is shown: what was pressed by its label, what was written as it is."""
    item = texts.content.items.get(answer.question)
    said = tuple(
        replace(
            _said(texts, answer, place),
            before=_before(texts, answer, place),
            voice=answer.voice[place] if answer.voice else None,
        )
        for place in range(len(answer.parts))
    )
    return Read(
        id=answer.id,
        question=answer.question,
        kind=answer.kind,
        language=answer.locale,
        direction=_direction(texts, answer.locale),
        asked=answer.asked,
        here=_english(texts, item),
        reworded=item is not None and item.version != answer.item_version,
        said=said,
        translate=answer.locale != SOURCE_LANGUAGE
        and any(part.voice or (part.free and part.words.strip()) for part in said),
        sharing=answer.sharing,
        yes_at=answer.yes_at,
        round=answer.round,
        sent_at=answer.sent_at,
        by=answer.by,
    )


def _said(texts: Texts, answer: SentAnswer, place: int) -> Said:
    """One part: words as they were written, or a pressed button by its label.

    `kind` is that of the last part; words can have been added to a choice or a number afterwards.
    """
    part = answer.parts[place]
    pressed = answer.kind != "words" or place < len(answer.parts) - 1
    item = texts.content.items.get(answer.question)
    if pressed and item is not None and item.answer == "scale" and part.isascii() and part.isdigit():
        return Said(part, free=False, number=True)
    if not pressed or item is None or part not in item.choices:
        return Said(part)
    english = texts.short(part, SOURCE_LANGUAGE)
    return Said(_label(texts, part, answer.locale), english, free=False, choice=part)


def _before(texts: Texts, answer: SentAnswer, place: int) -> tuple[str, ...]:
    """What a part said until it was edited: words, or a typed choice by its label."""
    if not answer.before:
        return ()
    item = texts.content.items.get(answer.question)
    choices = item.choices if item is not None else ()
    return tuple(_label(texts, one, answer.locale) if one in choices else one for one in answer.before[place])


def _label(texts: Texts, choice: str, locale: str) -> str:
    try:
        return texts.short(choice, locale)
    except WordingMissing:
        return texts.short(choice, SOURCE_LANGUAGE)


def _english(texts: Texts, item: Item | None) -> str | None:
    return None if item is None else without_gaps("\n".join(texts.messages(item.id, SOURCE_LANGUAGE)))


def _direction(texts: Texts, code: str) -> Direction:
    try:
        return texts.catalogues.direction(code)
    except BeforehandError:
        return "ltr"


def language_name(texts: Texts, code: str) -> str:
    """A language's name in English; its code when it is not in `languages.yml` any more."""
    try:
        return texts.catalogues.language(code).english
    except WordingMissing:
        return code


def without_gaps(text: str) -> str:
    """A text with a mark where something was put in when it was said."""
    return _GAP.sub("…", text)
