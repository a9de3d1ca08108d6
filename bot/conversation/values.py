"""What placeholders stand for in one conversation, in its language."""

from __future__ import annotations

from typing import Protocol

from bot.content.load import Content
from bot.content.model import Council
from bot.conversation.renderer import Values
from bot.records.meetings import Meeting
from bot.records.participants import Around
from bot.services import dates, names
from bot.services.texts import Texts

EMERGENCY = "emergency"
DEFAULT_NATION, DEFAULT_MEETING = "england", "initial_conference"
YOUR_WORKER, ASK_YOUR_WORKER = "notices.your_worker", "notices.ask_your_worker"

# Placeholder -> the settings it may come from: the first that is set. What no setting fills is not known.
FROM_SETTINGS = {
    "conference_days": ("conference_within_working_days", "conference_within_calendar_days"),
    "core_group_days": ("core_group_within_working_days",),
    "core_group_weeks": ("core_group_every_weeks",),
    "first_review_months": ("first_review_within_months",),
    "later_review_months": ("later_review_within_months",),
    "care_review_days": ("first_care_review_within_working_days",),
    "care_review_weeks": ("first_care_review_within_weeks",),
    "second_care_review_months": ("second_care_review_within_months",),
    "later_care_review_months": ("later_care_review_within_months",),
    "summary_days": ("summary_within_working_days",),
    "notes_days": ("notes_within_working_days",),
    "keep_weeks": ("keep_weeks",),
    "complaint_days": ("complaint_within_days",),
    "chair_title": ("chair_title",),
    "chair_minutes": ("meet_chair_minutes_before",),
    "attends_age": ("child_attends_from_age",),
    "visit_weeks": ("visits_every_weeks",),
    "advocate_age": ("child_advocacy_from_age",),
    "advocate_provider": ("child_advocacy_provider",),
    "parent_advocate_provider": ("parent_advocacy_provider",),
    "external_complaints": ("external_complaints",),
    "out_of_hours_number": ("out_of_hours_number",),
    "family_group_provider": ("family_group_provider",),
    "domestic_abuse_service": ("domestic_abuse_service",),
    "domestic_abuse_number": ("domestic_abuse_number",),
}
REPORT_DAYS = {"initial_conference": "report_days_initial", "review_conference": "report_days_review"}


class HasTexts(Protocol):
    """What values are made of: `Knowledge`, or only its texts."""

    @property
    def texts(self) -> Texts: ...


def values_of(known: HasTexts, around: Around, language: str) -> Values:
    """Return names, times and numbers of somebody's own case, ready to show."""
    texts = known.texts
    council = texts.content.council(around.council)
    meeting = around.meeting
    nation = meeting.nation if meeting else council.nation
    kind = meeting.kind if meeting else DEFAULT_MEETING
    ask = texts.short(ASK_YOUR_WORKER, language)
    named = {
        "council": council.name,
        "worker": around.workers[0].name if around.workers else texts.short(YOUR_WORKER, language),
        "duty_number": council.setting("duty_number") or ask,
        "emergency_number": emergency_number(texts.content),
        "meeting_name": names.meeting_name(texts, language, kind, nation, council),
        "plan_name": names.plan_name(texts, language, nation, council),
        "body_name": names.body_name(texts, language, nation),
        "meeting_day": ask,
        "meeting_time": ask,
        "meeting_place": ask,
        **_set_here(council, kind),
    }
    if meeting is not None:
        named |= _dated(known, council, meeting, language)
    return Values(language, nation, around.audience, named, council.settings)


def _set_here(council: Council, kind: str) -> dict[str, str]:
    """The numbers and names that this council or its nation has set."""
    sources = {**FROM_SETTINGS, "report_days": (REPORT_DAYS.get(kind, ""),)}
    found = {
        placeholder: next((value for name in settings if (value := council.setting(name))), None)
        for placeholder, settings in sources.items()
    }
    return {placeholder: value for placeholder, value in found.items() if value is not None}


def _dated(known: HasTexts, council: Council, meeting: Meeting, language: str) -> dict[str, str]:
    """The day and time of the meeting, its place, and the days by which something should happen."""
    speech = known.texts.catalogues.language(language)
    due = dates.by_meaning(dates.due(council, dates.counted(meeting)), meeting.kind)
    return {
        "meeting_day": speech.day_of(meeting.starts_at),
        "meeting_time": speech.time_of(meeting.starts_at),
        **({"meeting_place": meeting.place} if meeting.place else {}),
        **{placeholder: speech.name_of_day(day) for placeholder, day in due.items()},
    }


def values_for_anyone(known: HasTexts, language: str) -> Values:
    """Return what may be said to somebody we do not know."""
    content = known.texts.content
    return Values(language, DEFAULT_NATION, "anyone", {"emergency_number": emergency_number(content)})


def emergency_number(content: Content) -> str:
    """Return the number of the emergency services, from the help lines."""
    return next((line.number for line in content.all_help_lines if line.id == EMERGENCY and line.number), "")
