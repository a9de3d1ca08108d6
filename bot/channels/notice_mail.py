"""The wordless e-mail that tells staff to look: no name, no family, nothing that anyone said."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid
from urllib.parse import unquote, urlsplit

from bot.errors import DeliveryFailed, SettingsRefused

TIMEOUT_SECONDS = 20
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where notices go out. `url` is `smtp|smtp+starttls|smtps://user:password@host:port`."""

    scheme: str
    host: str
    port: int
    user: str | None
    password: str | None
    sender: str

    @classmethod
    def from_url(cls, url: str, sender: str) -> MailServer:
        """Read the setting. Raises SettingsRefused, without the value, for any other kind."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise SettingsRefused(
                "The mail server's address is not an smtp, smtp+starttls or smtps address.",
                remedy="In the file that BEFOREHAND_SMTP_URL_FILE names, write smtps://user:password@host.",
            )
        user = unquote(parts.username) if parts.username else None
        password = unquote(parts.password) if parts.password else None
        return cls(parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme], user, password, sender)

    def send(self, to: Sequence[str], subject: str, text: str) -> None:
        """Send one plain message. Blocks. Raises DeliveryFailed unless the server took it for everyone."""
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = subject, self.sender, ", ".join(to)
        message["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2])
        message.set_content(text)
        try:
            with self._connect() as server:
                refused = server.send_message(message)
        except (OSError, smtplib.SMTPException) as fault:
            raise _failed(type(fault).__name__) from None
        if refused:
            raise _failed("an address was refused")

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
        if self.scheme == "smtp+starttls":
            server.starttls(context=context)
        if self.user is not None:
            server.login(self.user, self.password or "")
        return server


def _failed(what: str) -> DeliveryFailed:
    return DeliveryFailed(
        f"The mail server did not take a notice: {what}.",
        remedy="It is tried again; look at the mail server.",
    )
