"""What a turn may rest on, from what the records know of a conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.content.languages import offered_by
from bot.conversation.knowledge import Knowledge
from bot.conversation.renderer import Values
from bot.conversation.values import DEFAULT_MEETING
from bot.language.catalogues import SOURCE
from bot.language.languages import put_first
from bot.records.conversations import Conversation
from bot.records.participants import Around
from bot.services import dates
from bot.services.turn import Facts, News


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits for somebody: whether they are only now back, and what there is to tell or begin.

    `side_by_side`: the languages that stand side by side until they choose one (`choosing.py`).
    """

    returning: bool
    side_by_side: tuple[str, ...]
    next_meeting: bool
    news: tuple[News, ...]
    feedback_open: bool


def facts_of(
    known: Knowledge,
    here: Conversation,
    around: Around,
    waits: Waits,
    values: Values,
    now: datetime,
    device: str = "",
) -> Facts:
    """Return what does not change during a turn. No name is in it, and nothing that anyone said.

    `device` is the language of the phone or browser, "" where it says none that is offered.
    """
    council = known.texts.content.council(around.council)
    ours, meeting = known.texts.catalogues.offered, around.meeting
    nation = meeting.nation if meeting else council.nation
    # Whoever speaks a language that the council has taken back goes on in it, until they choose another.
    own = [here.language] if here.language in ours else []
    offered = tuple(dict.fromkeys((*own, *offered_by(council, ours))))
    first = council.first_languages
    today = dates.london_day(now)
    return Facts(
        audience=around.audience,
        nation=nation,
        council=around.council,
        meeting_kind=meeting.kind if meeting else DEFAULT_MEETING,
        channel=here.channel,
        now=now,
        languages=put_first(offered, *first, here.language, device, SOURCE),
        # Half of them would be no equal weight.
        side_by_side=waits.side_by_side if set(waits.side_by_side) <= set(offered) else (),
        device=device,
        sent=here.sent_at is not None,
        returning=waits.returning,
        settings=council.settings,
        known=values.known,
        due=dates.due_now(council, dates.counted(meeting), today) if meeting else frozenset(),
        news=waits.news,
        next_meeting=waits.next_meeting,
        feedback_open=waits.feedback_open,
    )
