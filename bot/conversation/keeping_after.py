"""What a turn staged about sending and after it, into records; and what the records alone can say of it."""

from __future__ import annotations

from datetime import datetime

from bot.errors import NotFound
from bot.messages import Say
from bot.records import contact, deletion, feedback, proofs, reminders, replies, sending
from bot.records.database import Tx
from bot.records.scopes import ParticipantScope
from bot.services.staged import (
    AnswerPromise,
    AskDeletion,
    DropFeedback,
    GiveFeedback,
    Send,
    ShowReceipts,
    Staged,
    StopReminders,
    Told,
)
from bot.services.turn import Turn


def keep_after(tx: Tx, scope: ParticipantScope, turn: Turn, change: Staged, now: datetime) -> list[Say]:
    """Keep one change; return what is to be said. Receipt codes and dates are all that it holds."""
    match change:
        case Send():
            return [Say("sent.receipt", {"code": sending.send(tx, scope, now).receipt})]
        case ShowReceipts():
            held = [Say("sent.receipt", {"code": one.code}) for one in proofs.own_receipts(tx, scope)]
            return held or [Say("sent.receipt_gone")]
        case StopReminders():
            contact.stop_reminders(tx, scope, now)
        case AnswerPromise(promise=promise, choice=choice):
            return _answered(tx, scope, promise, choice, now)
        case AskDeletion():
            wish = deletion.ask(tx, scope, now)
            said = "deleting.asked" if wish.asked_at == now else "deleting.asked_before"
            return [Say(said, {"when": _when(turn, wish.asked_at)})]
        case GiveFeedback(answers=answers):
            feedback.keep(tx, scope, dict(answers), turn.language, now)
        case DropFeedback():
            feedback.drop(tx, scope, now)
        case Told():
            _told(tx, scope, change, turn.language, now)
        case _:
            pass
    return []


def _answered(tx: Tx, scope: ParticipantScope, promise: str, choice: str, now: datetime) -> list[Say]:
    try:
        replies.answer(tx, scope, promise, choice, now)
    except NotFound:
        return [Say("notices.stale_button")]
    return []


def _told(tx: Tx, scope: ParticipantScope, change: Told, language: str, now: datetime) -> None:
    if change.kind == "feedback":
        # Open until it was given or declined; offered once more on another day, then no more.
        if reminders.offered(tx, scope, change.reminder, now):
            feedback.count_invited(tx, scope, language, now)
        return
    reminders.done(tx, scope, change.reminder, now)
    match change.kind:
        case "opened_told":
            proofs.told_opened(tx, scope, now)
        case "reply_waiting":
            replies.told(tx, scope, change.about, now)
        case "promise_due":
            replies.asked(tx, scope, change.about, now)
        case "deletion_answered":
            deletion.told(tx, scope, change.about, now)
        case _:
            pass


def _when(turn: Turn, moment: datetime) -> str:
    return turn.texts.catalogues.language(turn.language).day_of(moment)
