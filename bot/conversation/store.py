"""A turn's two transactions: what is read before the engine is asked, and what is kept after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from bot.conversation import edited
from bot.conversation.changed_notices import changed_notices
from bot.conversation.choosing import side_by_side
from bot.conversation.draft_notice import draft_notice
from bot.conversation.engine_client import Chosen
from bot.conversation.facts import Waits, facts_of
from bot.conversation.keeping import keep_staged
from bot.conversation.knowledge import Knowledge
from bot.conversation.news import what_waits
from bot.conversation.progress import answers_of, asides_of, position_of
from bot.conversation.values import values_of
from bot.messages import Channel, Inbound, InboundKind, Say
from bot.records import (
    conversations,
    drafts,
    inbox,
    leases,
    meeting_news,
    outbox,
    parked,
    participants,
    reminders,
)
from bot.records.conversations import Conversation
from bot.records.database import Database, Tx
from bot.records.drafts import Part
from bot.records.inbox import InboxRow
from bot.records.meeting_news import News as MeetingNews
from bot.records.outbox import Outgoing
from bot.records.participants import Around
from bot.records.recordings import voice_note
from bot.records.reminders import Kind
from bot.services.after import guide_asks
from bot.services.ask import GOOD_TIME
from bot.services.staged import EndSitting
from bot.services.turn import Turn

Clock = Callable[[], datetime]
# Council and language -> whether that language is a draft there.
IsDraft = Callable[[str, str], bool]
NEWS: dict[MeetingNews, str] = {
    "moved": "notices.meeting_moved",
    "passed": "notices.meeting_passed",
    "new": "notices.meeting_new",
}
HERE_ALREADY: tuple[Kind, ...] = ("meeting_moved", "report_asked", "draft_unsent")
AWAY = timedelta(minutes=30)


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Waiting:
    """One message about to be answered."""

    row: InboxRow
    conversation: Conversation
    inbound: Inbound
    turn: Turn

    @property
    def state(self) -> dict[str, Any] | None:
        return self.conversation.state


@dataclass(slots=True)
class Store:
    """Blocks: every call runs in a thread. `owner` is this process's name on the leases."""

    database: Database
    known: Knowledge
    clock: Clock = utc_now
    is_draft: IsDraft = field(kw_only=True)
    owner: str = field(default_factory=lambda: uuid4().hex)
    _told_late: set[str] = field(default_factory=set)

    def take(self, most: int) -> list[str]:
        """Lease up to `most` conversations in which a message waits."""
        with self.database.read() as tx:
            if most <= 0 or not inbox.waiting(tx):
                return []
        with self.database.begin() as tx:
            return leases.take(tx, self.owner, self.clock(), most)

    def next(self, conversation_id: str) -> Waiting | None:
        """Return the conversation's oldest waiting message with all that its turn needs."""
        with self.database.read() as tx:
            row = inbox.next_for(tx, conversation_id, self.clock())
            if row is None:
                return None
            conversation = conversations.get(tx, conversation_id)
            around = participants.around(tx, conversation.scope)
            parts = drafts.load(tx, conversation.scope)
            inbound = _with_about(tx, row, conversation)
            before = edited.before(tx, row, conversation, parts)
            news, feedback_open = what_waits(tx, self.known, conversation, self.clock())
            waits = Waits(
                returning=self._returning(tx, row, conversation),
                side_by_side=side_by_side(tx, self.known.texts.content, around.council, conversation.scope),
                next_meeting=conversation.sent_at is not None
                and meeting_news.has_next(tx, conversation.scope),
                news=news,
                feedback_open=feedback_open,
            )
        turn = self._turn(row, conversation, around, parts, waits)
        turn.written, turn.before = edited.written_in(inbound), before
        turn.voice, turn.spoken = voice_note(row.id, inbound.recording), any(part.voice for part in parts)
        return Waiting(row, conversation, inbound, turn)

    def commit(self, waiting: Waiting, chosen: Chosen) -> bool:
        """Keep what the turn staged and what is to be said, and empty the inbox row: all or nothing.

        Returns whether another message of the conversation waits; the lease is given back with it if not.
        """
        turn, now = waiting.turn, self.clock()
        scope = waiting.conversation.scope
        # Before the transaction: a file may have to be read for it.
        draft = self.is_draft(turn.facts.council, turn.language)
        with self.database.begin() as tx:
            leases.hold(tx, scope.conversation_id, self.owner, now)
            told = keep_staged(tx, scope, turn, waiting.inbound.recording, now)
            says = [
                *told,
                *changed_notices(tx, scope, turn, now),
                *self._meeting_news(tx, waiting, now),
                *draft_notice(tx, scope, turn, chosen.says, draft, now),
                *chosen.says,
            ]
            outbox.add(tx, scope.conversation_id, [_outgoing(say) for say in says], now)
            ended = any(isinstance(change, EndSitting) for change in turn.staged)
            conversations.save(
                tx,
                scope.conversation_id,
                language=turn.language,
                phase="paused" if ended else "open",
                state=chosen.state,
                now=now,
            )
            inbox.done(tx, waiting.row.id, now)
            more = inbox.more_for(tx, scope.conversation_id)
            if not more:
                leases.release(tx, scope.conversation_id, self.owner)
        self._told_late.discard(waiting.row.id)
        return more

    def _meeting_news(self, tx: Tx, waiting: Waiting, now: datetime) -> list[Say]:
        """Say once that the meeting has moved or passed; not before it is a good time to be told anything."""
        turn, scope = waiting.turn, waiting.conversation.scope
        if turn.position.question == GOOD_TIME:
            return []
        news = meeting_news.tell(tx, scope, now)
        # Whoever is here needs no note to come back: a guide asks about the report itself.
        told = [kind for kind in HERE_ALREADY if kind != "report_asked" or guide_asks(turn, "report")]
        reminders.done_kinds(tx, scope, told, now)
        return [Say(turn.variant(NEWS[news]))] if news else []

    def release(self, conversation_id: str) -> None:
        with self.database.begin() as tx:
            leases.release(tx, conversation_id, self.owner)

    def failed(self, waiting: Waiting) -> int:
        """Count a failed turn; return how many there were."""
        with self.database.begin() as tx:
            return inbox.failed(tx, waiting.row.id, None)

    def park(self, waiting: Waiting) -> None:
        """Seal a message that could not be answered for the worker, and say so."""
        now = self.clock()
        with self.database.begin() as tx:
            leases.hold(tx, waiting.conversation.id, self.owner, now)
            parked.park(tx, waiting.row, now)
            outbox.add(tx, waiting.conversation.id, [Outgoing(Say("notices.parked"))], now)

    def engine_is_down(self, waiting: Waiting) -> None:
        """Say once, for a message that has to wait, that it is kept."""
        if waiting.row.id in self._told_late:
            return
        self._told_late.add(waiting.row.id)
        with self.database.begin() as tx:
            late = [Outgoing(Say("notices.engine_late"))]
            outbox.add(tx, waiting.conversation.id, late, self.clock())

    def is_done(self, row_id: str) -> bool:
        with self.database.read() as tx:
            return inbox.get(tx, row_id) is None

    def _returning(self, tx: Tx, row: InboxRow, conversation: Conversation) -> bool:
        if row.inbound.kind is InboundKind.RESUME:
            return True
        if conversation.state is None or conversation.channel is Channel.WEB:
            return False
        recent = inbox.marks(tx, conversation.scope, row.accepted_at - AWAY)
        return all(mark.id == row.id or mark.at >= row.accepted_at for mark in recent)

    def _turn(
        self,
        row: InboxRow,
        conversation: Conversation,
        around: Around,
        parts: list[Part],
        waits: Waits,
    ) -> Turn:
        known, words = self.known, row.inbound.words
        values = values_of(known, around, conversation.language)
        facts = facts_of(known, conversation, around, waits, values, self.clock(), row.inbound.device)
        return Turn(
            id=row.id,
            facts=facts,
            texts=known.texts,
            phrases=known.phrases,
            detector=known.detector,
            language=conversation.language,
            position=position_of(conversation.state),
            answers=answers_of(parts),
            words=words,
            sore=row.sore,
            asides=asides_of(parts),
            named=values.named,
            helper_said=list(
                dict.fromkeys(part.question for part in parts if part.by and part.kind == "words")
            ),
        )


def _with_about(tx: Tx, row: InboxRow, conversation: Conversation) -> Inbound:
    """Telegram cannot say what a message is about: the last question delivered before it was written."""
    inbound = row.inbound
    written = (InboundKind.WORDS, InboundKind.EDIT, InboundKind.VOICE)
    if inbound.channel is not Channel.TELEGRAM or inbound.kind not in written:
        return inbound
    about = outbox.question_before(tx, conversation.id, inbound.received_at)
    return replace(inbound, about=about)


def _outgoing(say: Say) -> Outgoing:
    return Outgoing(say, say.content.partition("#")[0] if say.asks else None)
