"""The wordless call that tells a council's own system to have somebody look: one line, nothing of anybody.

Its address is the operator's, from a file. It is https with a certificate that is verified, so that no name
that points elsewhere is believed; no redirect is followed, no proxy of the environment used, and of what is
answered only the status is looked at: nothing can be read through it.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from bot.errors import DeliveryFailed, SettingsRefused

TIMEOUT = httpx.Timeout(10.0, connect=5.0)


@dataclass(frozen=True, slots=True)
class HookAddress:
    """Who has the address may call it, so it is as secret as a password."""

    url: str = field(repr=False)
    trusted: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)

    @classmethod
    def from_url(cls, url: str, trusted: ssl.SSLContext | None = None) -> HookAddress:
        """Read the setting. Raises SettingsRefused, without the value, for any other kind."""
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname or parts.username or parts.fragment:
            raise SettingsRefused(
                "The address to call for alerts is not a plain https address.",
                remedy="In the file that BEFOREHAND_ALERT_WEBHOOK_FILE names, write https://host/path.",
            )
        return cls(url, trusted or ssl.create_default_context())

    def call(self, text: str) -> None:
        """Post one line as {"text": ...}, which most systems take. Raises DeliveryFailed."""
        try:
            with (
                httpx.Client(verify=self.trusted, timeout=TIMEOUT, trust_env=False) as client,
                client.stream("POST", self.url, json={"text": text}, follow_redirects=False) as answer,
            ):
                taken = answer.is_success
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as fault:
            raise _failed(type(fault).__name__) from None
        if not taken:
            raise _failed(str(answer.status_code))


def _failed(what: str) -> DeliveryFailed:
    return DeliveryFailed(
        f"The address that is called for alerts did not take a notice: {what}.",
        remedy="It is tried again; look at the system that is called.",
    )
