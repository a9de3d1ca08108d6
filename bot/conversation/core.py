"""The family process put together: one engine, one worker, one intake, and what is sent in between."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from actions.server import create_app as create_action_app
from bot.channels.base import Accepted, Words
from bot.channels.notice_hook import HookAddress
from bot.channels.notice_mail import MailServer
from bot.content.signing import SIGNED_FILE
from bot.conversation.alert_notices import AlertNotices
from bot.conversation.delivery import Delivery
from bot.conversation.engine_client import EngineClient
from bot.conversation.engine_process import EngineProcess
from bot.conversation.intake import Intake
from bot.conversation.knowledge import Knowledge
from bot.conversation.page import Page, PageWording
from bot.conversation.reading_notices import ReadingNotices, telling_of_reading
from bot.conversation.reminding import Reminding, reminding
from bot.conversation.store import Clock, Store, utc_now
from bot.conversation.sweeping import sweeping
from bot.conversation.threads import as_talk, enough_threads
from bot.conversation.worker import ConversationWorker
from bot.language.catalogues import Catalogues
from bot.messages import Reply
from bot.records import conversations, leases, participants, sending
from bot.records.database import Database
from bot.services import spoken
from bot.services.arrival import Arrival
from bot.services.keeping import audit_before, kept_by_council
from bot.services.review import Reviews
from bot.serving import serving
from bot.settings import Settings


@dataclass(slots=True)
class Core:
    """What channels talk to. Make it with `build`, use it inside `running`."""

    settings: Settings
    database: Database
    known: Knowledge
    clock: Clock
    store: Store
    worker: ConversationWorker
    intake: Intake
    delivery: Delivery
    notices: AlertNotices
    reading: ReadingNotices
    arrival: Arrival
    words: Words
    engine: EngineProcess
    client: EngineClient
    _council: dict[str, str] = field(default_factory=dict)

    @classmethod
    def build(cls, settings: Settings, database: Database, known: Knowledge, clock: Clock = utc_now) -> Core:
        """Put the parts together; nothing runs yet. Raises SettingsRefused for a wrong address."""
        client = EngineClient(f"http://127.0.0.1:{settings.engine_port}", settings.engine_key)
        reviews = Reviews(settings.state / SIGNED_FILE, known.texts)
        store = Store(database, known, clock, is_draft=reviews.is_draft)
        worker = ConversationWorker(store, client, known.buttons)
        mail = MailServer.from_url(settings.smtp_url, settings.mail_from) if settings.smtp_url else None
        hook = HookAddress.from_url(settings.alert_webhook) if settings.alert_webhook else None
        notices = AlertNotices(database, known, clock, mail, settings.portal_url, hook)
        delivery = Delivery(database, known, clock)

        def wake() -> None:
            worker.wake()
            delivery.wake()

        worker.on_answered = delivery.wake
        return cls(
            settings=settings,
            database=database,
            known=known,
            clock=clock,
            store=store,
            worker=worker,
            intake=Intake(database, known, clock, wake, notices.wake),
            delivery=delivery,
            notices=notices,
            reading=ReadingNotices(database, known, clock, mail, settings.portal_url),
            arrival=Arrival(database),
            words=PageWording(known),
            engine=EngineProcess(
                settings.engine_port,
                settings.action_port,
                settings.engine_key_file,
                settings.state / "log" / "engine.log",
            ),
            client=client,
        )

    @property
    def catalogues(self) -> Catalogues:
        return self.known.texts.catalogues

    @property
    def first_languages(self) -> Sequence[str]:
        here = self.known.texts.content.councils_here()
        return [code for council in here for code in council.first_languages]

    async def takes_voice(self, conversation_id: str, question: str | None = None) -> bool:
        """Whether somebody's council takes voice notes; of a question, whether words answer it as well."""
        item = self.known.texts.content.items.get(question or "")
        if question is not None and (item is None or item.answer != "words"):
            return False
        # Whose council it is never changes.
        if conversation_id not in self._council:
            self._council[conversation_id] = await as_talk(self._council_of, conversation_id)
        return spoken.are_taken(self.known.texts.content.council(self._council[conversation_id]).settings)

    def _council_of(self, conversation_id: str) -> str:
        with self.database.read() as tx:
            return participants.around(tx, conversations.get(tx, conversation_id).scope).council

    async def answered(self, accepted: Accepted, timeout: float) -> bool:  # noqa: ASYNC109 - the channels' own word for it
        """Wait until the message is answered; False when that takes longer than `timeout` seconds."""
        return await self.worker.answered(accepted, timeout)

    async def page(self, conversation_id: str) -> Sequence[Reply]:
        """What this sitting was told and sent, in order, for the web page."""
        return await as_talk(Page(self.known, self.delivery).replies, conversation_id)

    async def told(self, conversation_id: str) -> Sequence[Reply]:
        """What a page of this sitting has shown already; nothing changes by it."""
        return await as_talk(Page(self.known, self.delivery).told, conversation_id)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Answer messages until the block ends: turns in flight are finished, the rest wait.

        An engine that already listens is used as long as it lives, else one is started and kept running.
        """
        enough_threads()
        await asyncio.to_thread(self._tidy)
        action_app = create_action_app(self.settings.engine_key)
        async with (
            sweeping(
                self.database,
                self.clock,
                kept_by_council(self.known.texts.content),
                partial(audit_before, self.known.texts.content),
            ),
            reminding(Reminding(self.database, self.known, self.clock, self.delivery.wake)),
            telling_of_reading(self.reading),
            serving(action_app, self.settings.action_port),
        ):
            tasks = [
                asyncio.create_task(self.worker.run()),
                asyncio.create_task(self.notices.run()),
                asyncio.create_task(self.engine.keep_running()),
            ]
            await self.engine.ready()
            try:
                yield
            finally:
                self.worker.stop()
                self.notices.stop()
                self.delivery.stop()
                await asyncio.gather(*tasks[:2])
                await self.engine.stop()
                await tasks[2]
                await self.client.close()

    def _tidy(self) -> None:
        """Free what a killed process left behind. Only under the family lock."""
        with self.database.begin() as tx:
            leases.release_all(tx)
        sending.mend(self.database)
