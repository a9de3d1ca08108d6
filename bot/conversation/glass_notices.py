"""Mail to those who must know that two officers opened somebody's words. It says that they should sign in."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from bot.errors import DeliveryFailed
from bot.mail import Mail
from bot.records import break_glass_notices
from bot.records.database import Database
from bot.services.texts import SOURCE_LANGUAGE, Texts

log = logging.getLogger(__name__)
SUBJECT, TEXT = "notices.staff.subject", "notices.staff.opened_by_two"
TRY_AGAIN = timedelta(minutes=5)


def send_due(database: Database, texts: Texts, mail: Mail | None, portal_url: str, now: datetime) -> int:
    """Send what is due; what fails is tried again until it goes. Returns how many were due."""
    with database.read() as tx:
        due = break_glass_notices.due(tx, now)
    for notice in due:
        state, retry_at = "sent", None
        if not notice.emails:
            state = "nobody"
        elif mail is None:
            # It stays due: a mail server may be set tomorrow, and this is never to be silent.
            state, retry_at = "failed", now + TRY_AGAIN
        else:
            subject, text = (texts.messages(item, SOURCE_LANGUAGE)[0] for item in (SUBJECT, TEXT))
            try:
                mail.send(notice.emails, subject, f"{text}\n\n{portal_url}\n")
            except DeliveryFailed as fault:
                state, retry_at = "failed", now + TRY_AGAIN
                log.warning("break-glass notice failed", extra={"code": fault.code, "tries": notice.tries})
        with database.begin() as tx:
            break_glass_notices.noted(tx, notice, state, retry_at)
    return len(due)
