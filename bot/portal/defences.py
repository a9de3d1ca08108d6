"""What stands before every page: the right host name, the headers, and a calm answer to a fault."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import RecordsRefused

log = logging.getLogger(__name__)


def policy(script: str = "") -> str:
    """What a page may load. No script at all, but for the one file that is named, whole."""
    return (
        f"default-src 'none'; {f'script-src {script}; ' if script else ''}style-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


HEADERS = {
    "Content-Security-Policy": policy(),
    "Cache-Control": "no-store",
    # Not no-referrer: with that a browser sends a form with "Origin: null", and we check the origin.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "X-Robots-Tag": "noindex",
}
HSTS = "max-age=31536000"


class Defences:
    """Outermost. Refuses other host names, sets the headers, and turns any fault into one page.

    `fault` makes that page from a status; it is given no part of the request.
    """

    def __init__(self, app: ASGIApp, *, url: str, fault: Callable[[int], Response]) -> None:
        parts = urlsplit(url)
        self.app = app
        self.host = parts.netloc
        self.headers = dict(HEADERS)
        if parts.scheme == "https":
            self.headers["Strict-Transport-Security"] = HSTS
        self.fault = fault

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        if Headers(scope=scope).get("host", "").lower() != self.host:
            await Response("Not this host.", status_code=421, media_type="text/plain")(
                scope, receive, guarded
            )
            return
        try:
            await self.app(scope, receive, guarded)
        except Exception as fault:  # noqa: BLE001 (its own words may quote a person: they go no further)
            status = 503 if isinstance(fault, RecordsRefused) else 500
            told = {"status": status, "type": type(fault).__name__, "part": place_of(fault)}
            log.error("portal fault", extra=told)  # noqa: TRY400 (a traceback ends in the fault's own words)
            if not begun:
                await self.fault(status)(scope, receive, guarded)


def place_of(fault: Exception) -> str:
    """Where it was raised: file and line of the innermost frame."""
    frames = traceback.extract_tb(fault.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
