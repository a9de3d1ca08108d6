"""What is to be said, put into words as it goes out: pulled by web and terminal, pushed to the rest."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Protocol

from bot.conversation.knowledge import Knowledge
from bot.conversation.reading_back import REVIEWS, answer_read_back
from bot.conversation.reminding import STARTED_BY_US
from bot.conversation.renderer import Values
from bot.conversation.safe_delivery import HIDDEN, LATE_IS_LOOKED_AT, is_safe
from bot.conversation.saying_replies import reply_of_worker
from bot.conversation.store import Clock
from bot.conversation.values import values_for_anyone, values_of
from bot.errors import BeforehandError, DeliveryFailed, RecordsRefused
from bot.messages import SAID_IN, Channel, Reply, Say
from bot.records import conversations, in_chat, inbox, outbox, participants, reminders
from bot.records.conversations import Conversation
from bot.records.database import Database, Tx
from bot.records.inbox import Mark
from bot.records.outbox import OutboxRow
from bot.records.scopes import ParticipantScope

log = logging.getLogger(__name__)
HIDDEN_REST = "notices.hidden_rest"
GOOD_TIME = "side.good_time"
LONGEST_PAUSE = 300.0
LOOK_AGAIN = 1.0
PAUSE_AFTER_BUG = 10.0


class Sender(Protocol):
    """A channel that is written to, one reply at a time."""

    channel: Channel

    async def send(self, address: str, reply: Reply) -> str:
        """Deliver, and return the provider's id of the message. Raises DeliveryFailed."""

    async def take_away(self, address: str, provider_ids: Sequence[str]) -> Sequence[str]:
        """Delete what can still be deleted; return the ids of messages that remain. Raises DeliveryFailed."""


@dataclass(slots=True)
class Sitting:
    """One sitting: what was told, row by row, and what the person sent, without the words."""

    language: str
    told: list[tuple[OutboxRow, list[Reply]]]
    sent: list[Mark]


