"""The family's app: pages and forms, put together."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from bot.channels.base import Core
from bot.records.database import Database
from bot.settings import Settings
from bot.speech import Speech
from bot.web.aloud import Aloud
from bot.web.arriving import Arriving
from bot.web.chatting import Chatting
from bot.web.earlier import Earlier
from bot.web.pages import STATIC, Pages
from bot.web.sessions import Sessions
from bot.web.shield import Shield
from bot.web.throttle import Throttle
from bot.web.wording import check_wording

# Somewhere that anybody might be looking at.
LEAVE_TO = "https://www.bbc.co.uk/weather"
KEEP_STATIC = "private, max-age=604800, immutable"


def create_app(
    core: Core,
    settings: Settings,
    database: Database,
    *,
    speech: Speech | None = None,
    leave_to: str = LEAVE_TO,
) -> Starlette:
    """Return the family's app. `leave_to` is the address that "leave quickly" ends at.

    Without `speech` only a browser that has a voice itself reads aloud.

    Raises ContentRefused or WordingMissing when a string of the pages is missing in an offered language.
    """
    check_wording(core.words, core.catalogues.offered)
    sessions = Sessions.of(settings, database)
    pages = Pages.of(core, is_draft=settings.mode == "demo", leave_to=leave_to)
    arriving = Arriving(pages, sessions, core.arrival, Throttle())
    aloud = Aloud(core, sessions, speech or Speech())
    chatting = Chatting(core, pages, sessions, aloud)
    host = urlsplit(settings.family_url).hostname or ""
    fault_pages = pages.fault_pages()

    def fault_page(headers: Headers, language: str | None, status: int) -> Response:
        return HTMLResponse(fault_pages[pages.words_for(headers, language).language], status)

    async def refused(request: Request, fault: Exception) -> Response:
        status = fault.status_code if isinstance(fault, HTTPException) else 400
        return pages.refusal(request, status)

    return Starlette(
        routes=_routes(arriving, Earlier(pages, sessions, core.arrival), chatting),
        middleware=[
            Middleware(Shield, fault_page=fault_page, is_https=sessions.is_https),
            Middleware(TrustedHostMiddleware, allowed_hosts=[host], www_redirect=False),
        ],
        exception_handlers={HTTPException: refused},
    )


def _routes(arriving: Arriving, earlier: Earlier, chatting: Chatting) -> list[Route]:
    return [
        Route("/", arriving.front, methods=["GET"]),
        Route("/j", arriving.link, methods=["GET"]),
        Route("/j", arriving.link_again, methods=["POST"]),
        Route("/j/{token}", arriving.link, methods=["GET"]),
        Route("/pin", arriving.claim_link, methods=["POST"]),
        Route("/code", arriving.claim_spoken, methods=["POST"]),
        Route("/back", arriving.come_back, methods=["POST"]),
        Route("/digits", arriving.digits, methods=["GET"]),
        Route("/digits", arriving.keep_digits, methods=["POST"]),
        Route("/earlier", earlier.ask, methods=["GET"]),
        Route("/earlier", earlier.show, methods=["POST"]),
        Route("/chat", chatting.chat, methods=["GET"]),
        Route("/chat/aloud/{name}", chatting.aloud.sound, methods=["GET"]),
        Route("/say", chatting.say, methods=["POST"]),
        Route("/voice", chatting.speak, methods=["POST"]),
        Route("/here", chatting.here, methods=["POST"]),
        Route("/exit", chatting.leave, methods=["POST"]),
        Route("/left", chatting.left, methods=["GET"]),
        Route("/static/{name}", static, methods=["GET"]),
        Route("/static/pictures/{name}", picture, methods=["GET"]),
    ]


async def static(request: Request) -> Response:
    """GET /static/NAME: one of our own few files."""
    return _file(STATIC, request.path_params["name"])


async def picture(request: Request) -> Response:
    """GET /static/pictures/NAME: one of our own pictures."""
    return _file(STATIC / "pictures", request.path_params["name"])


def _file(folder: Path, name: str) -> Response:
    if name not in {path.name for path in folder.iterdir() if path.is_file()}:
        raise HTTPException(404)
    return FileResponse(folder / name, headers={"Cache-Control": KEEP_STATIC})
