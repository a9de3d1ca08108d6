"""Puts the portal together: pages, rules and what they work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.content.load import Content
from bot.content.signing import SIGNED_FILE
from bot.language.catalogues import Catalogues
from bot.portal import (
    access_copy_pages,
    alert_pages,
    answer_pages,
    audit_pages,
    board_pages,
    case_pages,
    contact_pages,
    evaluation_pages,
    export_pages,
    figure_pages,
    heading_pages,
    indicator_pages,
    invite_pages,
    keeping_pages,
    key_pages,
    left_pages,
    meeting_pages,
    person_pages,
    practice_pages,
    proof_pages,
    reply_pages,
    session_pages,
    sign_in_pages,
    staff_pages,
    team_pages,
    together_pages,
    together_voice_pages,
    voice_pages,
)
from bot.portal.access import Door, Page, lost, trouble
from bot.portal.challenges import Challenges
from bot.portal.cookies import Cookies
from bot.portal.defences import Defences
from bot.portal.pages import SHARED, STATIC, Pages
from bot.records.database import Database
from bot.services.review import Reviews
from bot.services.texts import Texts
from bot.settings import Settings

PAGES: tuple[Page, ...] = (
    *sign_in_pages.PAGES,
    *session_pages.PAGES,
    *key_pages.PAGES,
    *case_pages.PAGES,
    *meeting_pages.PAGES,
    *person_pages.PAGES,
    *contact_pages.PAGES,
    *reply_pages.PAGES,
    *invite_pages.PAGES,
    *answer_pages.PAGES,
    *board_pages.PAGES,
    *voice_pages.PAGES,
    *export_pages.PAGES,
    *heading_pages.PAGES,
    *proof_pages.PAGES,
    *keeping_pages.PAGES,
    *access_copy_pages.PAGES,
    *alert_pages.PAGES,
    *staff_pages.PAGES,
    *figure_pages.PAGES,
    *indicator_pages.PAGES,
    *evaluation_pages.PAGES,
    *practice_pages.PAGES,
    *together_pages.PAGES,
    *together_voice_pages.PAGES,
    *left_pages.PAGES,
    *team_pages.PAGES,
    *audit_pages.PAGES,
)


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Portal:
    """What every page works with. `telegram_name` is the bot's user name when that channel is on.

    `reviews` says which languages are drafts.
    """

    database: Database
    settings: Settings
    texts: Texts
    cookies: Cookies
    challenges: Challenges
    pages: Pages
    clock: Callable[[], datetime]
    telegram_name: str | None
    reviews: Reviews


def create_app(
    database: Database,
    settings: Settings,
    content: Content,
    catalogues: Catalogues,
    *,
    telegram_name: str | None = None,
    clock: Callable[[], datetime] = _utc_now,
) -> Starlette:
    """Make the worker's app. Nothing is started; the caller runs it with uvicorn."""
    app: Starlette = Starlette(
        routes=[
            *(Route(page.path, Door(page), methods=[page.method], name=page.name) for page in PAGES),
            Mount("/static", StaticFiles(directory=STATIC), name="static"),
            Mount("/shared", StaticFiles(directory=SHARED), name="shared"),
        ],
        middleware=[Middleware(Defences, url=settings.portal_url, fault=lambda status: fault(app, status))],
        exception_handlers={HTTPException: _refused},
    )
    app.router.redirect_slashes = False
    texts = Texts(content, catalogues)
    app.state.portal = Portal(
        database=database,
        settings=settings,
        texts=texts,
        cookies=Cookies.of(settings),
        challenges=Challenges.of(settings),
        pages=Pages(app),
        clock=clock,
        telegram_name=telegram_name,
        reviews=Reviews(settings.state / SIGNED_FILE, texts),
    )
    return app


async def _refused(request: Request, refusal: Exception) -> Response:
    status = refusal.status_code if isinstance(refusal, HTTPException) else 500
    portal: Portal = request.app.state.portal
    # A method that a page does not have is as unknown as a page that is not there.
    if status in (404, 405):
        return await run_in_threadpool(lost, portal, request)
    return trouble(portal, status, "address")


def fault(app: Starlette, status: int) -> Response:
    """The page for a fault of ours, which names nothing and nobody."""
    text: str = app.state.portal.pages.plain("fault.html")
    return HTMLResponse(text, status_code=status)
