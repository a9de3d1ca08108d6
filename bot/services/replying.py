"""What a worker may write back: ready replies, which reach each family in its language, or own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.language.languages import LONDON
from bot.records.replies import NewReply

READY = (
    "replies.ready.read",
    "replies.ready.talk_before",
    "replies.ready.see_you",
    "replies.ready.will_call",
    "replies.ready.will_send_report",
    "replies.ready.will_find_out",
    "replies.ready.will_arrange",
)
OWN_WORDS = "own"
MOST_CHARACTERS = 500
FURTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Written:
    """A form as it was filled in: a ready reply or `own`, the words, and the day of a promise."""

    which: str
    words: str
    by_day: str


def problems_of(written: Written, today: date) -> tuple[str, ...]:
    """What is wrong with it: `which`, `words` or `day`."""
    day = read_day(written.by_day)
    wrong = []
    if written.which not in (*READY, OWN_WORDS):
        wrong.append("which")
    if written.which == OWN_WORDS and not 0 < len(written.words) <= MOST_CHARACTERS:
        wrong.append("words")
    if written.by_day and (day is None or not today <= day <= today + FURTHEST):
        wrong.append("day")
    return tuple(wrong)


def new_reply(written: Written) -> NewReply:
    """A form without problems as a reply; one with a day is a promise, asked about the day after."""
    day = read_day(written.by_day)
    ask_at = datetime.combine(day + timedelta(days=1), time(), tzinfo=LONDON) if day else None
    if written.which == OWN_WORDS:
        return NewReply(None, written.words, day, ask_at)
    return NewReply(written.which, "", day, ask_at)


def read_day(text: str) -> date | None:
    """A day as a browser sends it, None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
