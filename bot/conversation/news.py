"""What waits to be told to somebody, as content ids, dates and buttons. Their reminders say that it waits."""

from __future__ import annotations

from datetime import datetime

from bot.conversation.knowledge import Knowledge
from bot.records import deletion, participants, proofs, reminders, replies
from bot.records.conversations import Conversation
from bot.records.database import Tx
from bot.records.reminders import MOST_TRIES, Reminder
from bot.services.turn import News

PROMISE_ANSWERS = (
    "choices.promise_yes",
    "choices.promise_partly",
    "choices.promise_no",
    "choices.promise_unknown",
)
FEEDBACK_ANSWERS = ("choices.feedback_start", "choices.feedback_no")
DELETION_ANSWERS = {
    "deleted": "deleting.answered.deleted",
    "must_keep": "deleting.answered.must_keep",
    "speak_first": "deleting.answered.speak_first",
}
# Why it must be kept is said with it.
KEPT_FOR = {reason: f"deleting.kept.{reason}" for reason in deletion.REASONS["must_keep"]}


def what_waits(tx: Tx, known: Knowledge, here: Conversation, now: datetime) -> tuple[tuple[News, ...], bool]:
    """Return what waits, what tells before what asks, oldest first; and whether feedback is open.

    Feedback is open while it is offered or due, and neither given nor declined.
    """
    waiting = reminders.of_person(tx, here.scope, now)
    found = [news for one in waiting if (news := _one(tx, known, here, one))]
    return tuple(sorted(found, key=lambda news: news.asks)), any(one.kind == "feedback" for one in waiting)


def _one(tx: Tx, known: Knowledge, here: Conversation, reminder: Reminder) -> News | None:
    """One thing, None when it is no longer so; what only reminds somebody to come back says nothing."""
    match reminder.kind:
        case "opened_told":
            return _opened(tx, known, here, reminder)
        case "reply_waiting":
            return _reply(tx, here, reminder)
        case "promise_due":
            return _promise(tx, here, reminder)
        case "deletion_answered":
            return _deletion(tx, known, here, reminder)
        case "worker_changed":
            return _worker(tx, here, reminder)
        case "report_asked":
            return _news(reminder, "reminders.report")
        case "feedback" if reminder.tries <= MOST_TRIES:
            return _asks(reminder, "feedback.offer", tuple(f"any:{one}" for one in FEEDBACK_ANSWERS))
        case _:
            return None


def _opened(tx: Tx, known: Knowledge, here: Conversation, reminder: Reminder) -> News | None:
    opened_at = proofs.opened_untold(tx, here.scope)
    if opened_at is None:
        return None
    return _news(reminder, "notices.seen_by_worker", when=_when(known, here, opened_at))


def _reply(tx: Tx, here: Conversation, reminder: Reminder) -> News | None:
    reply = replies.to_tell(tx, here.scope, reminder.about)
    if reply is None:
        return None
    if reply.due_on is not None:
        return _news(reminder, "replies.promised", reply=reply.id)
    return _news(reminder, "replies.written", reply=reply.id)


def _promise(tx: Tx, here: Conversation, reminder: Reminder) -> News | None:
    promise = replies.to_tell(tx, here.scope, reminder.about)
    if promise is None:
        return None
    choices = tuple(f"promise:{promise.id}:{answer}" for answer in PROMISE_ANSWERS)
    return _asks(reminder, "promises.was_it_done", choices, reply=promise.id)


def _deletion(tx: Tx, known: Knowledge, here: Conversation, reminder: Reminder) -> News | None:
    wish = next((one for one in deletion.of_person(tx, here.scope) if one.id == reminder.about), None)
    if wish is None or wish.answer is None or wish.answered_at is None:
        return None
    said = KEPT_FOR.get(wish.reason or "", DELETION_ANSWERS[wish.answer])
    return _news(reminder, said, when=_when(known, here, wish.answered_at))


def _worker(tx: Tx, here: Conversation, reminder: Reminder) -> News | None:
    workers = participants.around(tx, here.scope).workers
    if not workers or workers[0].staff_id != reminder.about:
        return None
    return _news(reminder, "notices.worker_changed")


def _news(reminder: Reminder, content: str, **args: str) -> News:
    return News(reminder.id, reminder.kind, reminder.about, content, args)


def _asks(reminder: Reminder, content: str, choices: tuple[str, ...], **args: str) -> News:
    return News(reminder.id, reminder.kind, reminder.about, content, args, choices, asks=True)


def _when(known: Knowledge, here: Conversation, moment: datetime) -> str:
    speech = known.texts.catalogues.language(here.language)
    return f"{speech.day_of(moment)}, {speech.time_of(moment)}"
