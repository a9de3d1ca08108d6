"""What stands around every response: headers, and a kind page in the place of a fault."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import RecordsRefused

log = logging.getLogger(__name__)

CONTENT_SECURITY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "media-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    # Not no-referrer: with it browsers send `Origin: null` with our own forms, and older ones send
    # nothing else to tell them from a stranger's. Other sites are told nothing either way.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
HTTPS_HEADERS: Mapping[str, str] = {"Strict-Transport-Security": "max-age=31536000"}

FaultPage = Callable[[Headers, str | None, int], Response]


class Shield:
    """Adds HEADERS to every response and never lets a fault's own words out.

    `fault_page(request headers, language or None, status)` was made before there was a fault.
    """

    def __init__(self, app: ASGIApp, *, fault_page: FaultPage, is_https: bool) -> None:
        self._app = app
        self._fault_page = fault_page
        self._headers = {**HEADERS, **(HTTPS_HEADERS if is_https else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._add_headers(MutableHeaders(scope=message))
            await send(message)

        try:
            await self._app(scope, receive, send_guarded)
        except Exception as fault:  # noqa: BLE001 - the last place: a page instead, and no words in the log
            status = 503 if isinstance(fault, RecordsRefused) else 500
            told = {"type": type(fault).__name__, "part": _place(fault), "status": status}
            log.error("web fault", extra=told)  # noqa: TRY400 - a traceback ends in the fault's own words
            if started:
                return
            language = scope.get("state", {}).get("language")
            page = self._fault_page(Headers(scope=scope), language, status)
            await page(scope, receive, send_guarded)

    def _add_headers(self, headers: MutableHeaders) -> None:
        headers.update(self._headers)
        headers.setdefault("Cache-Control", "no-store")


def _place(fault: Exception) -> str:
    """Return where it was raised, as `file:line` of the innermost frame."""
    frames = traceback.extract_tb(fault.__traceback__)
    if not frames:
        return "unknown"
    return f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}"
