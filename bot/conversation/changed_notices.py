"""What somebody was told about who reads this is said again when its words have changed since."""

from __future__ import annotations

from datetime import datetime

from bot.messages import Say
from bot.records import notices
from bot.records.database import Tx
from bot.records.scopes import ParticipantScope
from bot.services.turn import Turn

CHANGED = "notices.notice_changed"


def changed_notices(tx: Tx, scope: ParticipantScope, turn: Turn, now: datetime) -> list[Say]:
    """Return the changed notices of the person's guide, and note that they were shown.

    Only once it is a good time: whoever looks over a shoulder learns nothing from them.
    """
    if not turn.good_time or not turn.position.guide:
        return []
    changed: list[Say] = []
    for entry in turn.guide.entries:
        item = turn.content.item(entry.item)
        if item.kind != "notice":
            continue
        seen = notices.last_seen(tx, scope, item.id)
        if seen is not None and seen.item_version != item.version:
            notices.seen(tx, scope, item.id, item.version, turn.language, now)
            changed.append(Say(item.id))
    return [Say(CHANGED), *changed] if changed else []
