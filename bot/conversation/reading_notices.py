"""Wordless e-mails that something should be read or heard: to the worker in time, to the managers after.

A try is committed before it is made, so a kill in between repeats one mail at most, and loses none.
"""

from __future__ import annotations

import logging
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.conversation.alert_notices import STAFF_LANGUAGE, SUBJECT
from bot.conversation.knowledge import Knowledge
from bot.conversation.store import Clock
from bot.errors import DeliveryFailed
from bot.mail import Mail
from bot.records import reading, reading_notices, staff
from bot.records.database import Database, Tx
from bot.records.reading_notices import Due, Wanted
from bot.records.scopes import Role
from bot.repeating import repeating
from bot.services.reading import is_working_time, wanted

log = logging.getLogger(__name__)
UNREAD, LATE = "notices.staff.unread", "notices.staff.late"
EVERY_SECONDS = 60.0
RETRY_AFTER = timedelta(minutes=10)


@dataclass(slots=True)
class ReadingNotices:
    """`mail` None means that no mail server is set: then nothing is planned either. A pass blocks."""

    database: Database
    known: Knowledge
    clock: Clock
    mail: Mail | None
    portal_url: str

    def pass_once(self) -> int:
        """Send what is to be told now, one e-mail a person. Returns how many went out."""
        if self.mail is None:
            return 0
        now = self.clock()
        with self.database.read() as tx:
            now_wanted = self._wanted(tx, now)
        if not now_wanted:
            return 0
        with self.database.begin() as tx:
            reading_notices.want(tx, now_wanted)
            # One whose time has passed, or that was opened since, is not wanted any more and stays unsent.
            due = [one for one in reading_notices.due(tx, now) if one.wanted in now_wanted]
            reading_notices.trying(tx, due, now + RETRY_AFTER)
        return sum(self._send(self.mail, to, late, found) for (to, late), found in self._letters(due).items())

    def _wanted(self, tx: Tx, now: datetime) -> set[Wanted]:
        councils = self.known.texts.content.councils
        if not any(is_working_time(council, now) for council in councils.values()):
            return set()
        managers: dict[str, list[str]] = {}
        found: set[Wanted] = set()
        for one in reading.everywhere(tx):
            if one.council not in managers:
                members = staff.of_council(tx, one.council)
                managers[one.council] = [
                    member.id for member in members if member.role is Role.MANAGER and not member.disabled
                ]
            council = self.known.texts.content.council(one.council)
            found.update(wanted(council, one, managers[one.council], now))
        return found

    def _letters(self, due: list[Due]) -> dict[tuple[str, bool], list[Due]]:
        """What goes to whom: all that is due for one person is one e-mail, and names none of it."""
        letters: dict[tuple[str, bool], list[Due]] = {}
        for one in due:
            letters.setdefault((one.wanted.staff_id, one.wanted.kind == "late"), []).append(one)
        return letters

    def _send(self, mail: Mail, staff_id: str, late: bool, due: list[Due]) -> bool:
        with self.database.read() as tx:
            address = staff.get(tx, staff_id).email
        text = f"{self._words(LATE if late else UNREAD)}\n\n{self.portal_url}/\n"
        try:
            mail.send([address], self._words(SUBJECT), text)
        except DeliveryFailed as fault:
            log.warning("reading notice failed", extra={"code": fault.code, "tries": due[0].tries})
            return False
        with self.database.begin() as tx:
            reading_notices.sent(tx, due, self.clock())
        return True

    def _words(self, item: str) -> str:
        return self.known.texts.messages(item, STAFF_LANGUAGE)[0]


def telling_of_reading(parts: ReadingNotices) -> AbstractAsyncContextManager[None]:
    """Pass at once and then every minute until the block ends; a pass that is under way is finished."""
    return repeating("reading notices", parts.pass_once, EVERY_SECONDS)
