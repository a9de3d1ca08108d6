"""The one way in: normalise, screen, commit; only then is a message acknowledged."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.conversation.knowledge import Knowledge
from bot.conversation.pace import Pace
from bot.conversation.store import Clock
from bot.conversation.threads import as_talk
from bot.counts import ACCEPTED
from bot.errors import ChannelRefused
from bot.language.danger import Finding
from bot.language.normalise import normalise
from bot.messages import MOST_SOUND, Inbound, Say
from bot.records import alerts, conversations, inbox, notices, outbox, participants
from bot.records.conversations import Conversation
from bot.records.database import Database, Tx
from bot.records.inbox import Accepted
from bot.records.outbox import Outgoing

log = logging.getLogger(__name__)
MOST_CHARACTERS = 4096
MOST_EXTERNAL_ID = 200
CONCERN, UNSURE, HELP_NOW = "safety.concern", "safety.unsure", "control:help_now"
# Somebody who was asked is not asked again at once: who writes much that is sad would hear little else.
ASKED_AGAIN_AFTER = timedelta(minutes=15)
SLOW_DOWN = "notices.slow_down"


@dataclass(frozen=True, slots=True)
class Intake:
    """`wake` is called once a row is committed, `raised` when an alert was committed with it."""

    database: Database
    known: Knowledge
    clock: Clock
    wake: Callable[[], None]
    raised: Callable[[], None] = lambda: None
    pace: Pace = field(default_factory=Pace)

    async def accept(self, inbound: Inbound) -> Accepted:
        """Screen and commit one message; with it, the alert and what the person is told about danger.

        A repeat is accepted and changes nothing. Raises ChannelRefused for what no channel of ours sends,
        RecordsRefused when it cannot be kept: the channel must not acknowledge it then.
        """
        if inbound.words is not None:
            inbound = replace(inbound, words=normalise(inbound.words))
        if inbound.recording is not None and len(inbound.recording.sound) > MOST_SOUND:
            raise ChannelRefused("A voice note is over the limit.", remedy="The channel refuses it.")
        if len(inbound.words or "") > MOST_CHARACTERS or len(inbound.external_id) > MOST_EXTERNAL_ID:
            raise ChannelRefused("A message is over the limit.", remedy="The channel splits or refuses it.")
        accepted, found = await as_talk(self._keep, inbound)
        ACCEPTED.labels(inbound.channel.value).inc()
        self.wake()
        if found is not None:
            self.raised()
        return accepted

    def _keep(self, inbound: Inbound) -> tuple[Accepted, Finding | None]:
        found = self.known.screen.screen(inbound.words) if inbound.words else None
        now, sore = self.clock(), found is not None and found.level != "unsure"
        with self.database.begin() as tx:
            conversation = conversations.by_address(tx, inbound.channel, inbound.address)
            accepted = inbox.accept(tx, inbound, conversation.id if conversation else None, now, sore=sore)
            if accepted.is_new and conversation is None:
                self._answer_unknown(tx, inbound, accepted, in_danger=sore)
            elif accepted.is_new and conversation is not None:
                if found is not None:
                    self._raise(tx, conversation, found, inbound.words or "")
                self._keep_pace(tx, conversation)
        if found is not None and accepted.is_new:
            log.warning("danger", extra={"code": found.level})
        return accepted, found

    def _keep_pace(self, tx: Tx, conversation: Conversation) -> None:
        now = self.clock()
        if self.pace.should_slow(conversation.id, now):
            outbox.add(tx, conversation.id, [Outgoing(Say(SLOW_DOWN))], now)

    def _raise(self, tx: Tx, conversation: Conversation, found: Finding, words: str) -> None:
        """Seal the alert and say who to call; in doubt, ask. A worry about the past calls nobody."""
        now, scope = self.clock(), conversation.scope
        audience = participants.around(tx, scope).audience
        if found.level == "concern":
            if notices.last_seen(tx, scope, CONCERN) is None:
                notices.seen(tx, scope, CONCERN, "", conversation.language, now)
                outbox.add(tx, scope.conversation_id, [self._say(CONCERN, audience, "concern")], now)
            return
        if found.level == "unsure":
            self._ask(tx, conversation, audience)
            return
        alerts.record(tx, scope, kind=found.kind, level=found.level, words=words, now=now)
        says = [
            self._say(f"safety.{found.kind}", audience, found.kind),
            self._say("safety.alert_stays", audience, found.kind),
        ]
        outbox.add(tx, scope.conversation_id, says, now)

    def _ask(self, tx: Tx, conversation: Conversation, audience: str) -> None:
        """Ask whether somebody is in danger now, with the button for help under it. Nobody is told."""
        now, scope = self.clock(), conversation.scope
        before = notices.last_seen(tx, scope, UNSURE)
        if before is None or now - before.at >= ASKED_AGAIN_AFTER:
            notices.seen(tx, scope, UNSURE, "", conversation.language, now)
            outbox.add(tx, scope.conversation_id, [self._say(UNSURE, audience, "unsure", HELP_NOW)], now)

    def _say(self, item: str, audience: str, topic: str, *choices: str) -> Outgoing:
        own = self.known.texts.content.for_audience(item, audience).id
        return Outgoing(Say(own, {"topic": topic}, choices))

    def _answer_unknown(self, tx: Tx, inbound: Inbound, accepted: Accepted, *, in_danger: bool) -> None:
        """A chat that nobody has claimed gets a neutral line, and help lines where there is danger."""
        item = "safety.unclaimed" if in_danger else "notices.unknown_chat"
        now = self.clock()
        outbox.add_unclaimed(tx, inbound.channel, inbound.address, [Outgoing(Say(item))], now)
        inbox.done(tx, accepted.id, now)
