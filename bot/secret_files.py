"""Secrets in files: made once with mode 0600, and refused when missing, weak or open to others."""

from __future__ import annotations

import os
import secrets
import stat
from dataclasses import dataclass, field
from hmac import compare_digest
from itertools import combinations
from pathlib import Path

from bot.errors import SettingsRefused

KEY_NAMES = ("service_key", "index_key", "engine_key")
KEY_BYTES = 32
LARGEST = 4096


@dataclass(frozen=True, slots=True)
class Secret:
    """The stripped text of one secret file, and the setting that named it."""

    setting: str
    path: Path
    text: str = field(repr=False)


def read_secret(setting: str, path: Path) -> Secret:
    """Read one secret file of at most 4 KB.

    Raises SettingsRefused when it is missing, empty, not text, or readable by group or world.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        raise SettingsRefused(
            f"The file named by {setting} is missing.",
            remedy="Run ./run init, which makes the secrets, or name the right file.",
        ) from None
    except OSError as fault:
        raise SettingsRefused(
            f"The file named by {setting} cannot be read ({fault.strerror}).",
            remedy="Let the account that runs Beforehand own the file.",
        ) from None
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode) or mode & 0o177:
            raise SettingsRefused(
                f"The file named by {setting} is open to others, or is no plain file.",
                remedy="Name a file, and give it mode 0600 or 0400.",
            )
        raw = os.read(descriptor, LARGEST + 1)
    finally:
        os.close(descriptor)
    try:
        text = raw.decode().strip()
    except UnicodeDecodeError:
        text = ""
    if not text or len(raw) > LARGEST:
        raise SettingsRefused(
            f"The file named by {setting} holds no usable secret.",
            remedy="Make it again: remove the file and run ./run init.",
        )
    return Secret(setting, path, text)


def key_from(secret: Secret) -> bytes:
    """Return the key that a file holds as hexadecimal text: at least 32 bytes.

    Raises SettingsRefused for anything shorter, or that is plainly no random key.
    """
    try:
        key = bytes.fromhex(secret.text)
    except ValueError:
        key = b""
    # 32 random bytes hold fewer than 20 different values once in some 10^11 draws.
    if len(key) < KEY_BYTES or len(set(key)) < 20:
        raise SettingsRefused(
            f"The key in the file named by {secret.setting} is too weak.",
            remedy="Use 64 random hexadecimal digits: remove the file and run ./run init.",
        )
    return key


def older_keys(service: Secret) -> tuple[bytes, ...]:
    """Return the service key before this one, while something is still under it. Raises SettingsRefused."""
    path = _older(service.path)
    if not path.exists():
        return ()
    return (key_from(read_secret(f"{service.setting} (the one before)", path)),)


def renew_service_key(service: Secret) -> Path:
    """Put a new service key in the place of this one, which lies beside it until nothing needs it.

    Raises SettingsRefused while there is one before this one already. Killed half-way, it can be run again.
    """
    older = _older(service.path)
    if not older.exists():
        _write_new(older, service.text)
    elif not compare_digest(older.read_bytes().strip(), service.text.encode()):
        raise SettingsRefused(
            "There is an older service key already.",
            remedy="Run ./run keys drop first, once nothing is left under it.",
        )
    fresh = service.path.with_name(service.path.name + ".part")
    fresh.unlink(missing_ok=True)
    _write_new(fresh, secrets.token_hex(KEY_BYTES))
    fresh.rename(service.path)
    return older


def destroy_older_key(service: Secret) -> None:
    """Overwrite and remove the service key before this one."""
    path = _older(service.path)
    if path.exists():
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()


def _older(path: Path) -> Path:
    return path.with_name(path.stem + ".old" + path.suffix)


def _write_new(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


def refuse_twins(found: list[Secret]) -> None:
    """Raise SettingsRefused when two settings hold the same secret."""
    for one, other in combinations(found, 2):
        if compare_digest(one.text.encode(), other.text.encode()):
            raise SettingsRefused(
                f"{one.setting} and {other.setting} hold the same secret.",
                remedy="Make one of them again: remove the file and run ./run init.",
            )


def make_secrets(state: Path) -> list[Path]:
    """Make the keys that are missing under `<state>/secrets`; return the files made."""
    folder = state / "secrets"
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    made = []
    for name in KEY_NAMES:
        path = folder / f"{name.removesuffix('_key')}.key"
        try:
            _write_new(path, secrets.token_hex(KEY_BYTES))
        except FileExistsError:
            continue
        made.append(path)
    return made
