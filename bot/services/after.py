"""After sending: what waits to be told, the receipt, promises, and the wish to have it all deleted."""

from __future__ import annotations

from bot.messages import Say
from bot.services import prepare
from bot.services.ask import leave_side
from bot.services.staged import AnswerPromise, AskDeletion, ShowReceipts, StopReminders, Told
from bot.services.turn import News, Turn

# Choices that can be pressed whatever is open, and typed by their very label.
ANY_TIME = ("choices.receipt_again", "choices.no_reminders")


def look(turn: Turn) -> None:
    """It is a good time: tell what waits."""
    turn.good_time = True
    tell(turn)


def tell(turn: Turn) -> None:
    """Tell what waits, oldest first, up to the first thing that asks: one question at a time."""
    for news in turn.facts.news:
        if news.reminder in turn.told:
            continue
        turn.told.add(news.reminder)
        if news.kind == "report_asked" and not _is_worth_telling(turn, news):
            turn.stage(Told(news.reminder, news.kind, news.about))
            continue
        turn.said.append(Say(turn.variant(news.content), dict(news.args), news.choices))
        turn.stage(Told(news.reminder, news.kind, news.about))
        if news.asks:
            turn.quiet = True
            return


def _is_worth_telling(turn: Turn, news: News) -> bool:
    """What one can do about the report: once, in its time, and not where the guide asks about it."""
    told = turn.variant(news.content) in [say.content for say in turn.said]
    return not told and "report" in turn.facts.due and not guide_asks(turn, "report")


def guide_asks(turn: Turn, due: str) -> bool:
    """Whether the guide this person is in asks by itself: then its question comes, and its answer is kept."""
    if not prepare.is_under_way(turn):
        return False
    return any(one.due == due for entry in turn.guide.entries for one in entry.conditions)


def answer_promise(turn: Turn) -> None:
    """Keep what was said of a promise; what else waits follows."""
    if turn.pick is None or turn.choice is None:
        turn.say("notices.stale_button")
        return
    turn.stage(AnswerPromise(turn.pick, turn.choice))
    turn.say("promises.answered")
    tell(turn)


def show_receipts(turn: Turn) -> None:
    """The codes themselves are put in where the turn is kept."""
    if not turn.facts.sent:
        turn.say("sent.no_receipt")
        return
    turn.stage(ShowReceipts())


def no_reminders(turn: Turn) -> None:
    turn.stage(StopReminders())
    turn.say("reminders.stopped")


def ask_deletion(turn: Turn) -> None:
    turn.stage(AskDeletion())
    leave_side(turn)
