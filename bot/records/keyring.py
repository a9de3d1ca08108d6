"""Draft keys: one file each, outside the database, so that a draft dies with its file."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Mapping
from pathlib import Path

from nacl.utils import random

from bot.errors import CannotOpen
from bot.records.ids import new_id
from bot.records.keys import Aead

_BYTES = 32


class Keyring:
    """A folder of key files (mode 0600). Key ids are random and say nothing of whose they are."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def create(self) -> str:
        """Make a key; return its id. It is on the disk before this returns."""
        key_id = new_id()
        self._write(key_id, random(_BYTES))
        return key_id

    def copies(self) -> dict[str, bytes]:
        """Return every whole key by its id, for a backup of the keyring alone."""
        found = {}
        for path in self._folder.glob("*.key"):
            with contextlib.suppress(FileNotFoundError):
                key = path.read_bytes()
                # One that is being destroyed is all zeros before it goes.
                if len(key) == _BYTES and any(key):
                    found[path.stem] = key
        return found

    def put_back(self, keys: Mapping[str, bytes]) -> None:
        """Write keys that a backup of the keyring held. Raises FileExistsError for one that is there."""
        for key_id, key in keys.items():
            if len(key) != _BYTES or self._path(key_id).exists():
                raise FileExistsError(errno.EEXIST, "a key is there already, or is none")
            self._write(key_id, key)

    def _write(self, key_id: str, key: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(key_id)
        part = path.with_suffix(".part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
        self._sync_folder()

    def get(self, key_id: str) -> Aead:
        """Return the key. Raises CannotOpen when its file is gone or damaged."""
        try:
            key = self._path(key_id).read_bytes()
        except FileNotFoundError:
            key = b""
        if len(key) != _BYTES:
            raise CannotOpen(
                "A draft's key is gone, so the draft cannot be read.",
                remedy="If it was not deleted on purpose, restore the keyring from its backup.",
            )
        return Aead(key)

    def destroy(self, key_id: str) -> None:
        """Overwrite and remove a key. One that is gone already is no fault."""
        path = self._path(key_id)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return
        with os.fdopen(descriptor, "wb") as file:
            file.write(bytes(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        path.unlink(missing_ok=True)
        self._sync_folder()

    def orphans(self, known: set[str]) -> list[str]:
        """Return the ids of keys that no conversation names, half-written ones included."""
        if not self._folder.is_dir():
            return []
        for part in self._folder.glob("*.part"):
            part.unlink(missing_ok=True)
        return sorted(path.stem for path in self._folder.glob("*.key") if path.stem not in known)

    def _path(self, key_id: str) -> Path:
        if not key_id.replace("-", "").replace("_", "").isalnum():
            raise ValueError("not a key id")
        return self._folder / f"{key_id}.key"

    def _sync_folder(self) -> None:
        descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
