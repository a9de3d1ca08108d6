"""What a turn staged, into records."""

from __future__ import annotations

from datetime import datetime

from bot.conversation.keeping_after import keep_after
from bot.messages import Recording, Say
from bot.records import alerts, drafts, meeting_news, notices, recordings
from bot.records.database import Tx
from bot.records.drafts import NewPart
from bot.records.scopes import ParticipantScope
from bot.services.staged import (
    Correct,
    DeleteDrafts,
    KeepAside,
    KeepPart,
    NextMeeting,
    NoticeSeen,
    RaiseAlert,
    Reopen,
    SetSharing,
    Staged,
    TakeAside,
)
from bot.services.turn import Turn


def keep_staged(
    tx: Tx, scope: ParticipantScope, turn: Turn, sound: Recording | None, now: datetime
) -> list[Say]:
    """Write what the turn staged, in order; return what is to be said of it before anything else.

    `sound` is the voice note that the turn's message is. What is said is what only the records know, such as
    a receipt's code. Raises Conflict if the turn was kept before.
    """
    parts = [_part(turn, change) for change in turn.staged if isinstance(change, KeepPart | KeepAside)]
    for change in turn.staged:
        if isinstance(change, DeleteDrafts):
            drafts.delete_all(tx, scope)
            parts = []
        elif isinstance(change, TakeAside):
            drafts.drop_asides(tx, scope, change.question)
        elif isinstance(change, Reopen):
            drafts.drop(tx, scope, change.question)
        elif isinstance(change, Correct):
            drafts.rewrite(tx, scope, change.part)
    drafts.keep(tx, scope, turn.id, parts, now)
    if sound is not None and any(part.voice and part.voice.id == turn.id for part in parts):
        recordings.keep(tx, scope, turn.id, sound.sound)
    recordings.let_go(tx, scope)
    says: list[Say] = []
    for change in turn.staged:
        _keep_one(tx, scope, turn, change, now)
        says += keep_after(tx, scope, turn, change, now)
    return says


def _keep_one(tx: Tx, scope: ParticipantScope, turn: Turn, change: Staged, now: datetime) -> None:
    match change:
        case SetSharing(sharing=sharing, question=question):
            drafts.set_sharing(tx, scope, sharing, question, now)
        case NoticeSeen(item=item):
            notices.seen(tx, scope, item, turn.content.item(item).version, turn.language, now)
        case RaiseAlert(kind=kind):
            alerts.record(tx, scope, kind=kind, level="now", words="", now=now)
        case NextMeeting():
            meeting_news.prepare_for(tx, scope)
        case _:
            pass


def _part(turn: Turn, change: KeepPart | KeepAside) -> NewPart:
    item = turn.content.item(change.question)
    asked = turn.asked(item.id)
    written = change.written or turn.written
    if isinstance(change, KeepAside):
        return NewPart(
            item.id,
            item.version,
            turn.language,
            asked,
            "aside",
            change.value,
            by=change.by,
            written=written,
            voice=change.voice,
        )
    return NewPart(
        question=item.id,
        item_version=item.version,
        locale=turn.language,
        asked=asked,
        kind=change.kind,
        value=change.value,
        label=change.label,
        sore=change.sore,
        replace=change.replace,
        by=change.by,
        # What was skipped or only shown holds no words that an edit could change.
        written=None if change.kind in ("skip", "seen") else written,
        voice=change.voice,
    )
