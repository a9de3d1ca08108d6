"""One turn: what is known when a message is taken up, and what is staged while it is answered.

Actions change nothing but the Turn. The conversation worker commits what is staged here together with
the replies, so a crash before that leaves the message waiting and nothing half done.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from bot.content.load import Content
from bot.content.model import Guide, Item
from bot.content.twins import twins
from bot.errors import TurnRefused
from bot.language.detect import Detector
from bot.language.phrases import Phrases
from bot.messages import SAID_IN, Say, VoiceNote, Written
from bot.records.drafts import Part
from bot.services.staged import (
    AnswerKind,
    DeleteDrafts,
    KeepAside,
    KeepPart,
    Reopen,
    SetLanguage,
    SetSharing,
    Sharing,
    Staged,
    TakeAside,
)
from bot.services.texts import Texts

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class News:
    """Something that waits to be told once it is a good time. `asks` waits for an answer of its own."""

    reminder: str
    kind: str
    about: str
    content: str
    args: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What does not change during a turn. Holds no name and nothing that anyone said.

    `languages` are those offered, in the order of the first screen; `device` is the phone's, or "".
    `side_by_side` are those that all is said in until somebody chooses; () where one was chosen before.
    """

    audience: str
    nation: str
    council: str
    meeting_kind: str
    channel: str
    now: datetime
    languages: tuple[str, ...]
    device: str = ""
    side_by_side: tuple[str, ...] = ()
    sent: bool = False
    returning: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    due: frozenset[str] = frozenset()
    next_meeting: bool = False
    news: tuple[News, ...] = ()
    feedback_open: bool = False


@dataclass(frozen=True, slots=True)
class Before:
    """What is known of a message: the part it made, whether it came before, and before the last sending."""

    held: Part | None = None
    came: bool = False
    sent: bool = False


@dataclass(slots=True)
class Answer:
    """What the person has said to one question so far: parts in the order they came.

    `label` is true while every part is only a label; `sore` once any part sounded like harm.
    """

    question: str
    kind: AnswerKind
    parts: list[str] = field(default_factory=list)
    label: bool = False
    sore: bool = False
    sharing: Sharing = "worker_only"


@dataclass(slots=True)
class Position:
    """Where the conversation stands. Ids only: this travels to the engine and back as slots."""

    guide: str = ""
    question: str = ""
    return_to: str = ""
    mode: Literal["", "add", "change", "helper", "helper_change"] = ""


