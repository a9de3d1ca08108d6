"""Which languages are spoken side by side, until somebody has chosen one."""

from __future__ import annotations

from bot.content.load import Content
from bot.records import notices
from bot.records.database import Tx
from bot.records.scopes import ParticipantScope


def side_by_side(tx: Tx, content: Content, council: str, scope: ParticipantScope) -> tuple[str, ...]:
    """The languages that a council's nation gives equal weight; () for whoever has ever chosen one.

    Whoever has read a guide's notice has chosen. That is kept when answers are deleted, sent, or begun anew
    for the next meeting. Only where there is something to choose is it looked up.
    """
    first = content.council(council).first_languages
    return () if not first or notices.were_seen(tx, scope, content.guide_notices) else first