@dataclass(slots=True)
class Delivery:
    """Renders outbox rows. Its blocking calls run in threads."""

    database: Database
    known: Knowledge
    clock: Clock
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _stopping: bool = False

    def wake(self) -> None:
        self._wake.set()

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()

    def collect(self, conversation_id: str) -> list[Reply]:
        """Return what a conversation is still to be told, and mark it delivered (terminal)."""
        with self.database.begin() as tx:
            rows = outbox.waiting_for(tx, conversation_id)
            replies = [reply for row in rows for reply in self._render(tx, row)]
            for row in rows:
                outbox.delivered(tx, row.id, self.clock())
        return replies

    def sitting(self, conversation_id: str) -> Sitting:
        """Return what this sitting was told and sent, and mark what was told as delivered (web).

        Answers that were read back are shown once, behind their gate, and never again. What an earlier
        sitting left unsaid waits until it is a good time.
        """
        with self.database.begin() as tx:
            here = conversations.get(tx, conversation_id)
            shown = []
            values: dict[str | None, Values] = {}
            for row in _rows_of(tx, here):
                if row.say.content in REVIEWS and row.delivered_at is not None:
                    continue
                shown.append((row, self._render(tx, row, values)))
                if row.delivered_at is None:
                    outbox.delivered(tx, row.id, self.clock(), keep=row.say.content not in REVIEWS)
            return Sitting(here.language, shown, inbox.marks(tx, here.scope, here.sitting_at))

    def told(self, conversation_id: str) -> Sitting:
        """Return what a page has shown of this sitting, without answers read back; nothing is marked."""
        with self.database.read() as tx:
            here = conversations.get(tx, conversation_id)
            values: dict[str | None, Values] = {}
            shown = [
                (row, self._render(tx, row, values))
                for row in _rows_of(tx, here)
                if row.delivered_at is not None and row.say.content not in REVIEWS
            ]
            return Sitting(here.language, shown, inbox.marks(tx, here.scope, here.sitting_at))

    async def push(self, sender: Sender) -> None:
        """Send what is due on a channel, in order for each conversation, until `stop`.

        Conversations go side by side: one that has to keep a provider's pace holds up no other.
        """
        going: set[str] = set()
        async with asyncio.TaskGroup() as tasks:
            while not self._stopping:
                # Looked at first: what is delivered while the database answers must not go out again.
                busy = set(going)
                for row, replies in await self._due_now(sender.channel):
                    if row.id not in busy:
                        going.add(row.id)
                        tasks.create_task(self._push_row(sender, row, replies, going))
                await self._until_woken()

    async def _until_woken(self) -> None:
        try:
            async with asyncio.timeout(LOOK_AGAIN):
                await self._wake.wait()
        except TimeoutError:
            return
        self._wake.clear()

    async def _due_now(self, channel: Channel) -> list[tuple[OutboxRow, list[Reply]]]:
        try:
            return await asyncio.to_thread(self._due, channel)
        except RecordsRefused as fault:
            log.warning("records are away", extra={"code": fault.code})
            return []

    async def _push_row(self, sender: Sender, row: OutboxRow, replies: list[Reply], going: set[str]) -> None:
        try:
            await self._push_one(sender, row, replies)
        except BeforehandError as fault:
            # It may have arrived without our knowing: then it is repeated, never lost.
            log.warning("delivery put off", extra={"code": fault.code})
            await asyncio.sleep(LOOK_AGAIN)
        except Exception as fault:  # noqa: BLE001 - one row must not end the delivery of everybody's
            log.error("delivery put off", extra={"type": type(fault).__name__})  # noqa: TRY400 - wordless
            await asyncio.sleep(PAUSE_AFTER_BUG)
        finally:
            going.discard(row.id)
            self.wake()

    async def _push_one(self, sender: Sender, row: OutboxRow, replies: list[Reply]) -> None:
        try:
            if row.say.content == HIDDEN:
                await self._take_away(sender, row)
                replies = [*replies, *await asyncio.to_thread(self._what_remains, row, sender.channel)]
            for reply in replies[row.parts_done :]:
                provider_id = await sender.send(row.address or "", reply)
                await asyncio.to_thread(self._part_delivered, row, provider_id)
            await asyncio.to_thread(self._delivered, row)
        except DeliveryFailed as failed:
            log.warning("not delivered", extra={"code": failed.code, "tries": row.tries})
            await asyncio.to_thread(self._failed, row, failed)

    async def _take_away(self, sender: Sender, row: OutboxRow) -> None:
        """Before what says that it is gone: delete both sides of the last 48 hours from the chat."""
        ids = await asyncio.to_thread(self._hideable, row, sender.channel)
        if ids:
            remaining = set(await sender.take_away(row.address or "", ids))
            gone = [one for one in ids if one not in remaining]
            await asyncio.to_thread(self._hidden, row, sender.channel, gone)

    def _hideable(self, row: OutboxRow, channel: Channel) -> list[str]:
        with self.database.read() as tx:
            return in_chat.hideable(tx, row.conversation_id or "", channel, self.clock())

    def _hidden(self, row: OutboxRow, channel: Channel, ids: list[str]) -> None:
        with self.database.begin() as tx:
            in_chat.hidden(tx, row.conversation_id or "", channel, ids)

    def _what_remains(self, row: OutboxRow, channel: Channel) -> list[Reply]:
        """Say what hiding left in the chat: how many messages of which day, and no more of them."""
        with self.database.read() as tx:
            held = in_chat.not_hidden(tx, row.conversation_id or "", channel)
            times = [at for at in held if at <= row.created_at]
            if not times:
                return []
            values = self._values(tx, row)
        speech = self.known.texts.catalogues.language(values.language)
        days = Counter(speech.day_of(at) for at in times)
        rest = "\n".join(f"{day}: {count}" for day, count in days.items())
        return self.known.renderer.replies(Say(HIDDEN_REST, {"rest": rest}), values, _no_answers)

    def _due(self, channel: Channel) -> list[tuple[OutboxRow, list[Reply]]]:
        with self.database.read() as tx:
            rows = outbox.due(tx, channel, self.clock())
            late = [row for row in rows if not is_safe(tx, self.known, row, self.clock())]
            due = [
                (row, self._render(tx, row)) for row in rows if row.address is not None and row not in late
            ]
        for row in late:
            self._put_off(row)
        return due

    def _put_off(self, row: OutboxRow) -> None:
        """What we started is taken back. An answer waits, and is looked at again: it must come some time."""
        if row.say.content not in STARTED_BY_US:
            with self.database.begin() as tx:
                outbox.wait(tx, row.id, self.clock() + LATE_IS_LOOKED_AT)
            return
        scope = ParticipantScope(row.participant_id or "", row.conversation_id or "")
        with self.database.begin() as tx:
            outbox.give_up(tx, row.id, self.clock())
            reminders.not_tried(tx, scope, row.created_at)

    def _part_delivered(self, row: OutboxRow, provider_id: str) -> None:
        with self.database.begin() as tx:
            outbox.part_delivered(tx, row.id, provider_id, self.clock())

    def _delivered(self, row: OutboxRow) -> None:
        with self.database.begin() as tx:
            outbox.delivered(tx, row.id, self.clock())

    def _failed(self, row: OutboxRow, failed: DeliveryFailed) -> None:
        now = self.clock()
        with self.database.begin() as tx:
            if failed.final:
                outbox.give_up(tx, row.id, now)
                return
            pause = failed.retry_after or min(LONGEST_PAUSE, 2.0**row.tries)
            outbox.retry(tx, row.id, now + timedelta(seconds=pause))

    def _render(
        self, tx: Tx, row: OutboxRow, known_values: dict[str | None, Values] | None = None
    ) -> list[Reply]:
        """Words for one row. One that cannot be rendered says nothing and holds up nobody.

        `known_values` are kept between rows of one conversation, by language.
        """
        say = row.say
        known_values = {} if known_values is None else known_values
        try:
            language = say.args.get(SAID_IN) or row.language
            if language not in known_values:
                known_values[language] = self._values(tx, replace(row, language=language))
            values = known_values[language]
            if say.content in REVIEWS:
                return answer_read_back(tx, self.known, row, values)
            if "reply" in say.args:
                return reply_of_worker(tx, self.known, row, values)
            say = replace(say, asks=row.question is not None)
            return self.known.renderer.replies(say, values, _no_answers)
        except BeforehandError as fault:
            log.error("not rendered", extra={"code": fault.code})  # noqa: TRY400 - its text may name values
            return []

    def _values(self, tx: Tx, row: OutboxRow) -> Values:
        if row.conversation_id is None or row.participant_id is None:
            return values_for_anyone(self.known, row.language or "en")
        scope = ParticipantScope(row.participant_id, row.conversation_id)
        return values_of(self.known, participants.around(tx, scope), row.language or "en")


def _rows_of(tx: Tx, here: Conversation) -> list[OutboxRow]:
    rows = outbox.sitting(tx, here.scope, here.sitting_at)
    if rows and rows[-1].say.content.startswith(GOOD_TIME):
        return [row for row in rows if row.created_at >= here.sitting_at]
    return rows


def _no_answers(_: str) -> Sequence[str]:
    return ()
