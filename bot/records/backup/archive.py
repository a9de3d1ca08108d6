"""One backup in one file: a tar that any system can list, with the manifest first.

It never looks whole before it is: written under another name, flushed to the disk, then renamed.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import io
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from bot.errors import BackupDamaged, BackupRefused, BackupUnfit
from bot.records.backup import manifest as manifests
from bot.records.backup.manifest import Kind, Manifest, Member
from bot.records.ids import new_id
from bot.records.keys import ServiceKeys

_MANIFEST = "manifest.json"
_PIECE = 1024 * 1024


@contextlib.contextmanager
def workplace(state: Path, name: str) -> Iterator[Path]:
    """A folder beside the records, closed to others and gone afterwards; what a killed run left goes too.

    Raises BackupRefused while another run is at it.
    """
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(state / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupRefused("Another run is at it.", remedy="Wait until it has ended.") from None
        for left in state.glob(f".{name}-*"):
            shutil.rmtree(left)
        with tempfile.TemporaryDirectory(dir=state, prefix=f".{name}-") as folder:
            yield Path(folder)
    finally:
        os.close(descriptor)


def member(name: str, path: Path) -> Member:
    with path.open("rb") as file:
        return Member(name, path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def write(target: Path, manifest: Manifest, files: Mapping[str, Path], keys: ServiceKeys) -> None:
    """Write one backup with mode 0600. Raises BackupRefused when the file is there or cannot be made."""
    part = target.with_name(f".{target.name}.{new_id()}.part")
    try:
        refuse_taken(target)
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as tar:
                head = manifests.signed(manifest, keys)
                _add(tar, _MANIFEST, len(head), io.BytesIO(head))
                for one in manifest.members:
                    with files[one.name].open("rb") as body:
                        _add(tar, one.name, one.size, body)
            file.flush()
            os.fsync(file.fileno())
        part.rename(target)
        sync_folder(target.parent)
    except OSError as fault:
        raise BackupRefused(
            f"{target.name} cannot be written ({fault.strerror}).",
            remedy="Name a file in a folder that this account may write to, on a disk that has room.",
        ) from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def refuse_taken(target: Path) -> None:
    """Raise BackupRefused where there is a file: no backup takes another's place."""
    if target.exists():
        raise BackupRefused(f"{target.name} is there already.", remedy="Give the backup another name.")


def _add(tar: tarfile.TarFile, name: str, size: int, body: IO[bytes]) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    tar.addfile(info, body)


def unpack(source: Path, kind: Kind, keys: ServiceKeys, into: Path) -> Manifest:
    """Check a whole backup and put its members into a folder.

    Raises BackupDamaged when one byte that counts is missing or another, BackupUnfit for another kind of
    file, BackupRefused when it cannot be read.
    """
    try:
        with tarfile.open(source, "r:") as tar:
            found = _manifest(tar, keys)
            if found.form != manifests.FORM or found.kind != kind:
                raise BackupUnfit(
                    f"{source.name} is a {found.kind} file of form {found.form}, wanted was {kind}.",
                    remedy="The records go first, the keyring after --keyring.",
                )
            for one in found.members:
                _take(tar, one, into)
            _nothing_more(tar)
    except tarfile.TarError:
        raise _damaged(source.name) from None
    except OSError as fault:
        raise BackupRefused(
            f"{source.name} cannot be read ({fault.strerror}).", remedy="Name the file of the backup."
        ) from None
    return found


def _manifest(tar: tarfile.TarFile, keys: ServiceKeys) -> Manifest:
    info = tar.next()
    if info is None or info.name != _MANIFEST or not info.isreg() or info.size > manifests.LARGEST:
        raise _damaged("The file")
    file = tar.extractfile(info)
    return manifests.read(file.read() if file else b"", keys)


def _take(tar: tarfile.TarFile, wanted: Member, into: Path) -> None:
    """Write one member under the name that the manifest gives it, and only if it is that very one."""
    info = tar.next()
    file = tar.extractfile(info) if info is not None and info.isreg() else None
    if info is None or file is None or (info.name, info.size) != (wanted.name, wanted.size):
        raise _damaged(wanted.name)
    digest = hashlib.sha256()
    descriptor = os.open(into / wanted.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        while piece := file.read(_PIECE):
            digest.update(piece)
            out.write(piece)
    if digest.hexdigest() != wanted.sha256:
        raise _damaged(wanted.name)


def _nothing_more(tar: tarfile.TarFile) -> None:
    """What follows the last member is zeros up to a whole record, and nothing after that."""
    file, end = tar.fileobj, tar.offset
    if tar.next() is not None or file is None:
        raise _damaged("The file")
    file.seek(end)
    rest = file.read(2 * tarfile.RECORDSIZE)
    whole = -(-(end + 2 * tarfile.BLOCKSIZE) // tarfile.RECORDSIZE) * tarfile.RECORDSIZE
    if any(rest) or end + len(rest) != whole:
        raise _damaged("The file")


def _damaged(what: str) -> BackupDamaged:
    return BackupDamaged(
        f"{what} is cut short or was changed: it is not what was backed up.",
        remedy="Take another copy of the backup, or the one before it.",
    )


def sync_folder(folder: Path) -> None:
    """Let a rename survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
