"""Telling staff that an alert waits, without a word of it; and telling the person what became of that."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import timedelta

from bot.conversation import glass_notices
from bot.conversation.knowledge import Knowledge
from bot.conversation.store import Clock
from bot.errors import DeliveryFailed, RecordsRefused
from bot.mail import Hook, Mail
from bot.messages import Say
from bot.records import alert_notices, alerts_seen, conversations, outbox
from bot.records.alert_notices import WAYS, AlertNotice, Way
from bot.records.database import Database, Tx
from bot.records.outbox import Outgoing

log = logging.getLogger(__name__)
SUBJECT, TEXT = "notices.staff.subject", "notices.staff.text"
RETRY_SECONDS = (30, 120, 600)
LOOK_AGAIN = 2.0
STAFF_LANGUAGE = "en"


@dataclass(slots=True)
class AlertNotices:
    """Without `mail` and `hook` nobody can be told, and the person hears that.

    The two are told apart: what went one way and not the other is told to have been sent, and is owed still.
    """

    database: Database
    known: Knowledge
    clock: Clock
    mail: Mail | None
    portal_url: str
    hook: Hook | None = None
    told: asyncio.Event = field(default_factory=asyncio.Event)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _stopping: bool = False

    def wake(self) -> None:
        self._wake.set()

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Send what is due until `stop`; what fails is tried again."""
        while not self._stopping:
            await self._send_due()
            try:
                async with asyncio.timeout(LOOK_AGAIN):
                    await self._wake.wait()
            except TimeoutError:
                continue
            self._wake.clear()

    async def _send_due(self) -> None:
        try:
            if await asyncio.to_thread(self.send_due):
                self.told.set()
        except RecordsRefused as fault:
            log.warning("records are away", extra={"code": fault.code})

    def send_due(self) -> int:
        """Send every notice that is due, and tell each person the truth of it. Returns how many."""
        now = self.clock()
        with self.database.read() as tx:
            due = alert_notices.due(tx, now)
            some_seen = bool(alerts_seen.seen_untold(tx, now))
        for notice in due:
            self._send(notice)
        told = len(due) + glass_notices.send_due(
            self.database, self.known.texts, self.mail, self.portal_url, now
        )
        if not some_seen:
            return told
        with self.database.begin() as tx:
            return told + self._tell_seen(tx)

    def _send(self, notice: AlertNotice) -> None:
        """Try each way that it has not gone yet, then write down what came of it."""
        tried = {way: self._try(way, notice) for way in WAYS if way not in notice.went}
        failed = any(ok is False for ok in tried.values())
        arrived = notice.went or any(tried.values())
        now = self.clock()
        pause = timedelta(seconds=RETRY_SECONDS[min(notice.tries, len(RETRY_SECONDS) - 1)])
        with self.database.begin() as tx:
            for way in (way for way, ok in tried.items() if ok):
                alert_notices.went(tx, notice.alert_id, way, now)
            if not arrived and not failed:
                alert_notices.nobody(tx, notice.alert_id, now)
                self._tell(tx, notice, "safety.nobody_set")
            elif not arrived:
                alert_notices.failed(tx, notice.alert_id, now + pause, now)
                if notice.tries == 0:
                    self._tell(tx, notice, "safety.notice_failed")
            elif failed and notice.is_told:
                alert_notices.still_owed(tx, notice.alert_id, now + pause, now)
            else:
                alert_notices.sent(tx, notice.alert_id, now, now + pause if failed else None)
                if not notice.is_told:
                    self._tell(tx, notice, "safety.notice_sent")

    def _try(self, way: Way, notice: AlertNotice) -> bool | None:
        """Whether it went this way; None where this way is not set up."""
        subject, address = self._staff_words(SUBJECT), f"{self.portal_url}/alerts"
        to = self._addresses(notice)
        try:
            if way == "mailed_at" and to and self.mail is not None:
                self.mail.send(to, subject, f"{self._staff_words(TEXT)}\n\n{address}\n")
            elif way == "called_at" and self.hook is not None:
                self.hook.call(f"{subject}: {address}")
            else:
                return None
        except DeliveryFailed as fault:
            log.warning("alert notice failed", extra={"code": fault.code, "tries": notice.tries})
            return False
        return True

    def _addresses(self, notice: AlertNotice) -> list[str]:
        duty = self.known.texts.content.council(notice.council).setting("duty_address")
        return list(dict.fromkeys([*notice.emails, *([duty] if duty else [])]))

    def _staff_words(self, item: str) -> str:
        return self.known.texts.messages(item, STAFF_LANGUAGE)[0]

    def _tell(self, tx: Tx, notice: AlertNotice, item: str) -> None:
        talk = conversations.of_participant(tx, notice.participant_id)
        if talk is not None:
            outbox.add(tx, talk.id, [Outgoing(Say(item))], self.clock())

    def _tell_seen(self, tx: Tx) -> int:
        """Tell each person once when an alert of theirs was opened."""
        seen = alerts_seen.seen_untold(tx, self.clock())
        for alert_id, conversation_id, seen_at in seen:
            talk = conversations.get(tx, conversation_id)
            speech = self.known.texts.catalogues.language(talk.language)
            when = f"{speech.day_of(seen_at)}, {speech.time_of(seen_at)}"
            outbox.add(tx, talk.id, [Outgoing(Say("safety.seen", {"when": when}))], self.clock())
            alerts_seen.mark_told(tx, talk.scope, alert_id, self.clock())
        return len(seen)
