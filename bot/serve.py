"""For real use: the family's process, the portal's process, or both in one."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Mapping

from bot.channels.notice_mail import MailServer
from bot.content.signing import SIGNED_FILE, Signatures
from bot.conversation.core import Core
from bot.conversation.engine_process import listens
from bot.conversation.knowledge import Knowledge
from bot.conversation.store import utc_now
from bot.errors import ContentRefused, SettingsRefused
from bot.operations.anchoring import Anchoring, anchoring
from bot.operations.app import Operations
from bot.operations.app import create_app as create_operations
from bot.records import install, server_log
from bot.records.database import Database
from bot.records.process_lock import family_lock
from bot.services.texts import SOURCE_LANGUAGE
from bot.serving import serving
from bot.settings import Settings
from bot.speech import Speech
from bot.web.app import create_app as create_family_app

log = logging.getLogger(__name__)


async def serve_apps(environ: Mapping[str, str], part: str) -> None:
    """Serve until told to stop. Raises SettingsRefused, RecordsRefused, ContentRefused: no start then."""
    settings = Settings.load(environ)
    database = Database.open(settings)
    database.check_version()
    with database.read() as tx:
        install.require(tx, settings.mode)
        loose = server_log.loose(tx)
    if loose:
        log.warning("the database server keeps what fails in its log", extra={"count": len(loose)})
    known = Knowledge.load()
    if settings.mode == "serve":
        require_signed(settings, known)
    async with contextlib.AsyncExitStack() as stack:
        if part in ("family", "all"):
            stack.enter_context(family_lock(database, settings.state))
            await stack.enter_async_context(family(settings, database, known))
            job = anchors(settings, database)
            await stack.enter_async_context(anchoring(job))
            await stack.enter_async_context(operations(settings, database, job, with_engine=True))
        if part in ("portal", "all"):
            await stack.enter_async_context(portal(settings, database, known))
        if part == "portal":
            await stack.enter_async_context(operations(settings, database, with_engine=False))
        log.info("serving", extra={"part": part})
        await until_told_to_stop()
        log.info("stopping", extra={"part": part})


def require_signed(settings: Settings, known: Knowledge) -> None:
    """Raise SettingsRefused while a council's own people have not signed the safety wording in English.

    Every other language may be a draft, and says so (decision 28).
    """
    content, catalogues = known.texts.content, known.texts.catalogues
    try:
        signatures = Signatures.load(settings.state / SIGNED_FILE)
    except ContentRefused:
        # Somebody has signed before, and families wait: everything is called a draft until it is mended, and
        # `Reviews` says so in the log.
        return
    councils = [council for council in content.councils.values() if not council.invented]
    if not councils:
        raise SettingsRefused(
            "There is no council but invented ones.", remedy="Write dialogues/content/councils/<council>.yml."
        )
    for council in councils:
        items = content.items.values()
        unsigned = signatures.unsigned(council.id, items, SOURCE_LANGUAGE, catalogues.text)
        if unsigned:
            raise SettingsRefused(
                f"{len(unsigned)} safety and notice items are not signed in English by {council.id}.",
                remedy=f"./run content due --council {council.id} lists them; ./run content sign signs one.",
            )


@contextlib.asynccontextmanager
async def family(settings: Settings, database: Database, known: Knowledge) -> AsyncIterator[Core]:
    """Serve the family's app and its channels until the block ends."""
    core = Core.build(settings, database, known)
    async with core.running():
        app = create_family_app(core, settings, database, speech=await speech_here(settings, known))
        async with contextlib.AsyncExitStack() as channels:
            if settings.telegram_token is None:
                log.info("telegram is off: no token")
            else:
                from bot.channels.telegram_run import telegram_on  # noqa: PLC0415 - 15 MB, where it is on

                on = telegram_on(settings, core, core.delivery, lambda words: is_danger(known, words))
                app.router.routes.extend(await channels.enter_async_context(on))
            await channels.enter_async_context(
                serving(app, settings.family_port, proxy=settings.trusted_proxy)
            )
            yield core


async def speech_here(settings: Settings, known: Knowledge) -> Speech:
    """The voices of this machine for the languages that are offered."""
    languages = map(known.texts.catalogues.language, known.texts.catalogues.offered)
    return await asyncio.to_thread(Speech.of, settings.espeak, {one.code: one.voice for one in languages})


def is_danger(known: Knowledge, words: str) -> bool:
    """Say whether a message must reach the intake whatever else it could be."""
    return known.screen.screen(words) is not None


@contextlib.asynccontextmanager
async def portal(settings: Settings, database: Database, known: Knowledge) -> AsyncIterator[None]:
    """Serve the worker's app until the block ends."""
    from bot.portal.app import create_app as create_portal  # noqa: PLC0415 - the family's process needs none of it

    app = create_portal(
        database,
        settings,
        known.texts.content,
        known.texts.catalogues,
        telegram_name=settings.telegram_name if settings.telegram_token else None,
    )
    async with serving(app, settings.portal_port, proxy=settings.trusted_proxy):
        yield


@contextlib.asynccontextmanager
async def operations(
    settings: Settings, database: Database, job: Anchoring | None = None, *, with_engine: bool
) -> AsyncIterator[None]:
    """Serve health and figures of this process until the block ends."""
    engine = (lambda: listens(settings.engine_port)) if with_engine else None
    anchored = job.is_in_time if job is not None and job.is_set else None
    app = create_operations(Operations(database, settings.state, utc_now, engine, anchored))
    port = settings.operations_port if with_engine else settings.portal_operations_port
    async with serving(app, port):
        yield


def anchors(settings: Settings, database: Database) -> Anchoring:
    """Where the audit's head is written down. Raises SettingsRefused for a wrong mail address."""
    mail = MailServer.from_url(settings.smtp_url, settings.mail_from) if settings.smtp_url else None
    if settings.audit_anchor_mail is not None and mail is None:
        raise SettingsRefused(
            "BEFOREHAND_AUDIT_ANCHOR_MAIL is set, and no mail server is.",
            remedy="Name one in BEFOREHAND_SMTP_URL_FILE, or use BEFOREHAND_AUDIT_ANCHOR.",
        )
    return Anchoring(database, utc_now, settings.audit_anchor, settings.audit_anchor_mail, mail)


async def until_told_to_stop() -> None:
    """Wait for SIGTERM or SIGINT."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, told.set)
    await told.wait()
