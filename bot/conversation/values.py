"""What placeholders stand for in one conversation, in its language."""

from __future__ import annotations

from bot.content.load import Content
from bot.conversation.knowledge import Knowledge
from bot.conversation.renderer import Values
from bot.records.participants import Around

EMERGENCY = "emergency"
DEFAULT_NATION = "england"
YOUR_WORKER, ASK_YOUR_WORKER = "notices.your_worker", "notices.ask_your_worker"


def values_of(known: Knowledge, around: Around, language: str) -> Values:
    """Return names, times and numbers of somebody's own case, ready to show."""
    content = known.texts.content
    council = content.council(around.council)
    ask = known.texts.short(ASK_YOUR_WORKER, language)
    named = {
        "council": council.name,
        "worker": around.workers[0].name if around.workers else known.texts.short(YOUR_WORKER, language),
        "duty_number": council.setting("duty_number") or ask,
        "emergency_number": emergency_number(content),
        "meeting_day": ask,
        "meeting_time": ask,
        "meeting_place": ask,
    }
    nation = council.nation
    if around.meeting is not None:
        speech = known.texts.catalogues.language(language)
        nation = around.meeting.nation
        named |= {
            "meeting_day": speech.day_of(around.meeting.starts_at),
            "meeting_time": speech.time_of(around.meeting.starts_at),
            "meeting_place": around.meeting.place or ask,
        }
    return Values(language, nation, around.audience, named)


def values_for_anyone(known: Knowledge, language: str) -> Values:
    """Return what may be said to somebody we do not know."""
    content = known.texts.content
    return Values(language, DEFAULT_NATION, "anyone", {"emergency_number": emergency_number(content)})


def emergency_number(content: Content) -> str:
    """Return the number of the emergency services, from the help lines."""
    return next((line.number for line in content.all_help_lines if line.id == EMERGENCY and line.number), "")
