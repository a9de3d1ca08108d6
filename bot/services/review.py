"""Whether a language is a draft for a council: until its own people have signed what is said about safety."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path

from bot.content.signing import Signatures
from bot.errors import ContentRefused
from bot.services.texts import Texts

log = logging.getLogger(__name__)
# What tells one writing of a file from the next; None while there is no file.
Stamp = tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class _Read:
    """The signatures of one writing of the file, and what was found out about them so far."""

    stamp: Stamp
    signatures: Signatures
    drafts: dict[tuple[str, str], bool] = field(default_factory=dict)


class Reviews:
    """Answers from this install's file of signatures, which is read again only when it has changed."""

    def __init__(self, path: Path, texts: Texts) -> None:
        self._path, self._texts = path, texts
        self._held = self._read()

    def is_draft(self, council: str, language: str) -> bool:
        """Whether somebody of the council has yet to sign a safety or notice item in this language."""
        if self._stamp() != self._held.stamp:
            self._held = self._read()
        held = self._held
        found = held.drafts.get((council, language))
        if found is None:
            items, say = self._texts.content.items.values(), self._texts.catalogues.text
            found = held.signatures.standing(council, items, language, say).is_draft
            held.drafts[(council, language)] = found
        return found

    def _read(self) -> _Read:
        stamp = self._stamp()
        try:
            return _Read(stamp, Signatures.load(self._path))
        except ContentRefused as fault:
            # No reason to keep families out: what cannot be read counts as not signed, and is called a draft.
            log.error("what was signed cannot be read", extra={"code": fault.code})  # noqa: TRY400 - names a path
            return _Read(stamp, Signatures(self._path, ()))

    def _stamp(self) -> Stamp:
        try:
            held = self._path.stat()
        except OSError:
            return None
        return held.st_mtime_ns, held.st_size, held.st_ino
