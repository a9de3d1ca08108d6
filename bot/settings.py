"""Frozen settings, read once from the environment. A missing or weak secret means no start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Literal, cast
from urllib.parse import parse_qs, urlsplit

from bot.errors import SettingsRefused
from bot.secret_files import KEY_NAMES, Secret, key_from, older_keys, read_secret, refuse_twins
from bot.speech import find_program

Mode = Literal["demo", "serve", "test"]

PREFIX = "BEFOREHAND_"
TELEGRAM_API = "https://api.telegram.org"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a process is told from outside. Ports are on loopback unless a proxy is named."""

    mode: Mode
    state: Path
    database_url: str = field(repr=False)
    family_url: str
    portal_url: str
    family_port: int
    portal_port: int
    engine_port: int
    action_port: int
    operations_port: int
    portal_operations_port: int
    trusted_proxy: str | None
    most_opened: int
    engine_key_file: Path
    service_key: bytes = field(repr=False)
    index_key: bytes = field(repr=False)
    engine_key: bytes = field(repr=False)
    telegram_token: str | None = field(default=None, repr=False)
    telegram_secret: str | None = field(default=None, repr=False)
    telegram_api: str = TELEGRAM_API
    telegram_name: str | None = None
    telegram_webhook: bool = False
    smtp_url: str | None = field(default=None, repr=False)
    mail_from: str = "beforehand@localhost"
    alert_webhook: str | None = field(default=None, repr=False)
    older_service_keys: tuple[bytes, ...] = field(default=(), repr=False)
    audit_anchor: Path | None = None
    audit_anchor_mail: str | None = None
    espeak: Path | None = None

    @property
    def keyring(self) -> Path:
        """The folder of draft keys."""
        return self.state / "keyring"

    @classmethod
    def load(cls, environ: Mapping[str, str]) -> Settings:
        """Read settings and the secret files they name.

        Raises SettingsRefused, naming the setting and never its value.
        """
        mode = _mode(environ)
        state = Path(_plain(environ, "STATE", ".state")).absolute()
        secrets = _secrets(environ, state)
        refuse_twins(list(secrets.values()))
        family_url = _public_url(environ, "FAMILY_URL", "http://localhost:8000", mode)
        portal_url = _public_url(environ, "PORTAL_URL", "http://127.0.0.1:8001", mode)
        if urlsplit(family_url).hostname == urlsplit(portal_url).hostname:
            raise SettingsRefused(
                f"{PREFIX}FAMILY_URL and {PREFIX}PORTAL_URL have the same host name.",
                remedy="Give the two apps two host names: cookies do not tell ports apart.",
            )
        texts = {
            name: secrets[name].text if name in secrets else None
            for name in ("telegram_token", "telegram_secret", "smtp_url", "alert_webhook")
        }
        return cls(
            mode=mode,
            state=state,
            database_url=_database_url(environ, state, secrets.get("database_url")),
            family_url=family_url,
            portal_url=portal_url,
            family_port=_port(environ, "FAMILY_PORT", 8000),
            portal_port=_port(environ, "PORTAL_PORT", 8001),
            engine_port=_port(environ, "ENGINE_PORT", 5005),
            action_port=_port(environ, "ACTION_PORT", 5055),
            operations_port=_port(environ, "OPERATIONS_PORT", 8002),
            portal_operations_port=_port(environ, "PORTAL_OPERATIONS_PORT", 8003),
            trusted_proxy=_proxy(environ),
            most_opened=_most_opened(environ),
            engine_key_file=secrets["engine_key"].path,
            mail_from=_plain(environ, "MAIL_FROM", "beforehand@localhost"),
            service_key=key_from(secrets["service_key"]),
            index_key=key_from(secrets["index_key"]),
            # The engine reads the same file and signs with its text, so we do too.
            engine_key=_engine_key(secrets["engine_key"]),
            telegram_api=_telegram_api(environ),
            telegram_name=_plain(environ, "TELEGRAM_NAME", "").lstrip("@") or None,
            telegram_webhook="telegram_secret" in secrets or _yes(environ, "TELEGRAM_WEBHOOK"),
            older_service_keys=older_keys(secrets["service_key"]),
            audit_anchor=_anchor(environ, state),
            audit_anchor_mail=_plain(environ, "AUDIT_ANCHOR_MAIL", "") or None,
            espeak=find_program(_plain(environ, "ESPEAK", ""), environ.get("PATH", "")),
            **texts,
        )


def _engine_key(secret: Secret) -> bytes:
    key_from(secret)
    return secret.text.encode()


def _plain(environ: Mapping[str, str], name: str, default: str) -> str:
    return environ.get(PREFIX + name, "").strip() or default


def _yes(environ: Mapping[str, str], name: str) -> bool:
    text = _plain(environ, name, "no")
    if text not in ("yes", "no"):
        raise SettingsRefused(f"{PREFIX}{name} is not yes or no.", remedy="Set it to yes or no.")
    return text == "yes"


