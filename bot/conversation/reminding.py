"""What we start: a neutral note, at a safe time, at most twice. What it is about is told only when asked for.

Any kill leaves either no note or one: the count of tries and the note are committed together.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime

from bot.content.model import Council
from bot.conversation.knowledge import Knowledge
from bot.conversation.store import Clock
from bot.messages import Channel, Say
from bot.records import contact, outbox, participants, reminders
from bot.records.database import Database, Tx
from bot.records.outbox import Outgoing
from bot.records.reminders import Kind, Reminder, Standing
from bot.records.scopes import ParticipantScope
from bot.repeating import repeating
from bot.services.reminding import still_holds, wanted
from bot.services.safe_times import next_safe_moment, safe_times

EVERY_SECONDS = 60.0
# Channels that reach somebody who is not here. A web page waits for its reader.
PUSHED = (Channel.TELEGRAM,)
UNFINISHED, NEWS, QUESTION = "notices.not_sent_reminder", "reminders.news", "reminders.short_question"
# P-04: nothing that we start is any other text than these.
STARTED_BY_US = frozenset({UNFINISHED, NEWS, QUESTION})
QUESTIONS: frozenset[Kind] = frozenset({"report_asked", "promise_due", "feedback"})
LOOK, NO_MORE = "choices.look", "choices.no_reminders"


@dataclass(slots=True)
class Reminding:
    """Its pass blocks and runs in a thread. `wake` is called, in the loop, when a note is to go out."""

    database: Database
    known: Knowledge
    clock: Clock
    wake: Callable[[], None] = lambda: None

    def pass_once(self) -> int:
        """Plan what the calendar asks for, then write each note that may go out now. Returns how many."""
        now = self.clock()
        with self.database.begin() as tx:
            stands = {stand.scope: stand for stand in reminders.standing(tx, now)}
            for stand in stands.values():
                self._plan(tx, stand, now)
        with self.database.read() as tx:
            people = [scope for channel in PUSHED for scope in reminders.people_due(tx, channel, now)]
        return sum(self._note(scope, stands.get(scope), now) for scope in people)

    def _plan(self, tx: Tx, stand: Standing, now: datetime) -> None:
        council = self.known.texts.content.council(stand.council)
        for one in wanted(council, stand, now):
            reminders.want(tx, stand.scope.participant_id, one.kind, one.about, one.due_at)

    def _note(self, scope: ParticipantScope, stand: Standing | None, now: datetime) -> bool:
        """Write one note for all that is due for one person, if now is safe. One transaction."""
        with self.database.begin() as tx:
            council = council_of(tx, self.known, scope)
            window = safe_times(contact.of_person(tx, scope), council)
            if next_safe_moment(window, now) != now:
                return False
            due = []
            for one in reminders.of_person(tx, scope, now):
                if not still_holds(one.kind, council, stand, now):
                    reminders.done(tx, scope, one.id, now)
                elif one.may_be_tried(now) and reminders.tries_of_kind(tx, scope, one) < reminders.MOST_TRIES:
                    due.append(one)
            if not due:
                return False
            for one in due:
                reminders.tried(tx, scope, one.id, now)
            buttons = (f"any:{LOOK}", f"any:{NO_MORE}")
            note = note_for(due, sent=stand is not None and stand.sent)
            outbox.add(tx, scope.conversation_id, [Outgoing(Say(note, choices=buttons))], now)
        return True


def council_of(tx: Tx, known: Knowledge, scope: ParticipantScope) -> Council:
    """Whose hours and days hold for a person."""
    return known.texts.content.council(participants.around(tx, scope).council)


def note_for(due: list[Reminder], *, sent: bool) -> str:
    """The one neutral text for all that is due: news first, a question, or only something unfinished.

    Whoever has sent is told of the report, and asked nothing.
    """
    kinds = {one.kind for one in due}
    questions = QUESTIONS - {"report_asked"} if sent else QUESTIONS
    if kinds - questions - {"draft_unsent"}:
        return NEWS
    return QUESTION if kinds & questions else UNFINISHED


def reminding(parts: Reminding) -> AbstractAsyncContextManager[None]:
    """Pass at once and then every minute until the block ends; a pass that is under way is finished."""
    return repeating(
        "reminding", parts.pass_once, EVERY_SECONDS, lambda written: parts.wake() if written else None
    )