@dataclass(slots=True)
class Turn:
    """One message being answered.

    `words` are exactly what the inbox row holds; the engine's copy is never used. `choice` is the choice
    pressed for the open question; `pick` is an id picked from a list (a question, a language, a term).
    `named` is what placeholders stand for here: names, days and numbers of this case.
    `written` is which message the words came in, `before` what that message has made already.
    `voice` is the voice note that came with this message, `spoken` whether there was one before it.
    `answers` are the person's own; `helper_said` names the questions to which a helper said something.
    `came_at` is the question that stood open when the message came.
    """

    id: str
    facts: Facts
    texts: Texts
    phrases: Phrases
    detector: Detector
    language: str
    position: Position
    answers: dict[str, Answer]
    words: str | None = None
    written: Written | None = None
    before: Before = field(default_factory=Before)
    voice: VoiceNote | None = None
    spoken: bool = False
    choice: str | None = None
    pick: str | None = None
    about: str | None = None
    sore: bool = False
    asides: list[KeepAside] = field(default_factory=list)
    helper_said: list[str] = field(default_factory=list)
    staged: list[Staged] = field(default_factory=list)
    said: list[Say] = field(default_factory=list)
    quiet: bool = False
    good_time: bool = False
    finished: bool = False
    named: Mapping[str, str] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    came_at: str = field(init=False, default="")

    def __post_init__(self) -> None:
        self.came_at = self.position.question

    @property
    def content(self) -> Content:
        return self.texts.content

    @property
    def guide(self) -> Guide:
        return self.content.guide(self.position.guide)

    @property
    def aside(self) -> KeepAside | None:
        """The words set aside last, None when there are none."""
        return self.asides[-1] if self.asides else None

    @property
    def question(self) -> Item:
        return self.content.item(self.position.question)

    def stage(self, change: Staged) -> None:
        """Stage a change and let the rest of this turn see it.

        Words to a question that was skipped or only shown take the place of that.
        """
        if isinstance(change, KeepPart):
            before = self.answers.get(change.question)
            if not change.by and before is not None and before.kind in ("skip", "seen"):
                change = replace(change, replace=True)
        self.staged.append(change)
        match change:
            case KeepPart():
                self._keep(change)
            case KeepAside():
                self.asides.append(change)
            case TakeAside(question=question):
                self.asides = [aside for aside in self.asides if aside.question != question]
            case Reopen(question=question):
                self.answers.pop(question, None)
            case SetLanguage(language=language):
                self.language = language
            case SetSharing():
                self._share(change)
            case DeleteDrafts():
                self.answers.clear()
                self.helper_said.clear()
                self.asides.clear()

    def _share(self, change: SetSharing) -> None:
        for answer in self.answers.values():
            if change.question in (None, answer.question):
                answer.sharing = change.sharing

    def _keep(self, change: KeepPart) -> None:
        if change.by:
            self.helper_said = [*dict.fromkeys((*self.helper_said, change.question))]
            return
        answer = self.answers.get(change.question)
        if answer is None or change.replace:
            sharing = answer.sharing if answer else "worker_only"
            # As in the records: an answer that is given anew is the last that was given.
            self.answers.pop(change.question, None)
            self.answers[change.question] = Answer(
                change.question, change.kind, [change.value], change.label, change.sore, sharing
            )
            return
        answer.parts.append(change.value)
        answer.label = answer.label and change.label
        answer.sore = answer.sore or change.sore

    def say(self, content: str, choices: tuple[str, ...] = (), *, asks: bool = False, **args: str) -> None:
        """Say one content item; `choices` are full button ids (see `bot.conversation.buttons`).

        While no language is chosen, it is said whole in each of those that stand side by side.
        """
        content = content if asks else self.variant(content)
        alike = () if SAID_IN in args else self._undecided()
        told = [{**args, SAID_IN: language} for language in alike] or [args]
        self.said.extend(Say(content, one, choices, asks) for one in told)

    def _undecided(self) -> tuple[str, ...]:
        """The languages to say everything in, as long as the guide's open step is to choose one; else ()."""
        step = self.position.return_to or self.position.question
        item = self.content.items.get(step)
        if not self.facts.side_by_side or item is None or item.answer != "language" or step in self.answers:
            return ()
        return tuple(dict.fromkeys((*self.facts.side_by_side, self.language)))

    def asked(self, item: str) -> str:
        """The question as the person reads it, with what its placeholders stand for here."""
        text = "\n".join(self.texts.messages(item, self.language, self.facts.known))
        return _PLACEHOLDER.sub(lambda found: self.named.get(found[1], found[0]), text)

    def label(self, item: str) -> str:
        """Return the words on the item's button in this conversation's language."""
        return self.texts.short(item, self.language)

    def variant(self, item: str) -> str:
        """The id of the item's twin for this audience and nation; the item's own where there is none."""
        audience, held = self.facts.audience, self.content.items
        those = twins(item, audience, self.facts.nation)
        return next((one for one in those if one in held and held[one].is_for(audience)), item)

    def guide_for(self, purpose: str) -> Guide:
        """The guide of this person for `prepare`, or `further` after sending."""
        facts = self.facts
        return self.content.guide_for(facts.audience, facts.meeting_kind, facts.nation, purpose)


class TurnsInFlight:
    """The turns being answered now. An action called for any other turn is refused."""

    def __init__(self) -> None:
        self._turns: dict[str, Turn] = {}

    def open(self, turn: Turn) -> None:
        self._turns[turn.id] = turn

    def close(self, turn_id: str) -> None:
        self._turns.pop(turn_id, None)

    def get(self, turn_id: str) -> Turn:
        """Return the turn. Raises TurnRefused if it is not in flight."""
        try:
            return self._turns[turn_id]
        except KeyError:
            raise TurnRefused(
                "An action was called for a turn that is not in flight.",
                remedy="Only the engine calls actions, while core waits for it; nothing was changed.",
            ) from None


TURNS = TurnsInFlight()
