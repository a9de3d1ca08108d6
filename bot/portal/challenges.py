"""Challenges for security keys: signed, tied to one browser, good for a quarter of an hour, kept nowhere.

Nothing is kept for a challenge that was only shown: else whoever loads the sign-in page often enough would
fill the database. One that was answered is remembered by `records.security_keys`, and is never taken again.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.records.security_keys import Answer, Site
from bot.settings import Settings

LIFE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Challenges:
    """Makes and checks them. `site` is None where browsers know no security keys: at a bare IP address."""

    secret: bytes
    site: Site | None

    @classmethod
    def of(cls, settings: Settings) -> Challenges:
        """Challenges for this portal's address."""
        secret = hashlib.blake2b(key=settings.service_key[:64], person=b"portal-challeng").digest()
        host = urlsplit(settings.portal_url).hostname or ""
        return cls(secret, Site(host, settings.portal_url) if _has_name(host) else None)

    def new(self, browser: str, now: datetime) -> str:
        """A fresh one for this browser: its form token says which it is."""
        body = f"{secrets.token_urlsafe(24)}.{int((now + LIFE).timestamp())}"
        return f"{body}.{self._seal(browser, body)}"

    def answer(self, browser: str, challenge: str, text: str, now: datetime) -> Answer | None:
        """What was sent, if the challenge is ours, this browser's and not too old."""
        body, _, seal = challenge.rpartition(".")
        ends = body.rpartition(".")[2]
        if self.site is None or not text or not ends.isascii() or not ends.isdigit():
            return None
        if not hmac.compare_digest(seal.encode(), self._seal(browser, body).encode()):
            return None
        if int(ends) <= now.timestamp():
            return None
        return Answer(self.site, challenge.encode(), text)

    def _seal(self, browser: str, body: str) -> str:
        return hmac.new(self.secret, f"{browser} {body}".encode(), "sha256").hexdigest()


def _has_name(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return bool(host)
    return False
