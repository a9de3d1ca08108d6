"""One conversation with the engine's model left out: held in memory, or in real records."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from bot.content.model import Guide
from bot.conversation.buttons import encode
from bot.conversation.delivery import Delivery
from bot.conversation.engine_client import Chosen
from bot.conversation.intake import Intake
from bot.conversation.knowledge import Knowledge
from bot.conversation.progress import answers_of, asides_of, position_of
from bot.conversation.renderer import Values
from bot.conversation.resolve import Resolved, resolve
from bot.conversation.store import Store
from bot.conversation.values import values_of
from bot.messages import Channel, Inbound, InboundKind, Recording, Say
from bot.records import conversations, drafts, meeting_news, meetings, outbox
from bot.records.conversations import Conversation
from bot.records.drafts import NewPart
from bot.records.meetings import Meeting
from bot.records.participants import Around
from bot.records.recordings import voice_note
from bot.services.staged import KeepAside, KeepPart
from bot.services.turn import Answer, Facts, Position, Turn
from tests.walks import rules
from tests.world import MEETING, NOW, World

COUNCILS = {
    "england": "oakshire",
    "wales": "glanafon",
    "scotland": "strathorrin",
    "northern_ireland": "lagan_vale",
}


@dataclass
class Talk:
    """A conversation in memory. `kept` is what it holds: parts by question, the helper's apart.

    `spoken` names the question of each voice note that was kept or set aside.
    """

    known: Knowledge
    guide: Guide
    meeting: str = ""
    nation: str = ""
    language: str = "en"
    due: frozenset[str] = frozenset()
    more: dict[str, str] = field(default_factory=dict)
    state: dict[str, Any] | None = None
    answers: dict[str, Answer] = field(default_factory=dict)
    helper: dict[str, list[str]] = field(default_factory=dict)
    asides: list[KeepAside] = field(default_factory=list)
    number: int = 0
    last: list[Say] = field(default_factory=list)
    asked: Say | None = None
    spoken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.meeting = self.meeting or self.guide.meetings[0]
        self.nation = self.nation or self.guide.nations[0]

    @property
    def position(self) -> Position:
        return position_of(self.state)

    @property
    def audience(self) -> str:
        return self.guide.audience

    def turn(self, words: str | None = None) -> Turn:
        """The next turn over what is held now."""
        texts = self.known.texts
        council = texts.content.council(COUNCILS[self.nation])
        facts = Facts(
            audience=self.audience, nation=self.nation, council=council.id, meeting_kind=self.meeting,
            channel="web", now=NOW, languages=("en", "pl"), due=self.due,
            settings={**council.settings, **self.more},
            known=frozenset(council.settings),
        )  # fmt: skip
        return Turn(
            f"turn-{self.number}", facts, texts, self.known.phrases, self.known.detector, self.language,
            self.position, {one: replace(a, parts=[*a.parts]) for one, a in self.answers.items()},
            words=words, asides=[*self.asides], helper_said=[*self.helper],
        )  # fmt: skip

    def send(
        self,
        words: str | None = None,
        *,
        kind: InboundKind = InboundKind.WORDS,
        button: str | None = None,
        about: str | None = None,
        understood: str = "answer",
        recording: Recording | None = None,
    ) -> list[Say]:
        """Send one message and return what is said. `understood` is what a model would make of words."""
        self.number += 1
        if button is not None:
            kind = InboundKind.BUTTON
        about = about or (self.asked.content.partition("#")[0] if self.asked else None)
        inbound = Inbound(
            Channel.TERMINAL, f"{self.address} {self.number}", self.address, kind, self.moment, words,
            encode(button) if button else None, about, recording=recording,
        )  # fmt: skip
        self.last = self.exchange(inbound, understood)
        self.asked = next((say for say in reversed(self.last) if say.asks), self.asked)
        return self.last

    address = "somebody"
    was_away = False

    @property
    def moment(self) -> datetime:
        return NOW

    def exchange(self, inbound: Inbound, understood: str) -> list[Say]:
        turn = self.turn(inbound.words)
        turn.voice, turn.spoken = voice_note(turn.id, inbound.recording), bool(self.spoken)
        if inbound.kind is InboundKind.RESUME or self.was_away:
            self.was_away = False
            turn.facts = replace(turn.facts, returning=True)
        says = self.decide(turn, inbound, understood)
        self.answers, self.asides, self.language = turn.answers, turn.asides, turn.language
        for change in turn.staged:
            if isinstance(change, KeepPart | KeepAside) and change.voice:
                self.spoken.append(change.question)
            if isinstance(change, KeepPart) and change.by:
                before = [] if change.replace else self.helper.get(change.question, [])
                self.helper[change.question] = [*before, change.value]
        return says

    def decide(self, turn: Turn, inbound: Inbound, understood: str) -> list[Say]:
        """As the conversation worker does: resolve, and give the engine what is left."""
        resolved = resolve(inbound, turn, self.known.buttons, self.known.phrases)
        turn.choice, turn.pick, turn.about = resolved.choice, resolved.pick, inbound.about
        chosen = rules.choose(turn, self.state, resolved.intent or understood)
        self.state = chosen.state
        return [*_first(resolved), *chosen.says]

    def texts(self) -> list[str]:
        """What was said last, in words, as it is delivered."""
        values = _values(self.known, self.audience, self.meeting, self.nation, self.language)
        said: list[str] = []
        for say in self.last:
            named = replace(say, args={"answer": "said", **say.args})
            said += [one.text for one in self.known.renderer.replies(named, values, lambda _: ["said"])]
        return said


@cache
def _values(known: Knowledge, audience: str, kind: str, nation: str, language: str) -> Values:
    meeting = Meeting("m", kind, nation, MEETING, "Hall", "in_person", None)
    around = Around("p", audience, "Ada", COUNCILS[nation], (), meeting, telegram_allowed=False, sent_at=None)
    return values_of(known, around, language)


def _first(resolved: Resolved) -> list[Say]:
    return [Say(resolved.first)] if resolved.first else []


@dataclass
class KeptTalk(Talk):
    """The same conversation in a real database: intake, store, outbox and delivery."""

    world: World = field(kw_only=True)
    here: Conversation = field(kw_only=True)
    runner: asyncio.Runner = field(kw_only=True)
    case: str = field(kw_only=True)
    moved: timedelta = timedelta()

    def __post_init__(self) -> None:
        super().__post_init__()
        database = self.world.database
        self.address = self.here.public_id
        self.store = Store(
            database, self.known, lambda: self.moment, is_draft=lambda _council, _language: False
        )
        self.intake = Intake(database, self.known, lambda: self.moment, lambda: None)

    @property
    def moment(self) -> datetime:
        return NOW + self.moved

    def exchange(self, inbound: Inbound, understood: str) -> list[Say]:
        self.moved += timedelta(seconds=20)
        inbound = replace(inbound, channel=Channel(self.here.channel), received_at=self.moment)
        self.runner.run(self.intake.accept(inbound))
        assert self.store.take(1) == [self.here.id]
        waiting = self.store.next(self.here.id)
        assert waiting is not None
        self.state, self.due = waiting.state, waiting.turn.facts.due
        if inbound.words is None:
            waiting.turn.words = None
        says = self.decide(waiting.turn, waiting.inbound, understood)
        assert self.state is not None
        self.store.commit(waiting, Chosen(tuple(says), self.state))
        self.store.release(self.here.id)
        self.language = waiting.turn.language
        return self._delivered()

    def keep_all(self) -> None:
        """Put what this holds into the records, as if it had been said there."""
        content = self.known.texts.content
        parts = [
            NewPart(one, content.item(one).version, self.language, one, answer.kind, value, answer.label)
            for one, answer in self.answers.items()
            for value in answer.parts
        ]
        for aside in self.asides:
            version = content.item(aside.question).version
            parts.append(
                NewPart(aside.question, version, self.language, aside.question, "aside", aside.value)
            )
        with self.world.database.begin() as tx:
            drafts.keep(tx, self.here.scope, "standing", parts, self.moment)
            meeting_news.tell(tx, self.here.scope, self.moment)
            conversations.save(
                tx, self.here.id, language=self.language, phase="open", state=self.state, now=self.moment
            )

    def move_meeting(self, days: int) -> None:
        """The worker sets another day for it."""
        with self.world.database.begin() as tx:
            meetings.set_meeting(
                tx, self.world.ada.scope, self.case, kind=self.meeting, nation=self.nation,
                starts_at=MEETING + timedelta(days=days), place="Town Hall", mode="in_person",
                now=self.moment,
            )  # fmt: skip

    def _delivered(self) -> list[Say]:
        with self.world.database.read() as tx:
            rows = outbox.waiting_for(tx, self.here.id)
            parts = drafts.load(tx, self.here.scope)
        self.told = Delivery(self.world.database, self.known, lambda: self.moment).collect(self.here.id)
        self.answers, self.asides = answers_of(parts), asides_of(parts)
        self.helper = {}
        for part in parts:
            if part.by and part.kind == "words":
                self.helper.setdefault(part.question, []).append(part.value)
        return [replace(row.say, asks=row.question is not None) for row in rows]
