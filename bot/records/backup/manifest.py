"""What a backup says of itself: signed, so that no byte of it can be another's or a later one's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey

from bot.errors import BackupDamaged, CannotOpen
from bot.records.keys import ServiceKeys

Kind = Literal["records", "keyring"]
FORM = 1
LARGEST = 1024 * 1024
# So that nothing else that this install signs can be passed off as a manifest.
_DOMAIN = b"beforehand backup\n"
_KNOWN = "the secrets fit"


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`audit_*` anchor the chain outside the database; `proof` opens only under the same service key."""

    form: int
    kind: Kind
    made_at: str
    schema: str
    dialect: str
    mode: str
    audit_rows: int
    audit_head: str
    audit_first_bad: int | None
    counts: Mapping[str, int]
    members: tuple[Member, ...]
    proof: str

    @property
    def made(self) -> datetime:
        return datetime.fromisoformat(self.made_at)


def proof(keys: ServiceKeys) -> str:
    """A known text under the service key: who opens it has the secrets of the backup."""
    return keys.encrypt_text("backup.proof", "manifest", _KNOWN).hex()


def signed(manifest: Manifest, keys: ServiceKeys) -> bytes:
    """Return the manifest as JSON on the first line, its signature on the second."""
    body = json.dumps(asdict(manifest), sort_keys=True).encode()
    signature = SigningKey(keys.signing_seed).sign(_DOMAIN + body).signature
    return body + b"\n" + signature.hex().encode() + b"\n"


def read(raw: bytes, keys: ServiceKeys) -> Manifest:
    """Raises BackupDamaged for another signature, which is also that of other secrets."""
    body, _, rest = raw.partition(b"\n")
    try:
        SigningKey(keys.signing_seed).verify_key.verify(_DOMAIN + body, _signature(rest))
        said = json.loads(body)
        said["members"] = tuple(Member(**one) for one in said["members"])
        manifest = Manifest(**said)
        keys.decrypt_text("backup.proof", "manifest", bytes.fromhex(manifest.proof))
    except (BadSignatureError, CannotOpen, ValueError, KeyError, TypeError):
        raise BackupDamaged(
            "The backup's manifest was changed, or the secrets here are not those it was made with.",
            remedy="Put back the secrets of that install; if they are right, take another copy of the file.",
        ) from None
    return manifest


def _signature(line: bytes) -> bytes:
    found = bytes.fromhex(line.decode())
    # fromhex would also read capitals and spaces: here one signature has one way to be written.
    if line != found.hex().encode() + b"\n":
        raise ValueError("not a signature's line")
    return found
