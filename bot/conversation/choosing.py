"""Whether somebody has ever chosen their language; until then more than one may be spoken to them."""

from __future__ import annotations

from bot.content.load import Content
from bot.records import notices
from bot.records.database import Tx
from bot.records.scopes import ParticipantScope


def has_chosen(tx: Tx, content: Content, scope: ParticipantScope) -> bool:
    """Whether a guide's notice was read, which comes after the choice.

    That is kept when answers are deleted, sent, or begun anew for the next meeting.
    """
    steps = {entry.item for guide in content.guides.values() for entry in guide.entries}
    return notices.were_seen(tx, scope, [one for one in steps if content.item(one).kind == "notice"])
