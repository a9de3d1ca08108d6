"""The portal's three cookies, and the token that proves a form came from one of our own pages."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from bot.records.sign_in import PLACES_KEPT
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Cookies:
    """Names and attributes. `__Host-` needs https, so plain http on loopback has the bare name."""

    secure: bool
    secret: bytes

    @classmethod
    def of(cls, settings: Settings) -> Cookies:
        """Cookies for this portal's address; the secret is the portal's own, never the family app's."""
        secret = hashlib.blake2b(key=settings.service_key[:64], person=b"portal-visit").digest()
        return cls(urlsplit(settings.portal_url).scheme == "https", secret)

    @property
    def session(self) -> str:
        return "__Host-portal" if self.secure else "portal"

    @property
    def visit(self) -> str:
        """The cookie of someone not signed in yet: it ties the sign-in form to this browser."""
        return "__Host-portal-visit" if self.secure else "portal-visit"

    @property
    def browser(self) -> str:
        """The cookie of a browser with which somebody came in: guesses from elsewhere do not hold it up."""
        return "__Host-portal-browser" if self.secure else "portal-browser"

    def browser_of(self, request: Request) -> str:
        """What this browser is known by, "" for none."""
        return request.cookies.get(self.browser, "")[:100]

    def remember(self, response: Response, value: str) -> None:
        """Have the browser known for as long as places are."""
        response.set_cookie(
            self.browser,
            value,
            max_age=int(PLACES_KEPT.total_seconds()),
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="strict",
        )

    def read(self, request: Request) -> tuple[str, str]:
        """Return (session token, visit), each "" when it was not sent."""
        return request.cookies.get(self.session, "")[:100], request.cookies.get(self.visit, "")[:100]

    def set(self, response: Response, name: str, value: str) -> None:
        """Set one for as long as the browser is open."""
        response.set_cookie(name, value, path="/", secure=self.secure, httponly=True, samesite="strict")

    def end(self, response: Response, name: str) -> None:
        response.delete_cookie(name, path="/", secure=self.secure, httponly=True, samesite="strict")

    def visit_token(self, visit: str) -> str:
        """The form token of a visit before sign-in."""
        return hmac.new(self.secret, visit.encode(), "sha256").hexdigest()


def new_visit() -> str:
    return secrets.token_urlsafe(16)


def same(given: str, expected: str) -> bool:
    """Whether two tokens are equal, told in constant time; an empty one equals nothing."""
    return bool(expected) and hmac.compare_digest(given.encode(), expected.encode())
