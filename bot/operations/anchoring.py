"""Writing the audit's head down outside the database: a line in a file, and once a day a mail."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.errors import AnchorRefused
from bot.mail import Mail
from bot.records import anchor
from bot.records.anchor import Anchor
from bot.records.database import Database
from bot.repeating import repeating

log = logging.getLogger(__name__)
EVERY_SECONDS = 900.0
MAIL_EVERY = timedelta(days=1)
LATE_AFTER = timedelta(hours=1)
# Ends of a file are read back to see that it still fits: many lines more than one.
_TAIL = 8192
SUBJECT = "Beforehand: head of the audit"
TEXT = "Keep this message where nobody who keeps the database can change it.\n\n{line}\n"


@dataclass(slots=True)
class Anchoring:
    """Where heads go. With neither file nor address nothing is written down, which is said at start."""

    database: Database
    clock: Callable[[], datetime]
    file: Path | None = None
    to: str | None = None
    mail: Mail | None = None
    written_at: datetime | None = None
    mailed_at: datetime | None = field(default=None)

    @property
    def is_set(self) -> bool:
        return self.file is not None or self.to is not None

    def is_in_time(self) -> bool:
        """Whether a head was written down not long ago everywhere that is set."""
        now = self.clock()
        return (self.file is None or _within(self.written_at, now, LATE_AFTER)) and (
            self.to is None or _within(self.mailed_at, now, MAIL_EVERY + LATE_AFTER)
        )

    def once(self) -> None:
        """Write the head down now. Blocks. Raises AnchorRefused, DeliveryFailed, RecordsRefused."""
        now = self.clock()
        with self.database.read() as tx:
            head = anchor.take(tx, now)
        if self.file is not None:
            self._append(self.file, head)
            self.written_at = now
        if self.to is not None and not _within(self.mailed_at, now, MAIL_EVERY):
            if self.mail is None:
                raise _refused("There is an address for the audit's head, and no mail server.")
            self.mail.send([self.to], SUBJECT, TEXT.format(line=head.line))
            self.mailed_at = now

    def _append(self, path: Path, head: Anchor) -> None:
        """Add a line, unless the chain does not lead through the last one: that line is then evidence."""
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
            try:
                size = os.fstat(descriptor).st_size
                tail = os.pread(descriptor, _TAIL, max(0, size - _TAIL)).decode("ascii", "replace")
                with self.database.read() as tx:
                    last = anchor.compare(tx, tail.splitlines()[-1:])
                if last.first_unfit is not None:
                    raise _refused("The audit does not lead through the head that was written down last.")
                if last.last is not None and last.last.head == head.head:
                    return
                os.write(descriptor, f"{head.line}\n".encode())
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as fault:
            raise _refused(f"The file of the audit's heads cannot be written ({fault.strerror}).") from None


@contextlib.asynccontextmanager
async def anchoring(job: Anchoring) -> AsyncIterator[None]:
    """Write the head down at once and then every quarter of an hour, until the block ends."""
    if not job.is_set:
        log.warning("the audit is anchored nowhere")
        yield
        return
    async with repeating("the audit's anchor", job.once, EVERY_SECONDS):
        yield


def _within(then: datetime | None, now: datetime, span: timedelta) -> bool:
    return then is not None and now - then < span


def _refused(what: str) -> AnchorRefused:
    return AnchorRefused(
        what,
        remedy="Run ./run audit verify --anchor FILE; after a restore begin a new file and keep the old one.",
    )