def _anchor(environ: Mapping[str, str], state: Path) -> Path | None:
    text = _plain(environ, "AUDIT_ANCHOR", "")
    if not text:
        return None
    path = Path(text)
    if not path.is_absolute() or path.is_relative_to(state):
        raise SettingsRefused(
            f"{PREFIX}AUDIT_ANCHOR is no whole path, or is in the state folder.",
            remedy="Name a file where whoever can change the database can only add to it.",
        )
    return path


def _telegram_api(environ: Mapping[str, str]) -> str:
    url = _plain(environ, "TELEGRAM_API", TELEGRAM_API).rstrip("/")
    parts = urlsplit(url)
    safe = parts.scheme == "https" or (parts.scheme == "http" and _loopback(parts.hostname or ""))
    if not safe or not parts.hostname or parts.username or parts.query:
        raise SettingsRefused(
            f"{PREFIX}TELEGRAM_API is not an https address, nor on this machine.",
            remedy="Leave it out to use Telegram's own; the bot's token travels to it.",
        )
    return url


def _mode(environ: Mapping[str, str]) -> Mode:
    mode = _plain(environ, "MODE", "serve")
    if mode not in ("demo", "serve", "test"):
        raise SettingsRefused(
            f"{PREFIX}MODE is not one of demo, serve, test.", remedy="Set it to one of the three."
        )
    return cast("Mode", mode)


def _secrets(environ: Mapping[str, str], state: Path) -> dict[str, Secret]:
    found = {}
    for name in KEY_NAMES:
        setting = f"{PREFIX}{name.upper()}_FILE"
        default = state / "secrets" / f"{name.removesuffix('_key')}.key"
        found[name] = read_secret(setting, Path(environ.get(setting, "").strip() or default))
    for name in ("telegram_token", "telegram_secret", "smtp_url", "alert_webhook", "database_url"):
        setting = f"{PREFIX}{name.upper()}_FILE"
        if environ.get(setting, "").strip():
            found[name] = read_secret(setting, Path(environ[setting].strip()))
        elif name != "database_url" and environ.get(PREFIX + name.upper(), "").strip():
            raise SettingsRefused(
                f"{PREFIX}{name.upper()} holds a secret in the environment.",
                remedy=f"Put it in a file of mode 0600 and name the file in {setting}.",
            )
    return found


def _database_url(environ: Mapping[str, str], state: Path, secret: Secret | None) -> str:
    if secret is not None:
        return secret.text
    url = _plain(environ, "DATABASE_URL", f"sqlite:///{state / 'records.db'}")
    parts = urlsplit(url)
    if parts.password or {"password", "sslpassword"} & set(parse_qs(parts.query)):
        raise SettingsRefused(
            f"{PREFIX}DATABASE_URL holds a password.",
            remedy=f"Put the address in a file of mode 0600 and name it in {PREFIX}DATABASE_URL_FILE.",
        )
    return url


def _public_url(environ: Mapping[str, str], name: str, default: str, mode: Mode) -> str:
    url = _plain(environ, name, default).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsRefused(
            f"{PREFIX}{name} is not a web address.", remedy="Use the form https://name.example."
        )
    if parts.path or parts.query or parts.username:
        raise SettingsRefused(
            f"{PREFIX}{name} holds more than a scheme, a host name and a port.",
            remedy="Use the form https://name.example.",
        )
    if mode == "serve" and parts.scheme == "http" and not _loopback(parts.hostname):
        raise SettingsRefused(
            f"{PREFIX}{name} is plain http and not on this machine.",
            remedy="Use an https address; what families write must not travel in clear.",
        )
    return url


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _port(environ: Mapping[str, str], name: str, default: int) -> int:
    text = _plain(environ, name, str(default))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise SettingsRefused(f"{PREFIX}{name} is not a port number.", remedy="Use a number from 1 to 65535.")
    return int(text)


def _most_opened(environ: Mapping[str, str]) -> int:
    text = _plain(environ, "MOST_OPENED", "30")
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 10_000:
        raise SettingsRefused(
            f"{PREFIX}MOST_OPENED is not a number of people.",
            remedy="Say how many people's words one worker may open in an hour before it is reported.",
        )
    return int(text)


def _proxy(environ: Mapping[str, str]) -> str | None:
    text = _plain(environ, "TRUSTED_PROXY", "")
    if not text:
        return None
    try:
        network = ip_network(text)
    except ValueError:
        raise SettingsRefused(
            f"{PREFIX}TRUSTED_PROXY is not an address or network.",
            remedy="Name the proxy's address, for instance 10.0.0.5.",
        ) from None
    if network.prefixlen == 0:
        raise SettingsRefused(
            f"{PREFIX}TRUSTED_PROXY trusts every address.", remedy="Name the proxy's address only."
        )
    return text
