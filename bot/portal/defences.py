"""What stands before every page: the right host name, the headers, and a calm answer to a fault."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG = logging.getLogger("beforehand.portal")

HEADERS = {
    # No script at all: the portal has none.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
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

    `fault` makes that page; it is given no part of the request.
    """

    def __init__(self, app: ASGIApp, *, url: str, fault: Callable[[], Response]) -> None:
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
        except Exception:  # noqa: BLE001 (a fault's own text may quote a person, so it goes no further)
            log_fault()
            if not begun:
                await self.fault()(scope, receive, guarded)


def log_fault() -> None:
    """Log the kind of the exception being handled and where it was raised, never its message."""
    kind, _, trace = sys.exc_info()
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else "?"
    LOG.error("fault kind=%s place=%s", kind.__name__ if kind else "?", place)
